import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { chooseReplyMails, muteThread, stopReplyMails } from "./choose-replies.ts";
import { muteBody, replyMailsBody, replyMailsChoice, stopBody, tokenParams } from "./reply-schema.ts";

/** Mails about replies: how often, and their end by what is in each of them. */
export const replyMailEndpoints = [
  route(
    contract({
      id: "chooseReplyMails",
      method: "POST",
      path: "/api/v1/me/reply-mails",
      summary: "How often I am mailed about replies to my comments",
      tag: "Comments",
      access: "member",
      limits: [{ name: "reply-mails", points: 30, perSeconds: 600, by: "member" }],
      body: replyMailsBody,
      reply: replyMailsChoice,
      form: {
        done: () => "/account?done=saved#reply-mails",
        refused: (refusal) => `/account?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => chooseReplyMails(ctx, body),
  ),
  route(
    contract({
      id: "stopReplyMails",
      method: "POST",
      path: "/api/v1/reply-mails/{token}/stop",
      summary: "One-click unsubscribe (RFC 8058): ends the mails about replies to the reader of one of them",
      tag: "Comments",
      access: "anyone",
      isCrossSite: true,
      params: tokenParams,
      body: stopBody,
      reply: z.object({ hasStopped: z.literal(true) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await stopReplyMails(ctx, params.token, body.page ? "unsubscribe page" : "one-click unsubscribe");
      return body.page ? backTo(`/replies/stop/${encodeURIComponent(params.token)}`) : { hasStopped: true as const };
    },
  ),
  route(
    contract({
      id: "muteThread",
      method: "POST",
      path: "/api/v1/reply-mails/{token}/mute",
      summary: "Mute a thread, by what is in a mail about it: no mails about its replies any more",
      tag: "Comments",
      access: "anyone",
      isCrossSite: true,
      params: tokenParams,
      body: muteBody,
      reply: z.object({ isMuted: z.boolean() }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await muteThread(ctx, params.token, body.isMuted);
      return body.page ? backTo(`/replies/mute/${encodeURIComponent(params.token)}`) : { isMuted: body.isMuted };
    },
  ),
];

const backTo = (location: string) => new Response(null, { status: 303, headers: { location } });
