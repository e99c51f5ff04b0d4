import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { FetchRefused, fetchGuarded } from "../fetch-guard.ts";
import type { PublicKey, PublisherLogin } from "../publisher-login.ts";
import { keysOfSet } from "./public-keys.ts";

/** Keys are asked for anew when they are so old. */
const freshMs = 10 * 60_000;
/** While their address does not answer, the known ones are taken for so long, and no longer: one of them may have been taken back. */
const staleMs = 60 * 60_000;
/** A token with a key that we do not know asks for them anew, no more often than this: anybody can write such a token. */
const pauseMs = 30_000;
const timeoutMs = 8_000;
const maxBytes = 100_000;

type Held = { readAt: number; askedAt: number; keys: PublicKey[] };
const held = new Map<string, Held>();
const asking = new Map<string, Promise<PublicKey[]>>();

type Asker = Pick<Ctx, "env" | "now" | "log">;

/**
 * The keys of the publisher's login as they are known now.
 * @param isUnknown true when none of those that were known fits: they are asked for anew, if that was not just done
 */
export async function keysOf(ctx: Asker, login: PublisherLogin, isUnknown = false): Promise<PublicKey[]> {
  const { keysAddress } = login;
  if (keysAddress === "") return login.keys;
  const now = ctx.now().getTime();
  const known = held.get(keysAddress);
  const isFresh = known !== undefined && Math.abs(now - known.readAt) < freshMs;
  const isJustAsked = known !== undefined && Math.abs(now - known.askedAt) < pauseMs;
  if (known && (isUnknown ? isJustAsked : isFresh)) return known.keys;
  if (known && isJustAsked && Math.abs(now - known.readAt) < staleMs) return known.keys;
  if (known) held.set(keysAddress, { ...known, askedAt: now });
  try {
    return await askOnce(ctx, keysAddress);
  } catch (problem) {
    ctx.log.warn({ err: problem }, "the keys of the publisher's login could not be read");
    if (known && now - known.readAt < staleMs) return known.keys;
    throw new Refusal(
      "unavailable",
      `We cannot reach ${login.name} just now. Ask for a mail with a link and a code instead.`,
      {},
      { cause: problem },
    );
  }
}

async function askOnce(ctx: Asker, address: string): Promise<PublicKey[]> {
  const running = asking.get(address) ?? readKeys(ctx, address);
  asking.set(address, running);
  try {
    return await running;
  } finally {
    asking.delete(address);
  }
}

/**
 * Reads a key set from its address, as of now. It is not looked for elsewhere: a redirect could lead over plain http, where anybody can change it.
 * @throws Refusal address_unreachable, invalid_input
 */
export async function readKeys(ctx: Asker, address: string): Promise<PublicKey[]> {
  const now = ctx.now().getTime();
  const answer = await fetchGuarded(address, {
    maxBytes,
    timeoutMs,
    accept: "application/jwk-set+json, application/json",
    allowPrivate: ctx.env.webhookNetworks,
  }).catch((problem: unknown) => {
    if (problem instanceof FetchRefused) throw unreachable(problem.message, problem);
    throw problem;
  });
  if (answer.status !== 200) throw unreachable(`The address of the keys answers ${answer.status}.`);
  if (answer.finalAddress !== new URL(address).href)
    throw unreachable("The address of the keys leads on to another. Give the one where they lie.");
  const keys = keysOfSet(Buffer.from(answer.body).toString("utf8"));
  held.set(address, { readAt: now, askedAt: now, keys });
  return keys;
}

const unreachable = (message: string, cause?: unknown) => new Refusal("address_unreachable", message, {}, { cause });
