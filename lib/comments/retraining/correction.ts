import { createHash } from "node:crypto";
import { z } from "zod";
import type { Ctx } from "../../context.ts";
import { civilityCorrectedBy, loadCivilityModel, shippedWeights } from "../rules/civility.ts";
import { openTable, type Table, tableFile } from "../rules/civility-model.ts";
import type { Rule } from "../rules/rule.ts";
import { packTable } from "../training/pack.ts";

/** What is kept of a retraining: numbers for pieces of words, the checksum of the weights that it corrects, and its own. */
const correctionFile = z.object({
  format: z.literal("masthead-civility-correction-1"),
  of: z.string().length(64),
  sha256: z.string().length(64),
  table: tableFile,
});
export type CorrectionFile = z.output<typeof correctionFile>;

const checksum = (of: string, table: z.output<typeof tableFile>) =>
  createHash("sha256")
    .update(JSON.stringify([of, table.weights, table.step, table.bias]))
    .digest("hex");

/** @param of the checksum of the weights that it corrects */
export function packCorrection(table: Table, of = shippedWeights()): CorrectionFile {
  const packed = packTable(table);
  return { format: "masthead-civility-correction-1", of, sha256: checksum(of, packed), table: packed };
}

/** @throws when it is damaged */
export function openCorrection(raw: unknown): { of: string; table: Table } {
  const file = correctionFile.parse(raw);
  if (checksum(file.of, file.table) !== file.sha256)
    throw new Error(
      "The retrained weights are damaged: their checksum does not fit. Go back to the shipped model at the desk.",
    );
  return { of: file.of, table: openTable(file.table) };
}

/** Which retraining is in use, and in which writing of its row: another one is read anew. */
export type InUse = { id: string; row: string };

let kept: (InUse & { rule: Rule | undefined }) | undefined;

/**
 * The rule as the newsroom's decisions corrected it; undefined where the shipped one judges: no retraining is in use, or the one that is
 * corrects weights that another version of Masthead shipped. @throws when it is damaged, and the comment is held
 */
export async function correctedRule(ctx: Pick<Ctx, "sql">, inUse: InUse | null): Promise<Rule | undefined> {
  if (!inUse) return undefined;
  if (kept?.id === inUse.id && kept.row === inUse.row) return kept.rule;
  const [stored] = await ctx.sql<{
    weights: unknown;
  }>`select weights from civility_retrainings where id = ${inUse.id}::uuid`;
  await loadCivilityModel();
  const { of, table } = openCorrection(stored?.weights);
  const rule = of === shippedWeights() ? civilityCorrectedBy(table) : undefined;
  kept = { ...inUse, rule };
  return rule;
}
