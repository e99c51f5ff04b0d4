import Stripe from "stripe";
import type { House } from "./context.ts";
import type { Env } from "./env.ts";
import { Refusal } from "./errors.ts";
import { inSpan } from "./traces.ts";

/** A person may be waiting, so a call takes no longer than this; the library tries again twice, under one idempotency key. */
const timeoutMs = 8_000;
const tries = 2;
/** Of the signature, both ways: what is older was kept back, and what comes from the future was not made by Stripe's clock. */
const toleranceSeconds = 300;

const clients = new WeakMap<Env, Stripe>();

/** @throws Refusal settings_missing where nothing is sold */
export function stripeOf({ env }: Pick<House, "env">): Stripe {
  const known = clients.get(env);
  if (known) return known;
  const { payments } = env;
  if (!payments)
    throw new Refusal(
      "settings_missing",
      "Nothing is sold here yet. An operator can change that by STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.",
    );
  const at = payments.apiUrl ? new URL(payments.apiUrl) : undefined;
  const made = new Stripe(payments.secretKey, {
    maxNetworkRetries: tries,
    timeout: timeoutMs,
    telemetry: false,
    appInfo: { name: "Masthead" },
    ...(at && {
      host: at.hostname.replace(/^\[|\]$/g, ""),
      port: at.port || (at.protocol === "https:" ? 443 : 80),
      protocol: at.protocol === "https:" ? "https" : "http",
    }),
  });
  clients.set(env, made);
  return made;
}

/**
 * Asks Stripe. What it says about us is not for readers, and its words may hold an address: only kind, code and request id go into the log.
 * @throws Refusal unavailable when it does not answer, settings_missing when it does not take our key
 */
export async function asking<Answer>(
  house: Pick<House, "env">,
  ask: (stripe: Stripe) => Promise<Answer>,
): Promise<Answer> {
  const stripe = stripeOf(house);
  try {
    return await inSpan("stripe", "client", {}, () => ask(stripe));
  } catch (problem) {
    throw inOurWords(problem);
  }
}

/** What Stripe refused, with its code: for who asked to decide upon. */
export class StripeSaidNo extends Error {
  override readonly name = "StripeSaidNo";
  constructor(
    readonly code: string,
    readonly status: number,
    requestId: string | undefined,
  ) {
    super(`Stripe said no: ${code} (${status}, request ${requestId ?? "unknown"})`);
  }
}

function inOurWords(problem: unknown): unknown {
  if (!(problem instanceof Stripe.errors.StripeError)) return problem;
  const { type, code, statusCode, requestId } = problem;
  const cause = new StripeSaidNo(code ?? type, statusCode ?? 0, requestId);
  // A card that does not pay is an answer as well.
  if (problem instanceof Stripe.errors.StripeInvalidRequestError || problem instanceof Stripe.errors.StripeCardError)
    return cause;
  if (
    problem instanceof Stripe.errors.StripeAuthenticationError ||
    problem instanceof Stripe.errors.StripePermissionError
  )
    return new Refusal(
      "settings_missing",
      "Stripe does not take our key. An operator must look at STRIPE_SECRET_KEY; nothing was changed.",
      {},
      { cause },
    );
  return new Refusal(
    "unavailable",
    "Payments do not answer at the moment. Nothing was paid and nothing was changed; try again in a few minutes.",
    { retryAfterSeconds: 30 },
    { cause },
  );
}

/** @throws Error unless one of the secrets has signed this very body, just now */
export function signedEvent(
  house: Pick<House, "env" | "now">,
  body: string,
  signature: string,
  secrets: string[],
): unknown {
  const now = house.now().getTime();
  // The library looks at one end only: a stamp from the future would stay good until its time has come.
  const stamps = [...signature.matchAll(/(?:^|,)t=(\d+)/g)].map(([, seconds]) => Number(seconds));
  if (stamps.length !== 1 || (stamps[0] ?? 0) * 1000 > now + toleranceSeconds * 1000)
    throw new Error("The signature has no moment, or one that is still to come.");
  const { webhooks } = stripeOf(house);
  for (const [at, secret] of secrets.entries())
    try {
      return webhooks.constructEvent(body, signature, secret, toleranceSeconds, undefined, now);
    } catch (problem) {
      if (at === secrets.length - 1) throw problem;
    }
  throw new Error("No secret is set.");
}
