import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Sql, Tx } from "../db.ts";
import type { DkimKey } from "../dkim.ts";
import { dkimKeysFor } from "../dkim-keys.ts";
import { Refusal } from "../errors.ts";
import type { Provider } from "../providers.ts";
import { type Publication, publicationOf } from "../publication.ts";
import { announcedSizes } from "./reads.ts";
import { inBytes, largestOf } from "./sizes.ts";
import { buildTemplate, type Written } from "./template.ts";

/** What of a mailing decides whether it may go out. */
export type Content = {
  topic: string;
  subject: string;
  html: string;
  text: string;
  fromName: string;
  fromAddress?: string | null;
};

/**
 * Asked of a mailing before it starts, when it is put down for its time, and again when that has come: what was good then may
 * not be any more.
 * @throws Refusal when it must not go out like this, with what to change
 */
export async function assertMayStart(tx: Tx, ctx: Ctx, id: string) {
  // Asked inside the transaction: a second connection for each of many at once would leave none for anybody.
  const sql: Sql = (text, ...values) => tx.$queryRaw(text, ...values);
  const publication = await publicationOf({ env: ctx.env, sql });
  const mailing = await tx.mailing.findUniqueOrThrow({ where: { id } });
  const withPlan = await tx.mailingWithPlan.findMany({ where: { mailingId: id }, select: { html: true, text: true } });
  const all = [mailing, ...withPlan.map((bodies) => ({ ...mailing, ...bodies }))];
  for (const one of all) assertSendable(one, publication);
  const keys = await keysToSign(ctx, mailing.fromAddress ?? publication.mailFrom);
  const largest = await largestTaken(ctx, sql);
  if (largest === null) return;
  for (const one of all) {
    const written = writtenOf(ctx, one, publication);
    // Quoted-printable makes three bytes of one at most, so that few are built only to be measured.
    if (3 * (written.html.length + written.text.length) + 65_536 <= largest) continue;
    const { length } = await buildTemplate(written, keys);
    if (length > largest) throw tooLarge(length, largest);
  }
}

const mostBytes = 10 * 1024 * 1024;
const isKnownField = /^(leave|reader|(first_)?name(\|[^{}|]{1,80})?)$/;

/** @throws Refusal when a mail must not go out like this, whoever carries it */
export function assertSendable(content: Content, publication: Pick<Publication, "mailFrom" | "postalAddress">) {
  const refuse = (message: string) => {
    throw new Refusal("invalid_input", message);
  };
  if (publication.postalAddress.trim().length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every mailing must carry one by law. Set it under Settings.",
    );
  if (!z.email().safeParse(content.fromAddress ?? publication.mailFrom).success)
    refuse("fromAddress: There is no address for it to come from. Set one for the newsletter, or under Settings.");
  if (content.text.trim() === "")
    refuse("text: The text part is empty, and some readers see nothing else. Write the mail's words into it.");
  for (const part of ["html", "text"] as const) {
    if (!content[part].includes("{{leave}}"))
      refuse(`${part}: It gives readers no way to leave. Put {{leave}} where the address to unsubscribe by belongs.`);
    for (const [asked, field = ""] of content[part].matchAll(/\{\{([^{}]{0,200})\}\}/g))
      if (!isKnownField.test(field))
        refuse(
          `${part}: Nobody knows the field ${asked}. The fields are {{leave}}, {{name}}, {{first_name}} and {{name|reader}}.`,
        );
  }
  if (Buffer.byteLength(content.html) + Buffer.byteLength(content.text) > mostBytes)
    refuse(
      "html: The mail is larger than 10 MB, which many servers refuse. Link to its pictures instead of holding them.",
    );
}

/** A mailing as its template is built from it. */
export function writtenOf(
  ctx: Pick<Ctx, "env">,
  { topic, subject, html, text, fromName, fromAddress }: Content,
  { mailFrom }: Pick<Publication, "mailFrom">,
): Written {
  const from = fromAddress ?? mailFrom;
  return {
    subject,
    html,
    text,
    fromName,
    fromAddress: from,
    leaveAt: new URL("/unsubscribe/", ctx.env.http.appUrl).href,
    oneClickAt: new URL("/api/v1/unsubscribe/", ctx.env.http.appUrl).href,
    headers: {
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "List-Id": `<${topic.replace(/[^a-z0-9-]/g, ".")}.${domainOf(from)}>`,
      Precedence: "bulk",
    },
  };
}

export const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);

/**
 * The keys that sign a mailing; none where every provider that may carry it signs by itself.
 * @throws Refusal settings_missing when its mails would go unsigned, while there are keys for other domains
 */
export const keysToSign = async (ctx: Pick<Ctx, "env">, fromAddress: string): Promise<DkimKey[]> =>
  carriers(ctx).some(({ signs }) => signs) ? dkimKeysFor(ctx, domainOf(fromAddress)) : [];

/** The providers that carry mailings. */
export const carriers = ({ env }: Pick<Ctx, "env">): Provider[] =>
  env.providers.filter(({ carries }) => carries !== "prompt");

/** The largest mail that any of them takes, in bytes; null while one has not said. */
async function largestTaken(ctx: Ctx, sql: Sql): Promise<number | null> {
  const announced = await announcedSizes({ sql });
  const sizes = carriers(ctx).map((provider) => largestOf(provider, announced));
  return sizes.some((size) => size === null) ? null : Math.max(...(sizes as number[]));
}

export const tooLarge = (length: number, largest: number) =>
  new Refusal(
    "invalid_input",
    `html: The mail is ${inBytes(length)} long as it is sent, and no mail server here takes more than ${inBytes(largest)}. Make it shorter; link to its pictures instead of holding them.`,
  );
