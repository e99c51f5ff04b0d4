import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { appealDecision } from "./appeal.ts";
import { openAppeals } from "./appeal-reads.ts";
import { appealAnswer, appealBody, appealOutcome, deskAppealView } from "./appeal-schema.ts";
import { decideAppeal } from "./decide-appeal.ts";

/** What an author can do about a decision, and what the desk does about that. */
export const appealEndpoints = [
  route(
    contract({
      id: "appealDecision",
      method: "POST",
      path: "/api/v1/decisions/{decisionId}/appeal",
      summary: "Appeal against the rejection of my comment, once",
      tag: "Comments",
      access: "member",
      limits: [{ name: "appeal", points: 20, perSeconds: 3600, by: "member" }],
      params: z.object({ decisionId: uuid }),
      body: appealBody,
      reply: z.object({ id: z.uuid(), decisionId: z.uuid() }),
      status: 201,
      refuses: ["not_found", "already_decided", "too_late", "rate_limited"],
      form: {
        done: (reply) => `/decisions/${reply.decisionId}?done=appealed`,
        refused: (refusal, body) =>
          z.uuid().safeParse(body.decisionId).success
            ? `/decisions/${body.decisionId}?problem=${encodeURIComponent(refusal.message)}`
            : undefined,
      },
    }),
    async ({ ctx, params, body }) => appealDecision(ctx, params.decisionId, body.text),
  ),
  route(
    contract({
      id: "listAppeals",
      method: "GET",
      path: "/api/v1/desk/appeals",
      summary: "Appeals that nobody has answered, oldest first",
      tag: "Desk",
      access: "comments.moderate",
      reply: z.object({ items: z.array(deskAppealView) }),
    }),
    async ({ ctx }) => ({ items: await openAppeals(ctx) }),
  ),
  route(
    contract({
      id: "decideAppeal",
      method: "POST",
      path: "/api/v1/desk/appeals/{appealId}/decision",
      summary: "Uphold the decision that was appealed, or overturn it and publish the comment",
      tag: "Desk",
      access: "comments.moderate",
      params: z.object({ appealId: uuid }),
      body: appealAnswer,
      reply: z.object({ id: z.uuid(), outcome: appealOutcome }),
      refuses: ["not_found", "not_allowed", "already_decided"],
    }),
    async ({ ctx, params, body }) => decideAppeal(ctx, params.appealId, body),
  ),
];
