import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

export const algorithm = "ES256";
/** How long a membership token is good. */
export const tokenSeconds = 300;
/** A new key is published for so long before it signs, so that whoever keeps our keys for a while knows it by then. */
export const noticeSeconds = 15 * 60;
/** After another took its place a key is published until its last token is over, and clocks may differ. */
const lastSeconds = tokenSeconds + 300;

type Row = { id: string; publicKey: JWK; sealed: string; createdAt: Date; signsFrom: Date };
export type SigningKey = Row & { state: "coming" | "signing" | "going" };

/** Every key that is published, the newest first; the first is made when somebody asks. */
export async function signingKeys(ctx: Ctx): Promise<SigningKey[]> {
  const keys = await standing(ctx);
  if (keys.some(({ state }) => state === "signing")) return keys;
  await ctx.db.$transaction(async (tx) => {
    await lock(tx);
    if ((await tx.signingKey.count({ where: { withdrawnAt: null } })) === 0) await makeKey(tx, ctx, ctx.now());
  });
  return standing(ctx);
}

/**
 * Puts another key in the place of the one that signs: published at once, signing a quarter of an hour later. Where the old one has leaked it goes
 * at once, and with it whatever it signed.
 */
export async function rollSigningKey(
  ctx: Ctx,
  { atOnce }: { atOnce: boolean },
): Promise<{ id: string; signsFrom: Date }> {
  await signingKeys(ctx);
  return ctx.db.$transaction(async (tx) => {
    await lock(tx);
    const signsFrom = new Date(ctx.now().getTime() + (atOnce ? 0 : noticeSeconds * 1_000));
    // One that is still to come was made by a roll of a moment ago; it would be passed over, so this one takes its place.
    await tx.signingKey.updateMany({
      where: { withdrawnAt: null, ...(atOnce ? {} : { signsFrom: { gt: ctx.now() } }) },
      data: { withdrawnAt: ctx.now() },
    });
    const made = await makeKey(tx, ctx, signsFrom);
    await record(tx, ctx, "signing-key.rolled", { kind: "signing-key", id: made.id }, { after: { atOnce } });
    return { id: made.id, signsFrom };
  });
}

/** What others check our tokens with. */
export const keySetOf = (keys: SigningKey[]) => ({
  keys: keys.map(({ id, publicKey }) => ({
    ...publicKey,
    kty: publicKey.kty ?? "EC",
    kid: id,
    alg: algorithm,
    use: "sig",
  })),
});

/** Keys that are over long since are forgotten with the next roll; what they are is of no use to anybody. */
async function standing(ctx: Pick<Ctx, "sql" | "now">): Promise<SigningKey[]> {
  const rows = await ctx.sql<Row>`
    select id, public_key as "publicKey", sealed, created_at as "createdAt", signs_from as "signsFrom" from signing_keys
    where withdrawn_at is null order by signs_from desc, id desc limit 20`;
  const now = ctx.now().getTime();
  const at = rows.findIndex(({ signsFrom }) => signsFrom.getTime() <= now);
  return rows.flatMap((row, index): SigningKey[] => {
    if (at < 0 || index < at) return [{ ...row, state: "coming" }];
    if (index === at) return [{ ...row, state: "signing" }];
    // It ended when the one before it in this list began.
    const endedAt = rows[index - 1]?.signsFrom.getTime() ?? 0;
    return now < endedAt + lastSeconds * 1_000 ? [{ ...row, state: "going" }] : [];
  });
}

/** Two processes that make the first key at once make one. */
const lock = (tx: Tx) => tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('signing-keys', 17))`;

async function makeKey(tx: Tx, ctx: Ctx, signsFrom: Date) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  await tx.signingKey.deleteMany({ where: { withdrawnAt: { lt: new Date(ctx.now().getTime() - 86_400_000) } } });
  return tx.signingKey.create({
    data: {
      publicKey: { ...(await exportJWK(publicKey)) } as Record<string, string>,
      sealed: ctx.tokens.seal("signing-key", await exportPKCS8(privateKey)),
      createdAt: ctx.now(),
      signsFrom,
    },
  });
}
