import { randomUUID } from "node:crypto";
import { record } from "../../audit.ts";
import type { Ctx, Member, Operator } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import { enqueue } from "../../jobs.ts";
import { languageOfComments } from "../house-rules.ts";
import { retrainCivility } from "../jobs.ts";
import { siteLanguages } from "../rules/site-languages.ts";
import { countDecisions } from "./decisions.ts";

/** With fewer of either kind, the fifth that measures would be a handful, and a figure from it a guess. */
export const fewestOfEach = 100;

/**
 * Asks that a correction be learnt from the newsroom's decisions. A worker does it; `isHere` leaves it to the process that asks.
 * @throws Refusal invalid_input while there are too few decisions, changed_meanwhile while one is being learnt
 */
export async function askRetraining(
  ctx: Ctx<Member | Operator>,
  { isHere = false }: { isHere?: boolean } = {},
): Promise<{ id: string }> {
  const missing = await whyNotYet(ctx);
  if (missing) throw new Refusal("invalid_input", missing);
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended('civility_retrainings', 3))::text`;
    await giveUpLeft(tx);
    if ((await tx.civilityRetraining.count({ where: { state: { in: ["waiting", "learning"] } } })) > 0)
      throw new Refusal("changed_meanwhile", "A retraining is being made already. Wait until it is done.");
    const id = randomUUID();
    await tx.civilityRetraining.create({ data: { id, askedAt: ctx.now() } });
    await record(tx, ctx, "civility.retraining-asked", { kind: "civility-retraining", id });
    if (!isHere) await enqueue(tx, retrainCivility, { retrainingId: id });
    return { id };
  });
}

/** Why nothing can be learnt, in words for the desk; null when it can. */
export async function whyNotYet(
  ctx: Pick<Ctx, "sql">,
  counted?: { rejected: number; letStand: number },
): Promise<string | null> {
  const language = await languageOfComments(ctx);
  if (language !== "en")
    return `The civility model knows English only, and comments here are in ${siteLanguages[language]}.`;
  return tooFew(counted ?? (await countDecisions(ctx)));
}

export function tooFew({ rejected, letStand }: { rejected: number; letStand: number }): string | null {
  const lacking = [
    { missing: fewestOfEach - rejected, what: "that were rejected as abusive or personal" },
    { missing: fewestOfEach - letStand, what: "that a moderator read and let stand" },
  ].filter(({ missing }) => missing > 0);
  if (lacking.length === 0) return null;
  const more = lacking.map(({ missing, what }) => `${missing} more ${what}`).join(", and ");
  return `There are too few decisions to learn from. It needs ${more}.`;
}

/** One that has not gone on for minutes was left by a process that is gone, and nobody takes it up again. */
async function giveUpLeft(tx: Tx) {
  await tx.$executeRaw`
    update civility_retrainings set state = 'failed', problem = 'The process that made it ended before it was done.'
    where state in ('waiting', 'learning') and touched_at < now() - interval '15 minutes'`;
}
