import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Ctx } from "../../context.ts";
import { readByCivility } from "../rules/civility.ts";
import { correctionOf, type Table } from "../rules/civility-model.ts";
import { fold } from "../rules/folded.ts";
import { warmRules } from "../rules/judge.ts";
import { type Decided, learnCorrection } from "../training/correct.ts";
import { expand } from "../training/expand.ts";
import { abusiveToLearn, plainToLearn } from "../training/plain-to-learn.ts";
import { abusiveToMeasure, plainToMeasure } from "../training/plain-to-measure.ts";
import { tooFew } from "./ask.ts";
import { openCorrection, packCorrection } from "./correction.ts";
import { type Decision, decisionsOn } from "./decisions.ts";
import type { Measures, RetrainingFigures } from "./schema.ts";

/** Everybody whose comments were decided on is in one of these parts, with all of theirs; one part measures. */
const parts = 5;
const fewestToMeasure = 10;
const ownOfLine = 4;
/** Our own sentences hold the correction back, and must not outvote the newsroom. */
const ownCount = 0.5;
/** So many texts are read between two looks at what else the process has to do. */
const atOnce = 20;

type Read = Decided & { isListed: boolean };

/** Learns a correction, measures it beside the shipped model on decisions that it has not seen, and stores it; nothing is used by that. */
export async function retrain(ctx: Ctx, id: string, signal?: AbortSignal): Promise<void> {
  const { count } = await ctx.db.civilityRetraining.updateMany({
    where: { id, state: { in: ["waiting", "learning"] } },
    data: { state: "learning", progress: 0 },
  });
  if (count === 0) return;
  const goOn = goingOn(ctx, id, signal);
  await goOn(1);
  await warmRules();
  const decisions = await decisionsOn(ctx);
  const [learning, measuring] = apart(decisions);
  const problem = tooFew(kindsOf(decisions)) ?? whyNotMeasured(learning, measuring);
  if (problem) return fail(ctx, id, problem);

  const toLearn = await readAll(learning, (share) => goOn(5 + 40 * share));
  const toMeasure = await readAll(measuring, (share) => goOn(45 + 10 * share));
  const own = [...sentences(Object.values(plainToLearn).join("\n"), false), ...sentences(abusiveToLearn, true)];
  const examples = [...toLearn, ...(await readAll(own, (share) => goOn(55 + 10 * share)))];
  const file = packCorrection(await learnCorrection(examples, (share) => goOn(65 + 20 * share)));

  // What is measured is what would judge: read back, with a byte a weight.
  const { table } = openCorrection(file);
  const plain = await readAll(sentences(Object.values(plainToMeasure).join("\n"), false), (share) =>
    goOn(85 + 10 * share),
  );
  const abuse = await readAll(sentences(abusiveToMeasure, true), (share) => goOn(95 + 4 * share));
  const figures: RetrainingFigures = {
    learntFrom: kindsOf(learning),
    heldOut: kindsOf(measuring),
    shipped: measured(toMeasure, plain, abuse),
    retrained: measured(toMeasure, plain, abuse, table),
  };
  await ctx.db.civilityRetraining.updateMany({
    where: { id, state: "learning" },
    data: { state: "ready", progress: 100, figures, weights: file },
  });
}

export async function fail(ctx: Pick<Ctx, "db">, id: string, problem: string) {
  await ctx.db.civilityRetraining.updateMany({
    where: { id, state: { in: ["waiting", "learning"] } },
    data: { state: "failed", problem },
  });
}

/** Says how far it is, at most once for each of a hundred, and stops where the process is told to. */
function goingOn(ctx: Ctx, id: string, signal?: AbortSignal) {
  let told = 0;
  return async (progress: number) => {
    await setImmediate();
    signal?.throwIfAborted();
    if (Math.floor(progress) <= told) return;
    told = Math.floor(progress);
    await ctx.sql`update civility_retrainings set progress = ${told}, touched_at = now() where id = ${id}::uuid and state = 'learning'`;
  };
}

/** What is learnt from and what measures: by who wrote it, so that nobody's way of writing is in both. The part that measures is the one with most of the rarer kind. */
function apart(decisions: Decision[]): [Decision[], Decision[]] {
  const partOf = ({ author }: Decision) => (createHash("sha256").update(author).digest()[0] ?? 0) % parts;
  const least = (part: number) => {
    const [held, others] = [true, false].map((isHeld) =>
      kindsOf(decisions.filter((one) => (partOf(one) === part) === isHeld)),
    );
    return Math.min(...Object.values(held ?? {}), ...Object.values(others ?? {}));
  };
  const [held = 0] = Array.from({ length: parts }, (_, part) => part).sort((a, b) => least(b) - least(a));
  return [decisions.filter((one) => partOf(one) !== held), decisions.filter((one) => partOf(one) === held)];
}

const kindsOf = (decisions: Decision[]) => ({
  rejected: decisions.filter(({ isAbusive }) => isAbusive).length,
  letStand: decisions.filter(({ isAbusive }) => !isAbusive).length,
});

function whyNotMeasured(...both: Decision[][]): string | null {
  if (both.every((decisions) => Math.min(...Object.values(kindsOf(decisions))) >= fewestToMeasure)) return null;
  return "The decisions are about comments of so few people that nothing could be measured on those of others.";
}

type Told = Pick<Decision, "text" | "isAbusive" | "count"> & { author: string | null };

async function readAll(texts: Told[], onShare: (share: number) => Promise<void>): Promise<Read[]> {
  const all: Read[] = [];
  for (const [at, { text, isAbusive, count, author }] of texts.entries()) {
    if (at % atOnce === 0) await onShare(at / texts.length);
    all.push({ ...readByCivility(fold(text)), isAbusive, count, author });
  }
  return all;
}

const sentences = (lines: string, isAbusive: boolean): Told[] =>
  expand(lines, ownOfLine).map((text) => ({ text, isAbusive, count: ownCount, author: null }));

function measured(decided: Read[], plain: Read[], abuse: Read[], table?: Table): Measures {
  const share = (all: Read[]) => {
    const found = all.filter(
      ({ isListed, over, pieces }) => isListed || over + (table ? correctionOf(table, pieces).score : 0) >= 0,
    );
    return Math.round((1000 * found.length) / Math.max(1, all.length)) / 1000;
  };
  return {
    rejected: share(decided.filter(({ isAbusive }) => isAbusive)),
    letStand: share(decided.filter(({ isAbusive }) => !isAbusive)),
    plain: share(plain),
    abuse: share(abuse),
  };
}
