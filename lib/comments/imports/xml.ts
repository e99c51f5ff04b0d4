import type { Readable } from "node:stream";

/** An element that was asked for: the text and the attributes of what stands in it, by their paths from it (`author/name`). */
export type XmlRecord = { path: string; fields: Map<string, { text: string; attributes: Map<string, string> }> };
/** The file is not the XML that it should be. `line` is where that was seen. */
export class BadXml extends Error {
  override readonly name = "BadXml";
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** Longer than any comment, and than what a story's fields hold; of a longer text the beginning is read. */
const longestText = 200_000;
const longestTag = 100_000;

type Open = { path: string; record: XmlRecord; isTold: boolean };

/**
 * Reads an XML file of any size and gives the elements at these paths (`disqus/post`), one after the other, in the memory that one of
 * them needs. Of an element that holds others that are asked for, the fields before the first of those are known. No entity
 * but XML's own is expanded and nothing is fetched.
 * @throws BadXml when it is none, or ends in the middle
 */
export async function* readXml(file: Readable, wanted: string[]): AsyncGenerator<XmlRecord & { line: number }> {
  const paths: string[] = [];
  const open: Open[] = [];
  let ready: (XmlRecord & { line: number })[] = [];
  let line = 1;
  let hasRoot = false;

  const here = () => paths.at(-1) ?? "";
  const field = (path: string) => {
    const record = open.at(-1);
    if (!record) return undefined;
    const name = path.slice(record.path.length + 1);
    const known = record.record.fields.get(name);
    if (known) return known;
    const fresh = { text: "", attributes: new Map<string, string>() };
    record.record.fields.set(name, fresh);
    return fresh;
  };
  const tell = (one: Open) => {
    if (!one.isTold) ready.push({ ...one.record, line });
    one.isTold = true;
  };
  const say = (text: string) => {
    const into = open.length > 0 && text !== "" ? field(here()) : undefined;
    if (into && into.text.length < longestText) into.text += text;
  };
  const begin = (tag: string) => {
    const [, name = "", rest = ""] = /^([^\s/>]+)([\s\S]*)$/.exec(tag) ?? [];
    if (!name || (!hasRoot && !/^[\w:.-]+$/.test(name))) throw new BadXml("This is no XML.", line);
    hasRoot = true;
    const path = paths.length === 0 ? name : `${here()}/${name}`;
    const isEmpty = rest.endsWith("/");
    const attributes = attributesOf(isEmpty ? rest.slice(0, -1) : rest);
    paths.push(path);
    if (wanted.includes(path)) {
      const outer = open.at(-1);
      if (outer) tell(outer);
      open.push({ path, record: { path, fields: new Map([["", { text: "", attributes }]]) }, isTold: false });
    } else {
      const into = field(path);
      if (into) for (const [key, value] of attributes) into.attributes.set(key, value);
    }
    if (isEmpty) end();
  };
  const end = () => {
    const path = paths.pop();
    const last = open.at(-1);
    if (!last || last.path !== path) return;
    tell(last);
    open.pop();
  };

  let rest = "";
  file.setEncoding("utf8");
  for await (const chunk of file as AsyncIterable<string>) {
    rest += chunk;
    let at = 0;
    for (;;) {
      const piece = nextPiece(rest, at);
      if (!piece) break;
      at = piece.end;
      if (piece.kind === "text") say(decoded(piece.text));
      else if (piece.kind === "cdata") say(piece.text);
      else if (piece.kind === "begin") begin(piece.text);
      else if (piece.kind === "end") end();
      line += countLines(piece.all);
    }
    rest = rest.slice(at);
    if (rest.length > longestTag + longestText * 10) throw new BadXml("A part of this file has no end.", line);
    yield* ready;
    ready = [];
  }
  if (!hasRoot) throw new BadXml("This is no XML.", line);
  if (paths.length > 0) throw new BadXml(`This file ends in the middle of <${here().split("/").at(-1)}>.`, line);
}

type Piece = { kind: "text" | "cdata" | "begin" | "end" | "other"; text: string; all: string; end: number };

/** The next whole piece; undefined while its end has not been read. */
function nextPiece(from: string, at: number): Piece | undefined {
  if (at >= from.length) return undefined;
  if (from[at] !== "<") {
    const next = from.indexOf("<", at);
    if (next < 0) return undefined;
    return piece("text", from, at, next, next);
  }
  if (from.startsWith("<![CDATA[", at)) return until(from, at, "]]>", "cdata", 9);
  if (from.startsWith("<!--", at)) return until(from, at, "-->", "other", 4);
  if (from.startsWith("<?", at)) return until(from, at, "?>", "other", 2);
  if (from.startsWith("</", at)) return until(from, at, ">", "end", 2);
  // Enough to tell what it is, unless there is more to come.
  if (from.length - at < 9 && ["<![CDATA[", "<!--"].some((mark) => mark.startsWith(from.slice(at)))) return undefined;
  if (from.startsWith("<!", at)) return until(from, at, ">", "other", 2);
  const tag = /^<(?:[^"'<>]|"[^"]*"|'[^']*')*>/.exec(from.slice(at, at + longestTag));
  if (!tag) return undefined;
  return { kind: "begin", text: tag[0].slice(1, -1), all: tag[0], end: at + tag[0].length };
}

function until(from: string, at: number, mark: string, kind: Piece["kind"], skip: number): Piece | undefined {
  const stop = from.indexOf(mark, at + skip);
  return stop < 0 ? undefined : piece(kind, from, at + skip, stop, stop + mark.length, at);
}

const piece = (kind: Piece["kind"], from: string, start: number, stop: number, end: number, at = start): Piece => ({
  kind,
  text: from.slice(start, stop),
  all: from.slice(at, end),
  end,
});

function attributesOf(text: string): Map<string, string> {
  const found = text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...found].map(([, name = "", double, single]) => [name, decoded(double ?? single ?? "")]));
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const decoded = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
  });

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
