import { createHash } from "node:crypto";
import fs from "node:fs";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A row of a table, or what is wrong with it; `line` is where it begins in the file. */
type Row = { line: number; cells: string[] } | { line: number; problem: string; fix: string };

const chunkBytes = 64 * 1024;
/** Of one line, in characters: no address book has more, and whatever has would fill the memory. */
const longest = 1_000_000;
/** How far a quote may stay open. One that was never closed must not swallow the readers behind it. */
const mostOpenLines = 50;
const mostOpenChars = 64_000;

/** Reads a file once, so that it can be known again and its letters are read as they were meant. */
export async function lookAtFile(file: string): Promise<{ digest: string; encoding: Encoding }> {
  const hash = createHash("sha256");
  let marked: Encoding | undefined;
  let isFirst = true;
  let strange = 0;
  let proper = 0;
  const decoder = new TextDecoder("utf-8");
  for await (const piece of fs.createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    if (isFirst) marked = encodingOfStart(piece);
    isFirst = false;
    if (marked) continue;
    const beyond = decoder.decode(piece, { stream: true }).match(/[\u0080-\u{10ffff}]/gu) ?? [];
    const lost = beyond.filter((letter) => letter === "\uFFFD").length;
    strange += lost;
    proper += beyond.length - lost;
  }
  // One broken letter in a million rows makes no other alphabet of all the rest.
  return { digest: hash.digest("hex"), encoding: marked ?? (strange > proper ? "windows-1252" : "utf-8") };
}

function encodingOfStart(piece: Buffer): Encoding | undefined {
  if (piece[0] === 0xff && piece[1] === 0xfe) return "utf-16le";
  if (piece[0] === 0xfe && piece[1] === 0xff) return "utf-16be";
  if (piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf) return "utf-8";
  const start = piece.subarray(0, 1_000);
  const noughts = [0, 0];
  start.forEach((byte, at) => {
    if (byte === 0) noughts[at % 2] = (noughts[at % 2] ?? 0) + 1;
  });
  if ((noughts[1] ?? 0) > start.length * 0.3) return "utf-16le";
  if ((noughts[0] ?? 0) > start.length * 0.3) return "utf-16be";
  return undefined;
}

/**
 * The rows of a file with commas, semicolons or tabs between cells, some hundred at a time. It is not csv-parse that reads them: that
 * gives up, or reads the rest of the file as one cell, where a quote is opened and never closed, and here the next line is a row again.
 */
export async function* rowsOf(file: string, encoding: Encoding): AsyncGenerator<Row[]> {
  const decoder = new TextDecoder(encoding);
  const splitter = makeSplitter();
  let hasCarriage = false;
  const plain = (text: string) => {
    // A character that no cell can hold stays visible, so that an address with it is refused and not changed.
    let clean = (hasCarriage ? `\r${text}` : text).replaceAll("\0", "\uFFFD");
    hasCarriage = clean.endsWith("\r");
    if (hasCarriage) clean = clean.slice(0, -1);
    return clean.includes("\r") ? clean.replace(/\r\n?/g, "\n") : clean;
  };
  for await (const piece of fs.createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    const rows = splitter.push(plain(decoder.decode(piece, { stream: true })));
    if (rows.length > 0) yield rows;
  }
  const last = splitter.push(`${plain(decoder.decode())}\n`).concat(splitter.end());
  if (last.length > 0) yield last;
}

type Line = { text: string; line: number };

/** Takes text in pieces, gives rows. */
function makeSplitter() {
  let delimiter: string | undefined;
  let rest = "";
  let line = 0;
  let isSkipping = false;
  let open: Line[] = [];
  let rows: Row[] = [];

  const unclosed = (at: number): Row => ({
    line: at,
    problem: "A quotation mark is opened and not closed.",
    fix: 'Close it, or write a quotation mark inside a cell twice: "".',
  });
  const overlong = (at: number): Row => ({
    line: at,
    problem: "The line is longer than a million characters.",
    fix: "Look whether the line breaks were lost here, and put one behind each reader.",
  });

  function take(text: string, at: number) {
    if (delimiter === undefined) {
      const said = /^sep=(.)$/.exec(text)?.[1];
      delimiter = said ?? delimiterOf(text);
      if (said) return;
    }
    if (open.length === 0 && !text.includes('"')) {
      if (text.trim() !== "") rows.push({ line: at, cells: text.split(delimiter) });
      return;
    }
    open.push({ text, line: at });
    const whole = open.length === 1 ? text : open.map((one) => one.text).join("\n");
    const cells = cellsOf(whole, delimiter, open.length > 1);
    if (cells === "open" && open.length < mostOpenLines && whole.length < mostOpenChars) return;
    const [first, ...others] = open;
    open = [];
    if (Array.isArray(cells)) rows.push({ line: first?.line ?? at, cells });
    else {
      rows.push(unclosed(first?.line ?? at));
      for (const one of others) take(one.text, one.line);
    }
  }

  const taken = () => {
    const some = rows;
    rows = [];
    return some;
  };

  return {
    push(text: string): Row[] {
      rest += text;
      let from = 0;
      for (;;) {
        const end = rest.indexOf("\n", from);
        if (end < 0) break;
        line += 1;
        if (isSkipping) isSkipping = false;
        else if (end - from > longest) rows.push(overlong(line));
        else take(rest.slice(from, end), line);
        from = end + 1;
      }
      rest = from === 0 ? rest : rest.slice(from);
      if (rest.length > longest) {
        if (!isSkipping) rows.push(overlong(line + 1));
        isSkipping = true;
        rest = "";
      }
      return taken();
    },
    /** What was still waiting for a quote to be closed. */
    end(): Row[] {
      while (open.length > 0) {
        const [first, ...others] = open;
        open = [];
        if (first) rows.push(unclosed(first.line));
        for (const one of others) take(one.text, one.line);
      }
      return taken();
    },
  };
}

/** Whichever is most in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const bare = text.replace(/"[^"]*"/g, "");
  const counted = [",", ";", "\t"].map((one) => ({ one, count: bare.split(one).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

/**
 * The cells of one row. A quotation mark in the middle of a cell is a letter of it where the row is one line; over several lines it says
 * that the quote before it was never closed.
 */
function cellsOf(text: string, delimiter: string, isStrict: boolean): string[] | "open" | "broken" {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let cell = "";
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return "open";
        const next = text[quote + 1];
        if (next === undefined || next === delimiter) {
          cell += text.slice(from, quote);
          at = quote + 1;
          break;
        }
        if (next !== '"' && isStrict) return "broken";
        cell += text.slice(from, quote + 1);
        from = quote + (next === '"' ? 2 : 1);
      }
      cells.push(cell);
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return cells;
    at += 1;
    if (at === text.length) return [...cells, ""];
  }
}
