import type { Ctx } from "../../context.ts";
import { loadCivilityModel, shippedWeights } from "../rules/civility.ts";
import { fewestOfEach, whyNotYet } from "./ask.ts";
import { openCorrection } from "./correction.ts";
import { countDecisions } from "./decisions.ts";
import { type CivilityModelView, type RetrainingView, retrainingFigures } from "./schema.ts";

type Row = Omit<RetrainingView, "figures" | "isOld"> & { figures: unknown; weights: unknown; isUsed: boolean };

/** Which model judges civility, what could be learnt from, and what was learnt last. */
export async function civilityModelOf(ctx: Pick<Ctx, "sql">): Promise<CivilityModelView> {
  await loadCivilityModel();
  const [decisions, rows] = await Promise.all([
    countDecisions(ctx),
    ctx.sql<Row>`
      select id, state, progress, problem, figures, weights, asked_at as "askedAt", used_at is not null and ended_at is null as "isUsed",
             case when ended_at is null then used_at end as "usedAt"
      from civility_retrainings
      where (used_at is not null and ended_at is null) or id = (select id from civility_retrainings order by asked_at desc, id desc limit 1)
      order by asked_at desc, id desc`,
  ]);
  const used = rows.find(({ isUsed }) => isUsed);
  const [newest] = rows;
  return {
    decisions,
    fewest: fewestOfEach,
    missing: await whyNotYet(ctx, decisions),
    inUse: used ? viewOf(used) : null,
    isDamaged: used !== undefined && !opened(used.weights),
    newest: newest && !newest.isUsed ? viewOf(newest) : null,
  };
}

function viewOf({ weights, isUsed: _, figures, ...row }: Row): RetrainingView {
  const correction = row.state === "ready" ? opened(weights) : undefined;
  const read = retrainingFigures.safeParse(figures);
  return {
    ...row,
    figures: read.success ? read.data : null,
    isOld: correction !== undefined && correction.of !== shippedWeights(),
  };
}

function opened(weights: unknown) {
  try {
    return openCorrection(weights);
  } catch {
    return undefined;
  }
}
