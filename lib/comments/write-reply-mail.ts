import { createElement } from "react";
import { RepliesMail } from "../../emails/comments-replies.tsx";
import type { Ctx } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { beginningOf } from "./mail-decision.ts";
import type { Told } from "./mail-replies.ts";
import { muteToken, stopToken } from "./reply-links.ts";
import { replyAnswers } from "./rhythm-words.ts";

/** More than a person reads in a mail; the others are counted, and are read on the site. */
const mostInAMail = 20;
const mostOfAnswered = 160;

/** A mail about replies, with its own end: by one click in the mail program, or by the page behind its link. */
export async function writeReplyMail(ctx: Ctx, memberId: string, told: Told[]) {
  const [first] = told;
  if (!first) throw new Error("A mail about replies has at least one.");
  const publication = await publicationOf(ctx);
  const link = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const stop = stopToken(ctx, memberId);
  const bodies = await renderMail(
    createElement(RepliesMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      rhythm: replyAnswers[first.rhythm],
      more: Math.max(0, told.length - mostInAMail),
      all: link("/account#comments"),
      choose: link("/account#reply-mails"),
      stop: link(`/replies/stop/${stop}`),
      replies: told.slice(0, mostInAMail).map((reply) => ({
        id: reply.id,
        name: reply.name,
        story: reply.title,
        answered: shortened(reply.answered),
        text: beginningOf(reply.text),
        link: link(`/comments/${reply.id}`),
        mute: link(`/replies/mute/${muteToken(ctx, memberId, reply.threadId)}`),
      })),
    }),
    publication.look,
  );
  return {
    to: first.email,
    subject:
      told.length === 1 ? `${first.name} answered you on “${first.title}”` : `${told.length} answers to what you wrote`,
    ...bodies,
    headers: {
      "List-Unsubscribe": `<${link(`/api/v1/reply-mails/${stop}/stop`)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}

/** One line of what the reader had written, to know it again. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > mostOfAnswered ? `${line.slice(0, mostOfAnswered).toWellFormed().trimEnd()}…` : line;
}
