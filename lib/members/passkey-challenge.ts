import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";

type Purpose = "add" | "sign-in" | "prove";

/** A page of sign-in may stand open for a while before somebody touches the sensor. */
const goodMinutes = 60;

/** Whose passkeys are taken: the host that readers see, and its origin. Both come from APP_URL alone, never from a header. */
export function relyingParty({ env }: Pick<Ctx, "env">) {
  return { id: new URL(env.http.appUrl).hostname, origin: env.http.appUrl };
}

/** Remembers what was given out to be signed, by a keyed hash. */
export async function rememberChallenge(ctx: Ctx, challenge: string, purpose: Purpose, holder: string) {
  await ctx.db.passkeyChallenge.create({
    data: {
      hash: ctx.tokens.keyedHash("passkey", challenge),
      purpose,
      holder,
      expiresAt: new Date(ctx.now().getTime() + goodMinutes * 60_000),
    },
  });
}

/** Whether this was given out to this holder for this, and not signed yet. It is gone after the look, so nothing is signed twice. */
export async function spendChallenge(ctx: Ctx, challenge: string, purpose: Purpose, holder: string): Promise<boolean> {
  const { count } = await ctx.db.passkeyChallenge.deleteMany({
    where: {
      hash: ctx.tokens.keyedHash("passkey", challenge),
      purpose,
      holder,
      expiresAt: { gt: ctx.now() },
    },
  });
  return count === 1;
}

/** Why it was not taken is for nobody outside: each reason would help who tries. */
export const passkeyRefused = (cause?: unknown) =>
  new Refusal(
    "passkey_refused",
    "This passkey was not taken here. Load the page and try again, or ask for a mail with a link and a code.",
    {},
    { cause },
  );
