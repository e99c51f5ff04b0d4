import { actingAs, type Ctx } from "../context.ts";
import { type Cookies, sessionSeconds } from "../cookies.ts";
import type { SignedIn } from "../members/sign-in.ts";
import { fulfil } from "./fulfil.ts";

const browserDays = 180;

/** Sets the session cookie and does what had been begun. */
export async function welcome(ctx: Ctx, signedIn: SignedIn, cookies: Cookies, doesBegun: boolean) {
  cookies.set("session", signedIn.token, sessionSeconds);
  const browser = { id: browserOf(ctx, cookies), isSame: signedIn.isSameBrowser };
  if (!signedIn.intentId || !doesBegun) return { goTo: signedIn.returnTo, isDone: false };
  return fulfil(actingAs(ctx, signedIn.member, ctx.requestId), signedIn.intentId, browser, signedIn.returnTo);
}

/** The random name of this browser, made when it has none. It names no person. */
export function browserOf(ctx: Ctx, cookies: Cookies): string {
  const known = cookies.get("browser");
  if (known && known.length >= 40) return known;
  const made = ctx.tokens.random();
  cookies.set("browser", made, browserDays * 86_400);
  return made;
}
