import { z } from "zod";
import { contract, pageOf } from "../contract.ts";
import { route } from "../route.ts";
import { chooseMails } from "./choose-mails.ts";
import { myComments } from "./own-reads.ts";
import { mailChoice, mailChoiceBody, ownCommentView } from "./own-schema.ts";

/** What a member has said here, and what became of it. */
export const ownCommentEndpoints = [
  route(
    contract({
      id: "myComments",
      method: "GET",
      path: "/api/v1/me/comments",
      summary: "What I have said, with why it waits or was taken down",
      tag: "Comments",
      access: "member",
      query: z.object({ after: z.string().max(100).optional() }),
      reply: pageOf(ownCommentView),
    }),
    async ({ ctx, query }) => myComments(ctx, query.after),
  ),
  route(
    contract({
      id: "chooseCommentMails",
      method: "POST",
      path: "/api/v1/me/comment-mails",
      summary: "Which mails about my comments I want",
      tag: "Comments",
      access: "member",
      limits: [{ name: "comment-mails", points: 30, perSeconds: 600, by: "member" }],
      body: mailChoiceBody,
      reply: mailChoice,
      form: {
        done: () => "/account?done=saved",
        refused: (refusal) => `/account?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => chooseMails(ctx, body),
  ),
];
