import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** How an answer may be compressed for who asks, by Accept-Encoding; undefined for as it is. */
export const encodingFor = (accepted: string | null): Encoding | undefined =>
  (["br", "gzip"] as const).find((one) => new RegExp(`\\b${one}\\b(?!;q=0(?![.]))`).test(accepted ?? ""));

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** What is read in the next moments and then made anew is worth no more than this. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Beside the loop, so that nobody else waits for it. */
export const compressed = (bytes: Buffer, encoding: Encoding): Promise<Buffer> =>
  encoding === "br" ? brotli(bytes, quick) : zip(bytes);
