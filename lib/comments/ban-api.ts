import { z } from "zod";
import { contract, moment, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { banFromCommenting, liftBan } from "./ban.ts";
import { recordOf } from "./ban-reads.ts";
import { banBody, liftBody, ownBanView, recordView } from "./ban-schema.ts";
import { ownBan } from "./may-comment.ts";

const byMember = z.object({ memberId: uuid });

/** Who may not comment: what they are told, and what the desk does about it. */
export const banEndpoints = [
  route(
    contract({
      id: "myBan",
      method: "GET",
      path: "/api/v1/me/comment-ban",
      summary: "Whether I may comment; if not, until when, why, and whom to write to",
      tag: "Comments",
      access: "member",
      reply: z.object({ ban: ownBanView.nullable() }),
    }),
    async ({ ctx }) => ({ ban: await ownBan(ctx) }),
  ),
  route(
    contract({
      id: "readCommentRecord",
      method: "GET",
      path: "/api/v1/desk/members/{memberId}/comment-record",
      summary: "How a member's comments and reports fared, and what kept them from commenting",
      tag: "Desk",
      access: "comments.moderate",
      params: byMember,
      reply: recordView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => recordOf(ctx, params.memberId),
  ),
  route(
    contract({
      id: "banFromCommenting",
      method: "POST",
      path: "/api/v1/desk/members/{memberId}/comment-bans",
      summary: "Keep a member from commenting, or replace the ban that stands",
      tag: "Desk",
      access: "comments.moderate",
      params: byMember,
      body: banBody,
      reply: z.object({ id: z.uuid(), memberId: z.uuid(), until: moment.nullable() }),
      status: 201,
      refuses: ["not_found", "not_allowed", "already_decided"],
    }),
    async ({ ctx, params, body }) => banFromCommenting(ctx, params.memberId, body),
  ),
  route(
    contract({
      id: "liftBan",
      method: "POST",
      path: "/api/v1/desk/comment-bans/{banId}/lifting",
      summary: "Let a member comment again, before their ban is over",
      tag: "Desk",
      access: "comments.moderate",
      params: z.object({ banId: uuid }),
      body: liftBody,
      reply: z.object({ id: z.uuid(), memberId: z.uuid() }),
      refuses: ["not_found", "not_allowed", "already_decided"],
    }),
    async ({ ctx, params, body }) => liftBan(ctx, params.banId, body),
  ),
];
