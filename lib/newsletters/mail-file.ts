import type { Ctx } from "../context.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import type { Start } from "../delivery/schema.ts";
import { Refusal } from "../errors.ts";
import { plainTextOf } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { newsletterBySlug, topicOf } from "./reads.ts";
import { needsPostalAddress } from "./send.ts";

/** A mail that was made elsewhere: its HTML, and its text unless it is to be made from the HTML. */
export type MailFile = { subject: string; html: string; text?: string | undefined };

/** What a mail may ask for, in double braces. `unsubscribe` and `leave` are the reader's own address to leave by. */
const fields = { leave: "{{leave}}", unsubscribe: "{{leave}}" } as const;

/**
 * Makes a mail that was written elsewhere fit to be sent: each known field becomes ours, a text part is made where there is
 * none, and whatever lacks the address to leave by, or the postal address, gets a footer with them.
 * @throws Refusal invalid_input when it is empty or asks for a field that nobody knows
 */
export function fitted(file: MailFile, postalAddress: string): { html: string; text: string } {
  if (file.subject.trim().length < 3)
    throw new Refusal("invalid_input", "subject: Give the mail a subject of at least 3 characters.");
  const html = withOurFields(file.html, "html", postalAddress);
  const text = withOurFields(file.text ?? plainTextOf(html), "text", postalAddress);
  if (plainTextOf(html).trim() === "" || text.trim() === "")
    throw new Refusal("invalid_input", "The mail has no words in it. Write some into the HTML and into the text.");
  const missingIn = (body: string) => ({
    leave: !body.includes(fields.leave),
    address: !spaceless(body).includes(spaceless(postalAddress)),
  });
  const inHtml = missingIn(html);
  const inText = missingIn(text);
  const htmlFooter = [
    ...(inHtml.address ? [escaped(postalAddress)] : []),
    ...(inHtml.leave ? [`<a href="${fields.leave}">Unsubscribe</a>`] : []),
  ];
  const textFooter = [
    ...(inText.address ? [postalAddress] : []),
    ...(inText.leave ? [`Unsubscribe: ${fields.leave}`] : []),
  ];
  return {
    html: htmlFooter.length > 0 ? beforeTheEnd(html, `<p style="font-size:13px">${htmlFooter.join(" · ")}</p>`) : html,
    text: textFooter.length > 0 ? `${text.trimEnd()}\n\n--\n${textFooter.join("\n")}\n` : text,
  };
}

/** Sends a mail that was made elsewhere to everybody who confirmed a newsletter, at once or at its time. It has no page in the archive. */
export async function sendMailFile(
  ctx: Ctx,
  slug: string,
  file: MailFile,
  start?: Start,
): Promise<{ id: string; recipients: number }> {
  const newsletter = await newsletterBySlug(ctx, slug);
  const publication = await publicationOf(ctx);
  needsPostalAddress(publication);
  const { html, text } = fitted(file, publication.postalAddress);
  const { fromName, fromAddress } = await ctx.db.newsletter.findUniqueOrThrow({ where: { id: newsletter.id } });
  return ctx.db.$transaction(
    (tx) =>
      startMailing(tx, ctx, {
        topic: topicOf(newsletter),
        subject: file.subject.trim(),
        html,
        text,
        fromName: fromName ?? newsletter.name,
        fromAddress,
        resendsUncertain: true,
        ...start,
      }),
    freezing,
  );
}

function withOurFields(body: string, part: string, postalAddress: string): string {
  return body.replace(/\{\{\s*([^{}]{0,80}?)\s*\}\}/g, (asked, name: string) => {
    if (name in fields) return fields[name as keyof typeof fields];
    if (name === "postalAddress") return part === "html" ? escaped(postalAddress) : postalAddress;
    if (/^(first_)?name(\|[^|]+)?$/.test(name)) return `{{${name}}}`;
    throw new Refusal(
      "invalid_input",
      `${part}: Nobody knows the field ${asked}. The fields are {{leave}}, {{unsubscribe}}, {{name|reader}}, {{first_name|there}} and {{postalAddress}}.`,
    );
  });
}

const beforeTheEnd = (html: string, footer: string) => {
  const end = html.toLowerCase().lastIndexOf("</body>");
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end);
};
const spaceless = (text: string) => text.replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
