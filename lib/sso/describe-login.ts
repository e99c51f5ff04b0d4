import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Prisma } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import { type PublisherLogin, publisherLoginOf } from "../publisher-login.ts";
import { readKeys } from "./issuer-keys.ts";
import { keysPasted } from "./public-keys.ts";
import type { LoginBody } from "./schema.ts";

const key = "publisher-login";

/** Lets the publisher's own login sign readers in from now on. Its keys are read at once, so that a wrong address is seen by who wrote it. */
export async function describeLogin(ctx: Ctx<Member>, body: LoginBody): Promise<PublisherLogin> {
  if (body.issuer === ctx.env.http.appUrl)
    throw new Refusal(
      "invalid_input",
      "The issuer is this site itself. Write what the tokens of your own login carry as iss.",
    );
  if (body.keysAddress.startsWith("http:") && !isOnThisMachine(body.keysAddress))
    throw new Refusal(
      "invalid_input",
      "The address of the keys begins with http:, which anybody between can change; give its https: address.",
    );
  if (body.keysAddress) await readKeys(ctx, body.keysAddress);
  const login: PublisherLogin = { ...body, keys: body.keys ? keysPasted(body.keys) : [] };
  await ctx.db.$transaction(async (tx) => {
    const before = await publisherLoginOf({ sql: (parts, ...values) => tx.$queryRaw(parts, ...values) });
    const data = {
      value: { ...login, keys: login.keys as Prisma.InputJsonObject[] },
      updatedAt: ctx.now(),
      updatedById: ctx.actor.id,
    };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(
      tx,
      ctx,
      "settings.changed",
      { kind: "setting", id: key },
      { ...(before ? { before: inShort(before) } : {}), after: inShort(login) },
    );
  });
  return login;
}

/** From the next request on it signs nobody in. Accounts stay linked, for when it comes back under the same issuer. */
export async function dropLogin(ctx: Ctx<Member>) {
  await ctx.db.$transaction(async (tx) => {
    const before = await publisherLoginOf({ sql: (parts, ...values) => tx.$queryRaw(parts, ...values) });
    if (!before) throw notFound("way to sign in");
    await tx.setting.deleteMany({ where: { key } });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before: inShort(before) });
  });
}

const isOnThisMachine = (address: string) => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);

/** For the audit log, which names keys and does not repeat them. */
const inShort = ({ keys, ...login }: PublisherLogin) => ({ ...login, keys: keys.map(({ kid, kty }) => kid ?? kty) });
