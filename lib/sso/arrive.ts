import { z } from "zod";
import type { Ctx } from "../context.ts";
import { notFound, Refusal } from "../errors.ts";
import { isUrl } from "../is-url.ts";
import { isOwnPath } from "../members/schema.ts";
import { isListedOrigin } from "../origins.ts";
import { type PublisherLogin, publisherLoginOf } from "../publisher-login.ts";
import { readAssertion } from "./assertion.ts";

/** From the form of the publisher's login to the next request of the same browser. */
export const arrivalSeconds = 120;
/** A token is remembered for longer than it is good, for clocks of several machines differ. */
const rememberedMs = 60 * 60_000;

const said = z.object({ subject: z.string(), email: z.string().optional(), isProven: z.boolean() });

/** @throws Refusal not_found while no login is described at the desk */
export async function theLogin(ctx: Pick<Ctx, "sql">): Promise<PublisherLogin> {
  const login = await publisherLoginOf(ctx);
  if (!login) throw notFound("way to sign in");
  return login;
}

/**
 * Takes a token of the publisher's login, once. A form from another site brings no cookies of ours, so what was begun in this browser is
 * not known yet: the answer is a secret for a cookie, with which the same browser asks again.
 */
export async function arrive(
  ctx: Ctx,
  { token, returnTo, begun }: { token: string; returnTo?: string | undefined; begun?: string | undefined },
): Promise<string> {
  const login = await theLogin(ctx);
  const { jti, expiresAt, ...who } = await readAssertion(ctx, login, token).catch((problem: unknown) => {
    if (problem instanceof Refusal && problem.details.reason)
      ctx.log.warn({ reason: problem.details.reason }, "a token of the publisher's login was refused");
    throw problem;
  });
  const secret = ctx.tokens.random();
  const { count } = await ctx.db.publisherArrival.createMany({
    data: [
      {
        tokenHash: ctx.tokens.keyedHash("assertion", `${login.issuer}\n${jti}`),
        secretHash: ctx.tokens.keyedHash("arrival", secret),
        said: ctx.tokens.seal("arrival", JSON.stringify(who)),
        issuer: login.issuer,
        returnTo: await wayOn(ctx, returnTo),
        intentId: z.uuid().safeParse(begun).data ?? null,
        goodUntil: new Date(ctx.now().getTime() + arrivalSeconds * 1_000),
        forgottenAt: new Date(expiresAt.getTime() + rememberedMs),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0)
    throw new Refusal("link_spent", `This sign-in from ${login.name} was used already. Sign in there once more.`);
  return secret;
}

/** Who arrived in this browser a moment ago, once. */
export async function takeArrival(ctx: Ctx, secret: string | undefined) {
  const login = await theLogin(ctx);
  const secretHash = ctx.tokens.keyedHash("arrival", secret ?? "");
  // One statement decides who wins, so that of several presses one signs in.
  const [taken] = await ctx.sql<{ said: string; issuer: string; returnTo: string; intentId: string | null }>`
    update publisher_arrivals set taken_at = ${ctx.now()}
    where secret_hash = ${secretHash} and taken_at is null and good_until > ${ctx.now()} and issuer = ${login.issuer}
    returning said, issuer, return_to as "returnTo", intent_id as "intentId"`;
  if (!secret || !taken)
    throw new Refusal(
      "link_expired",
      `This sign-in from ${login.name} is over: it works once, in the browser that came from there. Begin again.`,
    );
  const { returnTo, intentId } = taken;
  return { login, returnTo, intentId, ...said.parse(JSON.parse(ctx.tokens.unseal("arrival", taken.said))) };
}

/**
 * Only forms of pages that an administrator has named: whoever could send a reader here from anywhere could sign them in as somebody else,
 * and read what they then save and write.
 */
export async function assertFromHome(ctx: Ctx, origin: string | null) {
  const login = await theLogin(ctx);
  const home = [ctx.env.http.appUrl, ...[login.issuer, login.loginAddress].flatMap(originOf)];
  if (origin && (home.includes(origin) || (await isListedOrigin(ctx, origin)))) return;
  throw new Refusal(
    "wrong_origin",
    `This sign-in came from a page that is not one of ${login.name}'s. Sign in there once more, or ask for a mail with a link and a code.`,
  );
}

const originOf = (address: string) =>
  isUrl(address) && /^https?:$/.test(new URL(address).protocol) ? [new URL(address).origin] : [];

/** A path of our own, or a page of a listed origin, by the page that leads there. Anything else is the front page. */
async function wayOn(ctx: Ctx, returnTo: string | undefined): Promise<string> {
  if (!returnTo || returnTo.length > 400) return "/";
  if (isOwnPath(returnTo)) return returnTo;
  if (!isUrl(returnTo)) return "/";
  const { origin, pathname, search, hash } = new URL(returnTo);
  if (origin === ctx.env.http.appUrl && isOwnPath(pathname + search + hash)) return pathname + search + hash;
  return (await isListedOrigin(ctx, origin)) ? `/back?to=${encodeURIComponent(returnTo)}` : "/";
}
