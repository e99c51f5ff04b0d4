import { z } from "zod";
import { contract, pageOf, uuid } from "../../contract.ts";
import { route } from "../../route.ts";
import { listGroupsForDesk, readGroupForDesk } from "./desk-reads.ts";
import { setDomains } from "./domain.ts";
import { freeSeatAtDesk } from "./free.ts";
import { deskGroup, deskGroupPage, domainsBody } from "./schema.ts";

const byGroup = z.object({ groupId: uuid });
const pages = (word: string) => ({
  done: ({ id }: { id: string }) => `/desk/plans/groups/${id}?done=${word}`,
  refused: (refusal: { message: string }, _: unknown, { groupId = "" }: Record<string, string>) =>
    `/desk/plans/groups/${encodeURIComponent(groupId)}?problem=${encodeURIComponent(refusal.message)}`,
});

export const groupDeskEndpoints = [
  route(
    contract({
      id: "listGroups",
      method: "GET",
      path: "/api/v1/desk/groups",
      summary: "Groups that pay for many readers, the newest first; with words, those that hold them",
      tag: "Desk",
      access: "plans.read",
      query: z.object({ after: z.string().max(80).optional(), search: z.string().max(100).optional() }),
      reply: pageOf(deskGroup),
    }),
    async ({ ctx, query }) => listGroupsForDesk(ctx, query),
  ),
  route(
    contract({
      id: "readGroup",
      method: "GET",
      path: "/api/v1/desk/groups/{groupId}",
      summary: "One group, with who has its seats and what was paid",
      tag: "Desk",
      access: "plans.read",
      params: byGroup,
      reply: deskGroupPage,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => readGroupForDesk(ctx, params.groupId),
  ),
  route(
    contract({
      id: "setGroupDomains",
      method: "POST",
      path: "/api/v1/desk/groups/{groupId}/domains",
      summary: "Say by which e-mail domains readers may take seats of a group; none closes it",
      tag: "Desk",
      access: "settings.edit",
      stepUp: true,
      params: byGroup,
      body: domainsBody,
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: pages("group-domains"),
    }),
    async ({ ctx, params, body }) => {
      await setDomains(ctx, params.groupId, body.domains);
      return { id: params.groupId };
    },
  ),
  route(
    contract({
      id: "freeSeatOfGroup",
      method: "POST",
      path: "/api/v1/desk/groups/{groupId}/seats/{seatId}/freeing",
      summary: "Free a seat of a group; who had it is told",
      tag: "Desk",
      access: "plans.write",
      params: z.object({ groupId: uuid, seatId: uuid }),
      body: z.strictObject({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: pages("seat-freed"),
    }),
    async ({ ctx, params }) => {
      await freeSeatAtDesk(ctx, params.groupId, params.seatId);
      return { id: params.groupId };
    },
  ),
];
