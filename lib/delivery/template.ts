import { createHash, type Hash } from "node:crypto";
import MimeNode from "nodemailer/lib/mime-node";
import { encode as encodeQp, wrap as wrapQp } from "nodemailer/lib/qp";
import { type DkimKey, dkimHeaders, relaxedBody, relaxedHeaders } from "../dkim.ts";

/**
 * A mailing as it was written. `{{leave}}`, `{{name}}` and `{{first_name}}`, or `{{name|reader}}`, become each recipient's own, and
 * so does `{{reader}}` at the end of a link that is counted for who agreed to that.
 */
export type Written = {
  subject: string;
  html: string;
  text: string;
  fromName: string;
  fromAddress: string;
  /** More headers, the same for everybody. */
  headers: Record<string, string>;
  /** What comes before a recipient's leave token, in the bodies and in List-Unsubscribe. */
  leaveAt: string;
  oneClickAt: string;
};

/** What is a recipient's own. `to` is an ASCII address that was checked; `leave` is the token of the address to leave by. */
export type Own = {
  to: string;
  name: string | null;
  messageId: string;
  leave: string;
  /** Which of several templates it gets; the first unless said. */
  variant?: number | undefined;
  /** Names them in the links of a mailing that is counted per reader; undefined for whoever did not agree to it. */
  reader?: string | undefined;
  headers?: string;
};

/** A mail as bytes for the wire, dots doubled, without the final dot. */
export type Template = {
  /** At least as many bytes as any copy takes whose own parts are not longer than `longestOwn`. */
  size: number;
  /** About how long a copy is, in bytes: what the server is told before it takes one. */
  length: number;
  /** Writes one copy into `into` at `at`; answers where it ends. */
  write(into: Buffer, at: number, own: Own, now: Date, signs: boolean): number;
};

/** The most bytes that a name may have; with its escapes it fits into what a template sets aside. */
export const longestName = 200;
const room = 16_384;
/** What stands in a link in place of the reader whom it does not name. */
export const noReader = "0";
const fieldPattern = /\{\{\s*(leave|reader|name|first_name)\s*(?:\|([^{}]{0,100}))?\}\}/g;

type Field = { kind: "leave" | "reader" | "name" | "first_name"; isHtml: boolean; fallback: string };
type Piece = { wire: Buffer; canonical: Buffer; field: Field | null };

/**
 * Builds a mailing's MIME once, by nodemailer, and keeps it in pieces between what is personal. Both bodies are
 * quoted-printable: a soft line break before and after each personal part makes its length nobody's concern.
 */
export async function buildTemplate(written: Written, keys: DkimKey[]): Promise<Template> {
  const fields: Field[] = [];
  const mark = `zq${createHash("sha256").update(written.html).update(written.text).digest("hex").slice(0, 12)}`;
  const marked = (body: string, isHtml: boolean) =>
    body.replace(fieldPattern, (_, kind: Field["kind"], fallback: string | undefined) => {
      fields.push({ kind, isHtml, fallback: fallback?.trim() ?? "" });
      return `${kind === "leave" ? written.leaveAt : ""}${mark}x${fields.length - 1}q`;
    });
  const root = new MimeNode("multipart/alternative", { textEncoding: "Q" } as never);
  root.setHeader("From", { name: written.fromName, address: written.fromAddress } as never);
  root.setHeader("Subject", written.subject);
  for (const [name, value] of Object.entries(written.headers)) root.setHeader(name, value);
  for (const [type, body] of [
    ["text/plain", marked(written.text, false)],
    ["text/html", marked(written.html, true)],
  ] as const)
    root
      .createChild(`${type}; charset=utf-8`)
      .setHeader("Content-Transfer-Encoding", "quoted-printable")
      .setContent(body.replace(/\r?\n/g, "\r\n"));
  const raw = ((await root.build()) as Buffer).toString("latin1");
  const cut = raw.indexOf("\r\n\r\n");
  // What each copy has of its own is written by us.
  const heads = raw
    .slice(0, cut)
    .split(/\r\n(?![ \t])/)
    .filter((line) => !/^(message-id|date|to):/i.test(line));
  const relaxed = relaxedHeaders(heads.join("\r\n"));
  const head = Buffer.from(`${heads.join("\r\n")}\r\n\r\n`, "latin1");
  const pieces = cutUp(`${raw.slice(cut + 4).replace(/(\r\n)*$/, "")}\r\n`, mark, fields);
  const start = hashOf(pieces[0]?.canonical ?? Buffer.alloc(0));
  const oneClick = (own: Own) => `<${written.oneClickAt}${own.leave}>`;
  const fixed = head.length + pieces.reduce((sum, piece) => sum + piece.wire.length, 0);
  const size = room + fixed + pieces.length * 8 * longestName;

  return {
    size,
    length: fixed + 1_024 * (1 + keys.length),
    write(into, from, own, now, signs) {
      const values = pieces.map(({ field }) => (field ? ownValue(field, own) : ""));
      const date = dateHeader(now);
      let mine = `To: ${own.to}\r\nMessage-ID: ${own.messageId}\r\nDate: ${date}\r\nList-Unsubscribe: ${oneClick(own)}\r\n${own.headers ?? ""}`;
      if (signs && keys.length > 0) {
        const hash = start.copy();
        for (let at = 0; at < pieces.length; at += 1) {
          const piece = pieces[at] as Piece;
          if (at > 0) hash.update(piece.canonical);
          if (piece.field) hash.update(relaxedBody(values[at] as string), "latin1");
        }
        const headers = new Map(relaxed)
          .set("to", `to:${own.to}`)
          .set("message-id", `message-id:${own.messageId}`)
          .set("date", `date:${date}`)
          .set("list-unsubscribe", `list-unsubscribe:${oneClick(own)}`);
        mine = dkimHeaders(keys, headers, hash.digest("base64"), now) + mine;
      }
      let at = from;
      at += into.write(mine, at, "latin1");
      at += head.copy(into, at);
      for (let n = 0; n < pieces.length; n += 1) {
        at += (pieces[n] as Piece).wire.copy(into, at);
        const value = values[n] as string;
        if (value !== "") at += into.write(value, at, "latin1");
      }
      return at;
    },
  };
}

