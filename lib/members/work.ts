import { createHash, randomBytes } from "node:crypto";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { countOne } from "../rate-limit.ts";

/** So many are free; each beyond costs some work. A household asks a few times, an office a few dozen, a machine without end. */
const ofNetwork = { name: "sign-in-free-network", points: 60, perSeconds: 3_600 };
const ofSite = { name: "sign-in-free-site", points: 3_000, perSeconds: 3_600 };
/** About a second of a phone. Each more doubles it. */
const bits = 16;
const goodMinutes = 10;

export type Work = { challenge: string; answer: string };

/**
 * Lets who asks to sign in go on when little was asked from their network and on the whole site, or when they have worked for it.
 * @returns whether very much was asked for, so that each address gets one mail and no more for now
 * @throws Refusal work_needed with what to work on
 */
export async function assertWorked(ctx: Ctx, network: string, work: Work | undefined): Promise<{ isFlood: boolean }> {
  const isMuch =
    (await countOne(ctx.pool, ofNetwork, network)) > ofNetwork.points ||
    (await countOne(ctx.pool, ofSite, "all")) > ofSite.points;
  if (!isMuch) return { isFlood: false };
  if (work && isDone(ctx, work) && (await isSpentNow(ctx, work))) return { isFlood: true };
  throw new Refusal(
    "work_needed",
    "Very many sign-ins were asked for just now, so your browser has to work a second for yours, and for that it needs scripts. Turn them on for this site, or come back in an hour.",
    { challenge: challengeFor(ctx), bits },
  );
}

/** `<until>-<random>.<mac>`: nobody else can write one, and nothing is stored until it is done. */
function challengeFor(ctx: Ctx) {
  const until = ctx.now().getTime() + goodMinutes * 60_000;
  return ctx.tokens.sign("work", `${until}-${randomBytes(12).toString("base64url")}`);
}

function isDone(ctx: Ctx, { challenge, answer }: Work): boolean {
  const until = Number(ctx.tokens.open("work", challenge)?.split("-")[0]);
  if (!(until > ctx.now().getTime())) return false;
  return zerosAtFront(createHash("sha256").update(`${challenge}:${answer}`).digest()) >= bits;
}

function zerosAtFront(digest: Buffer): number {
  const at = digest.findIndex((byte) => byte !== 0);
  return at < 0 ? digest.length * 8 : at * 8 + Math.clz32(digest[at] as number) - 24;
}

/** One row decides: of many who show the same work at once, one goes on. */
async function isSpentNow(ctx: Ctx, { challenge }: Work): Promise<boolean> {
  const { count } = await ctx.db.spentWork.createMany({
    data: [
      {
        hash: ctx.tokens.keyedHash("work", challenge),
        expiresAt: new Date(ctx.now().getTime() + goodMinutes * 60_000),
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}
