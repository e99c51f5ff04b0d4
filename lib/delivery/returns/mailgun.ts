import { createHmac } from "node:crypto";
import { z } from "zod";
import { notFound, Refusal } from "../../errors.ts";
import { spend } from "../../rate-limit.ts";
import { isSame } from "../../tokens.ts";
import { classify, classifyFeedback, type Verdict } from "./classify.ts";
import { assertFresh, maybe, notFromThem, parsePosted, type TakeWebhook, takeEvents } from "./webhook.ts";

const window = 15 * 60_000;
/** Remembers a token for longer than its timestamp is good. */
const tokenOnce = { name: "mailgun-token", points: 1, perSeconds: 1800 };

/**
 * Mailgun signs a timestamp and a token, not the event: so a token counts once. Deliveries are known by our Message-ID, which
 * Mailgun keeps, or by the variable "return" of the header `X-Mailgun-Variables`.
 */
export const takeMailgun: TakeWebhook = async (ctx, _headers, body) => {
  const { mailgunKey } = ctx.env.returns;
  if (!mailgunKey) throw notFound();
  const { signature: signed, "event-data": event } = parsePosted(posted, body);
  const expected = createHmac("sha256", mailgunKey)
    .update(signed.timestamp + signed.token)
    .digest("hex");
  if (!isSame(signed.signature.toLowerCase(), expected)) throw notFromThem("its signature is wrong");
  assertFresh(ctx, Number(signed.timestamp) * 1000, { past: window });
  const verdict = verdictOf(event);
  if (!verdict) return 0;
  await spend(ctx.pool, tokenOnce, signed.token).catch((problem) => {
    throw problem instanceof Refusal ? notFromThem("its token was used before") : problem;
  });
  try {
    const { id, recipient, message, "user-variables": variables } = event;
    const messageId = message?.headers?.["message-id"];
    return await takeEvents(ctx, "mailgun", [
      { id, address: recipient, verdict, token: textOf(variables?.return), messageId: textOf(messageId) },
    ]);
  } catch (problem) {
    // Mailgun will come again with it.
    await ctx.sql`delete from rate_limits where key = ${`${tokenOnce.name}:${signed.token}`}`.catch(() => {});
    throw problem;
  }
};

const posted = z.object({
  signature: z.object({
    timestamp: z.coerce.string().regex(/^\d{1,12}$/),
    token: z.string().min(1).max(100),
    signature: z.string(),
  }),
  "event-data": z.object({
    id: z.string().min(1),
    event: z.string(),
    severity: maybe,
    reason: maybe,
    recipient: z.string().catch(""),
    "delivery-status": z
      .object({
        code: z.number().nullish().catch(undefined),
        message: maybe,
        description: maybe,
        "enhanced-code": maybe,
      })
      .nullish(),
    message: z.object({ headers: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    "user-variables": z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
});

function verdictOf(event: z.output<typeof posted>["event-data"]): Verdict | undefined {
  if (event.event === "complained") return classifyFeedback("abuse", "complaint through Mailgun");
  if (event.event !== "failed") return undefined;
  const said = event["delivery-status"];
  const answer = said?.message || said?.description || event.reason || "";
  const reply = said?.code && said.code >= 400 && said.code < 600 ? said.code : "";
  const words = /^\s*[45]\d\d[ -]/.test(answer) ? answer : `${reply} ${answer}`.trim();
  const verdict = classify({
    action: event.severity === "temporary" ? "delayed" : "failed",
    status: said?.["enhanced-code"] ?? undefined,
    words,
  });
  // What Mailgun's own list held back asked no mail server.
  return verdict && { ...verdict, isDead: verdict.isDead && !event.reason?.startsWith("suppress") };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