/** Several templates as one: each copy is written by its own. */
export function oneOf(templates: Template[]): Template {
  return {
    size: Math.max(...templates.map(({ size }) => size)),
    length: Math.max(...templates.map(({ length }) => length)),
    write: (into, at, own, now, signs) => (templates[own.variant ?? 0] as Template).write(into, at, own, now, signs),
  };
}

const hashOf = (bytes: Buffer): Hash => createHash("sha256").update(bytes);

/** The body between its personal parts. nodemailer may have broken a mark over two lines. */
function cutUp(body: string, mark: string, fields: Field[]): Piece[] {
  const soft = "(?:=\\r\\n)?";
  const pattern = new RegExp(`${[...mark, "x"].join(soft)}${soft}((?:\\d${soft})+)q`, "g");
  const pieces: Piece[] = [];
  let from = 0;
  let lead = "";
  for (const found of body.matchAll(pattern)) {
    const field = fields[Number((found[1] as string).replaceAll("=\r\n", ""))] as Field;
    pieces.push(piece(`${lead}${body.slice(from, found.index)}=\r\n`, field));
    from = found.index + found[0].length;
    lead = "=\r\n";
  }
  pieces.push(piece(lead + body.slice(from), null));
  return pieces;
}

const piece = (text: string, field: Field | null): Piece => ({
  wire: Buffer.from(text.replace(/\r\n\./g, "\r\n.."), "latin1"),
  canonical: Buffer.from(relaxedBody(text), "latin1"),
  field,
});

/** One recipient's word for a field, as quoted-printable that stands on lines of its own and starts none with a dot. */
function ownValue(field: Field, own: Own): string {
  if (field.kind === "leave") return own.leave;
  if (field.kind === "reader") return own.reader ?? noReader;
  return wrapQp(encodeQp(nameFor(field, own.name)), 72).replace(/(^|\r\n)\./g, "$1=2E");
}

function nameFor({ kind, isHtml, fallback }: Field, given: string | null): string {
  const whole = (given ?? "").replace(/\p{Cc}+/gu, " ").trim();
  const name = (kind === "first_name" ? whole.split(/\s+/)[0] : whole) || fallback;
  return isHtml ? escaped(name) : name;
}

/** One recipient's copy of a body as text, for who looks at it before it is sent: `leave` is the whole address. */
export const personalised = (body: string, isHtml: boolean, own: { name: string | null; leave: string }): string =>
  body.replace(fieldPattern, (_, kind: Field["kind"], fallback = "") =>
    kind === "leave"
      ? own.leave
      : kind === "reader"
        ? noReader
        : nameFor({ kind, isHtml, fallback: fallback.trim() }, own.name),
  );

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

let lastDate = { second: -1, text: "" };
/** RFC 5322 date in UTC, made once a second. */
function dateHeader(now: Date): string {
  const second = Math.floor(now.getTime() / 1000);
  if (lastDate.second !== second) lastDate = { second, text: now.toUTCString().replace("GMT", "+0000") };
  return lastDate.text;
}
