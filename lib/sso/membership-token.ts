import { importPKCS8, SignJWT } from "jose";
import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { isListedOrigin } from "../origins.ts";
import { tokenSettings } from "./schema.ts";
import { algorithm, rollSigningKey, type SigningKey, signingKeys, tokenSeconds } from "./signing-keys.ts";

const key = "membership-tokens";

/**
 * A short-lived token that says to one of the publisher's origins that who shows it is a member. The name in it is another for each origin,
 * and none of ours.
 * @param asked the page that asks, as its browser says, and for whom
 */
export async function membershipTokenFor(
  ctx: Ctx<Member>,
  asked: { origin: string | null; audience: string | undefined },
): Promise<{ token: string; expiresAt: Date }> {
  const audience = await audienceOf(ctx, asked);
  const { tellsAddress } = await tokenSettingsOf(ctx);
  const signing = await theSigningKey(ctx);
  const madeAt = Math.floor(ctx.now().getTime() / 1_000);
  const token = await new SignJWT({
    member: true,
    ...(tellsAddress ? { email: ctx.actor.email, email_verified: true } : {}),
  })
    .setProtectedHeader({ alg: algorithm, kid: signing.id, typ: "JWT" })
    .setIssuer(ctx.env.http.appUrl)
    .setAudience(audience)
    .setSubject(ctx.tokens.derive("membership-subject", `${audience}\n${ctx.actor.id}`))
    .setJti(ctx.tokens.random())
    .setIssuedAt(madeAt)
    .setExpirationTime(madeAt + tokenSeconds)
    .sign(signing.secret);
  return { token, expiresAt: new Date((madeAt + tokenSeconds) * 1_000) };
}

/** A page gets tokens for its own origin alone, or one of the publisher's pages could be another's. */
async function audienceOf(ctx: Ctx, { origin, audience }: { origin: string | null; audience: string | undefined }) {
  const page = origin === ctx.env.http.appUrl ? null : origin;
  const wanted = audience ?? page;
  if (!wanted)
    throw new Refusal(
      "invalid_input",
      "audience: Say for which of your origins the token is, like https://www.example.org.",
    );
  if (!(await isListedOrigin(ctx, wanted)) || (page && page !== wanted))
    throw new Refusal(
      "not_allowed",
      "This page gets no token for that origin: it must be its own, and listed at the desk under “On your pages”.",
    );
  return wanted;
}

/** One that was sealed with another secret opens no more; a new one takes its place, at once. */
async function theSigningKey(ctx: Ctx): Promise<{ id: string; secret: Awaited<ReturnType<typeof importPKCS8>> }> {
  const pick = (keys: SigningKey[]) => keys.find(({ state }) => state === "signing");
  const signing = pick(await signingKeys(ctx));
  const opened = signing && opens(ctx, signing);
  if (signing && opened) return { id: signing.id, secret: await importPKCS8(opened, algorithm) };
  ctx.log.warn("the key that signs membership tokens was sealed with another AUTH_SECRET; a new one takes its place");
  await rollSigningKey(actingAs(ctx, { kind: "system" }, ctx.requestId), { atOnce: true });
  const rolled = pick(await signingKeys(ctx));
  const secret = rolled && opens(ctx, rolled);
  if (!rolled || !secret) throw new Error("A signing key that was made just now is not there.");
  return { id: rolled.id, secret: await importPKCS8(secret, algorithm) };
}

function opens(ctx: Pick<Ctx, "tokens">, { sealed }: SigningKey): string | undefined {
  try {
    return ctx.tokens.unseal("signing-key", sealed);
  } catch {
    return undefined;
  }
}

export async function tokenSettingsOf(ctx: Pick<Ctx, "sql">): Promise<{ tellsAddress: boolean }> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${key}`;
  return tokenSettings.safeParse(row?.value ?? {}).data ?? { tellsAddress: false };
}

export async function setTokens(ctx: Ctx<Member>, after: { tellsAddress: boolean }) {
  const before = await tokenSettingsOf(ctx);
  await ctx.db.$transaction(async (tx) => {
    const data = { value: after, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after });
  });
  return after;
}
