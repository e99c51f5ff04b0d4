import { record } from "../../audit.ts";
import type { Ctx, Member, Operator } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { notFound, Refusal } from "../../errors.ts";
import { loadCivilityModel, shippedWeights } from "../rules/civility.ts";
import { openCorrection } from "./correction.ts";

/** Takes a retraining into use, in place of whatever judged before. The next comment is judged by it, in every process. */
export async function useRetraining(ctx: Ctx<Member | Operator>, id: string): Promise<{ id: string }> {
  await loadCivilityModel();
  return ctx.db.$transaction(async (tx) => {
    await lock(tx);
    const made = await tx.civilityRetraining.findUnique({ where: { id } });
    if (!made) throw notFound("retraining");
    if (made.usedAt && !made.endedAt) return { id };
    if (made.state !== "ready" || !made.weights)
      throw new Refusal("changed_meanwhile", "This retraining is not there to be used. Make another one.");
    if (weightsCorrectedBy(made.weights) !== shippedWeights())
      throw new Refusal(
        "changed_meanwhile",
        "Masthead has other weights by now than those that this corrects. Retrain anew.",
      );
    const before = await endOfUse(tx, ctx);
    await tx.civilityRetraining.update({ where: { id }, data: { usedAt: ctx.now(), endedAt: null } });
    // The one before stays for the way back; of all others the weights go.
    await tx.$executeRaw`
      update civility_retrainings set weights = null, state = 'failed', problem = 'Another one took its place.'
      where id <> ${id}::uuid and state = 'ready' and id <> coalesce(${before}::uuid, id)`;
    await record(
      tx,
      ctx,
      "civility.retraining-used",
      { kind: "civility-retraining", id },
      { before: { model: before ?? "shipped" }, after: { model: id } },
    );
    return { id };
  });
}

/** @throws Refusal changed_meanwhile when what was kept is damaged: it would hold every comment */
function weightsCorrectedBy(weights: unknown): string {
  try {
    return openCorrection(weights).of;
  } catch (cause) {
    throw new Refusal(
      "changed_meanwhile",
      "What was kept of this retraining is damaged, so it was not taken into use. Retrain anew.",
      {},
      { cause },
    );
  }
}

/** Lets the shipped model judge alone again. What was retrained stays, and can be taken into use once more. */
export async function useShipped(ctx: Ctx<Member | Operator>): Promise<{ id: string | null }> {
  return ctx.db.$transaction(async (tx) => {
    await lock(tx);
    const id = await endOfUse(tx, ctx);
    if (id)
      await record(
        tx,
        ctx,
        "civility.shipped-used",
        { kind: "civility-retraining", id },
        { before: { model: id }, after: { model: "shipped" } },
      );
    return { id };
  });
}

const lock = (tx: Tx) => tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended('civility_retrainings', 3))::text`;

async function endOfUse(tx: Tx, ctx: Ctx): Promise<string | null> {
  const used = await tx.civilityRetraining.findFirst({ where: { usedAt: { not: null }, endedAt: null } });
  if (used) await tx.civilityRetraining.update({ where: { id: used.id }, data: { endedAt: ctx.now() } });
  return used?.id ?? null;
}
