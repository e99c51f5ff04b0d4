import * as client from "openid-client";
import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import type { SignInProvider } from "../env.ts";
import { notFound, Refusal } from "../errors.ts";
import { emailAddress } from "./address.ts";
import { askProvider, type Said, takeAnswer } from "./provider.ts";
import { join, type SignedIn } from "./sign-in.ts";
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
    scope: "openid email",
    state,
    nonce,
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
    if (isLinked) await recordLinked(tx, ctx, started.member, provider);
    return { ...started, isNew, isSameBrowser: true, intentId: left.intentId, returnTo: left.returnTo };
  });
}

/**
 * Whose account it is: the member it is linked to; else the one whose address both sides have proven; else a new one. An address that the
 * provider has not proven links nothing, nor does one that is a member's who never showed that it is theirs.
 */
async function memberFor(tx: Tx, ctx: Ctx, provider: SignInProvider, said: Said) {
  const key = { provider: provider.id, providerAccountId: said.subject };
  const linked = await tx.account.findUnique({
    where: { provider_providerAccountId: key },
    include: { member: true },
  });
  if (linked) return { row: linked.member, isNew: false, isLinked: false };

  const email = emailAddress.safeParse(said.email);
  if (!said.isProven || !email.success)
    throw new Refusal(
      "not_linked",
      `${provider.name} does not say that your address there is proven. Prove it there and try again, or sign in here by a mail.`,
    );
  const known = await tx.member.findUnique({ where: { email: email.data } });
  if (known && !(await hasSignedIn(tx, known.id)))
    throw new Refusal(
      "not_linked",
      `Your address waits here for its first sign-in by mail. Ask for one below; after that ${provider.name} works, too.`,
    );
  const joined = known ? 0 : await join(tx, ctx, email.data);
  const row = known ?? (await tx.member.findUniqueOrThrow({ where: { email: email.data } }));
  // One at a time for a member, so that of two accounts at one provider one is linked.
  await tx.$queryRaw`select 1 as locked from members where id = ${row.id}::uuid for no key update`;
  const others = await tx.account.findMany({ where: { memberId: row.id, provider: provider.id } });
  if (others.some((one) => one.providerAccountId === said.subject)) return { row, isNew: false, isLinked: false };
  if (others.length > 0)
    throw new Refusal(
      "not_linked",
      `Another account at ${provider.name} is linked to this address. Sign in by a mail, and unlink that one under Devices first.`,
    );
  await tx.account.create({ data: { memberId: row.id, ...key, type: "oidc", createdAt: ctx.now() } });
  return { row, isNew: joined > 0, isLinked: true };
}

/** Whether somebody has ever come in by this address. Roles can be given to one that nobody has proven yet. */
async function hasSignedIn(tx: Tx, memberId: string): Promise<boolean> {
  const entries = await tx.auditEntry.count({ where: { actorId: memberId, event: "member.signed_in" }, take: 1 });
  return entries > 0 || (await tx.session.count({ where: { memberId }, take: 1 })) > 0;
}

const recordLinked = (tx: Tx, ctx: Ctx, member: Member, { id }: SignInProvider) =>
  record(
    tx,
    actingAs(ctx, member, ctx.requestId),
    "member.linked",
    { kind: "member", id: member.id },
    { after: { provider: id } },
  );

/** Accounts elsewhere that a member signs in with. */
export async function listLinked(ctx: Ctx<Member>) {
  const accounts = await ctx.db.account.findMany({ where: { memberId: ctx.actor.id }, orderBy: { createdAt: "asc" } });
  return accounts.map(({ id, provider, createdAt }) => ({
    id,
    name: ctx.env.signInWith.find((one) => one.id === provider)?.name ?? provider,
    linkedAt: createdAt,
  }));
}

/** Ends a link. The mail is always the other way in. One of somebody else's, and one that never was, are the same 404. */
export async function unlink(ctx: Ctx<Member>, id: string) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.account.deleteMany({ where: { id, memberId: ctx.actor.id } });
    if (count === 0) throw notFound("link to another account");
    await record(tx, ctx, "member.unlinked", { kind: "member", id: ctx.actor.id });
  });
  return { id };
}

/** All of it belongs to the row and our secret, and is stored nowhere. */
const secretsOf = ({ tokens }: Pick<Ctx, "tokens">, id: string) => ({
  state: tokens.sign("provider", id),
  nonce: tokens.derive("provider", `${id}:nonce`),
  verifier: tokens.derive("provider", `${id}:verifier`),
});

const wayBack = ({ env }: Pick<Ctx, "env">, { id }: SignInProvider) =>
  new URL(`/api/v1/sign-in/with/${id}/callback`, env.http.appUrl);
