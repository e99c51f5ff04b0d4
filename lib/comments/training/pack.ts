import { checksum, type ModelFile, type Table } from "../rules/civility-model.ts";
import type { Layer, Learnt } from "./learn.ts";

/** Makes a weights file: each weight in one byte, and a checksum over all that decides. */
export function pack(tables: Learnt, layer: Layer, threshold: number, made: string): ModelFile {
  const file = {
    format: "masthead-civility-2" as const,
    made,
    whole: packTable(tables.whole),
    marked: packTable(tables.marked),
    layer,
    threshold: Math.round(threshold * 1e4) / 1e4,
  };
  return { ...file, sha256: checksum(file) };
}

/** The few weights beyond this many spreads are cut to it, so that the many others keep their differences. */
const widest = 8;

export function packTable({ weights, bias }: Table): ModelFile["whole"] {
  const used = Array.from(weights).filter((weight) => weight !== 0);
  const spread = Math.sqrt(used.reduce((sum, weight) => sum + weight * weight, 0) / Math.max(1, used.length));
  const step = Number(((spread * widest) / 127).toPrecision(6));
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / step))));
  return { weights: Buffer.from(bytes.buffer).toString("base64"), step, bias: Number(bias.toPrecision(6)) };
}
