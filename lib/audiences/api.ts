import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { audienceById, listAudiences } from "./reads.ts";
import { bringBackAudience, changeAudience, makeAudience, retireAudience } from "./save.ts";
import { audienceChange, audienceDraft, audienceView } from "./schema.ts";

const params = z.object({ audienceId: uuid });
const ofOne = {
  method: "POST",
  tag: "Desk",
  access: "audiences.write",
  params,
  body: z.object({}),
  reply: audienceView,
} as const;
const toTheList = {
  done: () => "/desk/audiences?done=saved",
  refused: (refusal: { message: string }) => `/desk/audiences?problem=${encodeURIComponent(refusal.message)}`,
};

export const audienceEndpoints = [
  route(
    contract({
      id: "listAudiences",
      method: "GET",
      path: "/api/v1/desk/audiences",
      summary: "The audiences that were saved, with the retired ones last",
      tag: "Desk",
      access: "audiences.write",
      reply: z.object({ items: z.array(audienceView) }),
    }),
    async ({ ctx }) => ({ items: await listAudiences(ctx) }),
  ),
  route(
    contract({
      id: "makeAudience",
      method: "POST",
      path: "/api/v1/desk/audiences",
      summary: "Save an audience by name: who of a newsletter's readers an issue is for",
      tag: "Desk",
      access: "audiences.write",
      body: audienceDraft,
      reply: audienceView,
      status: 201,
    }),
    ({ ctx, body }) => makeAudience(ctx, body),
  ),
  route(
    contract({
      id: "showAudience",
      method: "GET",
      path: "/api/v1/desk/audiences/{audienceId}",
      summary: "One audience",
      tag: "Desk",
      access: "audiences.write",
      params,
      reply: audienceView,
      refuses: ["not_found"],
    }),
    ({ ctx, params }) => audienceById(ctx.db, params.audienceId),
  ),
  route(
    contract({
      id: "changeAudience",
      method: "PUT",
      path: "/api/v1/desk/audiences/{audienceId}",
      summary: "Change an audience over the version that was open; approvals of issues for it are asked for anew",
      tag: "Desk",
      access: "audiences.write",
      params,
      body: audienceChange,
      reply: audienceView,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    ({ ctx, params, body: { version, ...draft } }) => changeAudience(ctx, params.audienceId, version, draft),
  ),
  route(
    contract({
      ...ofOne,
      id: "retireAudience",
      path: "/api/v1/desk/audiences/{audienceId}/retire",
      summary: "Take an audience off the list; issues it was chosen for wait for another",
      refuses: ["not_found"],
      form: toTheList,
    }),
    ({ ctx, params }) => retireAudience(ctx, params.audienceId),
  ),
  route(
    contract({
      ...ofOne,
      id: "bringBackAudience",
      path: "/api/v1/desk/audiences/{audienceId}/bring-back",
      summary: "Let an audience be chosen again that was retired",
      refuses: ["not_found"],
      form: toTheList,
    }),
    ({ ctx, params }) => bringBackAudience(ctx, params.audienceId),
  ),
];
