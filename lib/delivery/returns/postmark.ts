import { z } from "zod";
import { notFound } from "../../errors.ts";
import { isSame } from "../../tokens.ts";
import { classify, classifyFeedback, type Verdict } from "./classify.ts";
import { maybe, notFromThem, parsePosted, type TakeWebhook, takeEvents } from "./webhook.ts";

/**
 * Postmark signs nothing: its webhook carries our secret, as the password of basic authentication or in the header
 * `X-Masthead-Secret`. Deliveries are known by the metadata "return", which the mail's header `X-PM-Metadata-return` sets.
 */
export const takePostmark: TakeWebhook = async (ctx, headers, body) => {
  const { postmarkSecret } = ctx.env.returns;
  if (!postmarkSecret) throw notFound();
  const given = headers.get("x-masthead-secret") ?? passwordOf(headers.get("authorization"));
  if (!isSame(given, postmarkSecret)) throw notFromThem("POSTMARK_WEBHOOK_SECRET is not in it");
  const posted = parsePosted(event, body);
  const verdict = verdictOf(posted);
  if (!verdict || posted.ID === undefined) return 0;
  return takeEvents(ctx, "postmark", [
    { id: `${posted.RecordType}|${posted.ID}`, address: posted.Email, verdict, token: posted.Metadata?.return },
  ]);
};

function passwordOf(authorization: string | null): string {
  const [, coded] = /^basic ([\w+/=-]+)$/i.exec(authorization ?? "") ?? [];
  const text = Buffer.from(coded ?? "", "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

const event = z.object({
  RecordType: z.string(),
  ID: z.union([z.number(), z.string()]).optional(),
  Type: maybe,
  Email: z.string().catch(""),
  Description: maybe,
  Details: maybe,
  Metadata: z.record(z.string(), z.string()).nullish().catch(undefined),
});

/** Types of bounce that are none: answering machines, people who manage their subscription. */
const noBounce = new Set([
  "AutoResponder",
  "ChallengeVerification",
  "Subscribe",
  "Unsubscribe",
  "AddressChange",
  "OpenRelayTest",
]);

function verdictOf({ RecordType, Type, Details, Description }: z.output<typeof event>): Verdict | undefined {
  if (RecordType === "SpamComplaint" || (RecordType === "Bounce" && Type === "SpamComplaint"))
    return classifyFeedback("abuse", "complaint through Postmark");
  if (RecordType !== "Bounce" || noBounce.has(Type ?? "")) return undefined;
  const verdict = classify({
    action: Type === "Transient" ? "delayed" : "failed",
    words: Details || Description || "",
  });
  return verdict && { ...verdict, isDead: verdict.isDead && Type === "HardBounce" };
}
