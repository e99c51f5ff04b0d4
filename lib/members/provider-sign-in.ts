import * as client from "openid-client";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import type { SignInProvider } from "../sign-in-providers.ts";
import { memberOf } from "./account-holder.ts";
import { recordLinked } from "./linked.ts";
import { askedOf, askProvider, type Said, takeAnswer } from "./provider.ts";
import type { SignedIn } from "./sign-in.ts";
import { startSession } from "./start-session.ts";

const goodMinutes = 15;

/** @throws Refusal not_found when the settings name no such provider */
export function providerBy(ctx: Pick<Ctx, "env">, id: string): SignInProvider {
  const provider = ctx.env.signInWith.find((one) => one.id === id);
  if (!provider) throw notFound("way to sign in");
  return provider;
}

/** Where a browser goes to sign in with a provider. It comes back to us with what only this browser can use, once. */
export async function leaveFor(
  ctx: Ctx,
  provider: SignInProvider,
  asked: { browser: string; returnTo: string; intentId: string | null },
): Promise<URL> {
  const config = await askProvider(provider);
  const id = crypto.randomUUID();
  await ctx.db.providerSignIn.create({
    data: {
      id,
      provider: provider.id,
      browserHash: ctx.tokens.keyedHash("browser", asked.browser),
      intentId: asked.intentId,
      returnTo: asked.returnTo,
      expiresAt: new Date(ctx.now().getTime() + goodMinutes * 60_000),
    },
  });
  const { state, nonce, verifier } = secretsOf(ctx, id);
  return client.buildAuthorizationUrl(config, {
    redirect_uri: wayBack(ctx, provider).href,
    ...askedOf(provider, nonce),
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
}

/** Where this browser was before it left, asked once: whoever comes back a second time, or in another browser, is not let in. */
export async function backFrom(ctx: Ctx, provider: SignInProvider, state: string, browser: string | undefined) {
  const id = ctx.tokens.open("provider", state);
  const left = id && browser ? await ctx.db.providerSignIn.findUnique({ where: { id } }) : null;
  const mine = {
    id: left?.id ?? "",
    provider: provider.id,
    browserHash: ctx.tokens.keyedHash("browser", browser ?? ""),
    expiresAt: { gt: ctx.now() },
  };
  if (!left || (await ctx.db.providerSignIn.deleteMany({ where: mine })).count === 0)
    throw new Refusal(
      "not_linked",
      `This way back from ${provider.name} is over: it works once, for ${goodMinutes} minutes, in the browser that left. Begin again here.`,
    );
  return left;
}

/** Signs in whom the provider names. */
export async function signInByProvider(
  ctx: Ctx,
  provider: SignInProvider,
  left: { id: string; returnTo: string; intentId: string | null },
  query: URLSearchParams,
  device: string | null,
): Promise<SignedIn> {
  const address = wayBack(ctx, provider);
  address.search = query.toString();
  const said = await takeAnswer(provider, address, secretsOf(ctx, left.id));
  return ctx.db.$transaction(async (tx) => {
    const { row, isNew, isLinked } = await memberFor(tx, ctx, provider, said);
    const started = await startSession(tx, ctx, row, device, { by: "provider", isNew });
    if (isLinked) await recordLinked(tx, ctx, started.member, provider.id);
    return { ...started, isNew, isSameBrowser: true, intentId: left.intentId, returnTo: left.returnTo };
  });
}

/** Whose account it is, or why that cannot be said, with the way out. */
async function memberFor(tx: Tx, ctx: Ctx, provider: SignInProvider, said: Said) {
  const account = { provider: provider.id, name: provider.name, id: said.subject };
  const found = await memberOf(tx, ctx, account, said);
  if (found === "unproven" && provider.appleKey && !said.email)
    throw new Refusal(
      "not_linked",
      `${provider.name} does not tell us your address this time. Sign in here by a mail with a link and a code.`,
    );
  if (found === "unproven")
    throw new Refusal(
      "not_linked",
      `${provider.name} does not say that your address there is proven. Prove it there and try again, or sign in here by a mail.`,
    );
  if (found === "waits")
    throw new Refusal(
      "not_linked",
      `Your address waits here for its first sign-in by mail. Ask for one below; after that ${provider.name} works, too.`,
    );
  return found;
}

/** All of it belongs to the row and our secret, and is stored nowhere. */
const secretsOf = ({ tokens }: Pick<Ctx, "tokens">, id: string) => ({
  state: tokens.sign("provider", id),
  nonce: tokens.derive("provider", `${id}:nonce`),
  verifier: tokens.derive("provider", `${id}:verifier`),
});

const wayBack = ({ env }: Pick<Ctx, "env">, { id }: SignInProvider) =>
  new URL(`/api/v1/sign-in/with/${id}/callback`, env.http.appUrl);
