import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { cursorFrom } from "../cursor.ts";
import { route } from "../route.ts";
import { findMember } from "./find-member.ts";
import { openTimeline } from "./timeline.ts";
import { findBody, timelineKind, timelineView } from "./timeline-schema.ts";

const find = "/desk/members";

/** One timeline for a member, and the way to it. */
export const timelineEndpoints = [
  route(
    contract({
      id: "showTimeline",
      method: "GET",
      path: "/api/v1/desk/members/{memberId}/timeline",
      summary:
        "What happened with a member, the newest first, in what your role may see; that it was opened is written down",
      tag: "Desk",
      access: "members.read",
      params: z.object({ memberId: uuid }),
      query: z.object({ kind: timelineKind.optional(), after: z.string().optional() }),
      reply: timelineView,
      refuses: ["not_found", "not_allowed"],
    }),
    async ({ ctx, params, query }) =>
      openTimeline(ctx, params.memberId, { kind: query.kind, after: cursorFrom(query.after) }),
  ),
  route(
    contract({
      id: "findMember",
      method: "POST",
      path: "/api/v1/desk/members/find",
      summary: "The member with exactly this address",
      tag: "Desk",
      access: "members.read",
      // So that nobody tries a list of addresses one by one.
      limits: [{ name: "find-member", points: 120, perSeconds: 3600, by: "member" }],
      body: findBody,
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: {
        done: ({ id }) => `${find}/${id}`,
        refused: ({ message }) => `${find}?problem=${encodeURIComponent(message)}`,
      },
    }),
    async ({ ctx, body }) => findMember(ctx, body.address),
  ),
];
