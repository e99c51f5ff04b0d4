import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Reply } from "../contract.ts";
import { encodingFor } from "../encodings.ts";
import { etagOf, isKnown } from "../etag.ts";

type Kept = { type: string; etag: string; caching: string; plain: Buffer; br: Buffer; gzip: Buffer };

const types: Record<string, string> = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };
let kept: Map<string, Kept> | undefined;

/**
 * A file that publishers' pages load, read and compressed once a process. What may change is asked for again after five minutes;
 * the parts have other names when they change. Every page may load them: they hold nothing about anybody.
 */
export function embedFile(
  name: string,
  asked: { encodings: string | null; etag: string | null },
  folder = path.join(process.cwd(), "lib/generated/embed"),
): Reply {
  kept ??= readAll(folder);
  const file = kept.get(name);
  const open = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  };
  if (!file)
    return {
      status: 404,
      headers: { ...open, "content-type": "text/plain", "cache-control": "no-store" },
      body: "There is no such file.",
    };
  const encoding = encodingFor(asked.encodings);
  const headers = {
    ...open,
    "content-type": file.type,
    "cache-control": file.caching,
    etag: file.etag,
    vary: "accept-encoding",
    ...(encoding ? { "content-encoding": encoding } : {}),
  };
  if (isKnown(file.etag, asked.etag)) return { status: 304, headers, body: null };
  return { status: 200, headers, body: encoding ? file[encoding] : file.plain };
}

function readAll(folder: string): Map<string, Kept> {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return new Map(
    names.flatMap((name) => {
      const type = types[path.extname(name)];
      if (!type) return [];
      const plain = fs.readFileSync(path.join(folder, name));
      const etag = etagOf(plain);
      const caching = name.startsWith("part-") ? "public, max-age=31536000, immutable" : "public, max-age=300";
      const br = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
      return [[name, { type, etag, caching, plain, br, gzip: gzipSync(plain, { level: 9 }) }]] as const;
    }),
  );
}
