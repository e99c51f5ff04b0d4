import { Temporal } from "temporal-polyfill";
import { isUrl } from "../is-url.ts";
import type { Block, IssueDocument, Span } from "../newsletters/document.ts";
import type { GivenFields, TemplateField } from "./schema.ts";

/** What a template says, and what of it is filled in. */
export type Words = { subject: string; preview: string; document: IssueDocument };
/** A field as it stands in the mail. */
export type Value = { text: string; isLink: boolean };
export type FieldProblem = { field: string; problem: string };

const mark = /\{([a-z][a-z0-9_]{0,39})\}/g;
/** What looks as if somebody had meant a field: another system's mark, or a name that no field can have. */
const strange = /\{\{[^{}]{0,80}\}\}|\{[^{}\n]{0,40}\|[^{}]{0,80}\}|\*\|[A-Z_:]{1,40}\|\*/gi;

/** The names in braces, wherever words of the template stand. */
export const fieldsIn = (words: Words): string[] => [
  ...new Set(textsOf(words).flatMap((text) => [...text.matchAll(mark)].map(([, name]) => name ?? ""))),
];

export const strangeIn = (words: Words): string[] => [
  ...new Set(textsOf(words).flatMap((text) => text.match(strange) ?? [])),
];

/**
 * Addresses with a field inside, be its braces written as a browser copies them. None is filled in: a value would be spliced into them as it is,
 * and change where they lead. The whole of a button's may be a field.
 */
export function addressesWithFields({ document }: Words, declared: string[]): string[] {
  const addresses = document.blocks.flatMap(addressesOfBlock);
  return addresses.filter((address) => {
    const read = address.replace(/%7b/gi, "{").replace(/%7d/gi, "}");
    return [...read.matchAll(mark)].some(([whole, name = ""]) => address.includes(whole) || declared.includes(name));
  });
}

/**
 * What a program gave, as it will stand in the mail, or what is wrong with it: a field that the template does not know, one that it needs, or
 * a value of another kind.
 * @param own what is known of the member, for fields of that name that were not given
 */
export function valuesFor(
  fields: TemplateField[],
  given: GivenFields,
  { language, zone, own }: { language: string; zone: string; own: Record<string, string | undefined> },
): { values: Map<string, Value>; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const values = new Map<string, Value>();
  const known = fields.map(({ name }) => name);
  for (const name of Object.keys(given))
    if (!known.includes(name))
      problems.push({
        field: `fields.${name}`,
        problem: `The template knows no field of this name. It knows: ${known.join(", ") || "none"}.`,
      });
  for (const { name, kind, fallback } of fields) {
    const value = Object.hasOwn(given, name) ? given[name] : own[name];
    if (value === undefined || value === "") {
      if (fallback === null)
        problems.push({
          field: `fields.${name}`,
          problem: "The template needs this field, and has no fall-back for it.",
        });
      else values.set(name, { text: fallback, isLink: kind === "link" });
      continue;
    }
    const shown = shownAs[kind](value, language, zone);
    if (shown === undefined) problems.push({ field: `fields.${name}`, problem: wanted[kind] });
    else values.set(name, { text: shown, isLink: kind === "link" });
  }
  return { values, problems };
}

const wanted: Record<TemplateField["kind"], string> = {
  text: "Write a text.",
  number: "Write a number, like 12.5.",
  date: "Write a day like 2026-11-30, or a moment like 2026-11-30T18:00:00Z.",
  link: "Write a whole address, with https:// in front.",
};

type Shown = (value: string | number, language: string, zone: string) => string | undefined;
const shownAs: Record<TemplateField["kind"], Shown> = {
  text: (value) =>
    String(value)
      .replace(/\p{Cc}+/gu, " ")
      .trim(),
  number: (value, language) => {
    const number =
      typeof value === "number" ? value : /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number.toLocaleString(language, { maximumFractionDigits: 10 }) : undefined;
  },
  date: (value, language, zone) => dateIn(String(value), language, zone),
  link: (value) => {
    const text = String(value).trim();
    if (!/^https?:\/\//i.test(text) || !isUrl(text)) return undefined;
    const { username, password, href } = new URL(text);
    return username === "" && password === "" ? href : undefined;
  },
};

function dateIn(text: string, language: string, zone: string): string | undefined {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text))
      return Temporal.PlainDate.from(text, { overflow: "reject" }).toLocaleString(language, { dateStyle: "long" });
    return Temporal.Instant.from(text)
      .toZonedDateTimeISO(zone)
      .toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  } catch {
    return undefined;
  }
}

/** The words with everything filled in. A subject and a preview are one line; a link among words is one that can be pressed. */
export function filled({ subject, preview, document }: Words, values: Map<string, Value>): Words {
  const text = (words: string) => words.replace(mark, (whole, name: string) => values.get(name)?.text ?? whole);
  const line = (words: string) => text(words).replace(/\s+/g, " ").trim();
  const spans = (given: Span[]): Span[] => given.flatMap((span) => filledSpan(span, values));
  const block = (one: Block): Block => {
    switch (one.kind) {
      case "heading":
      case "text":
        return { ...one, spans: spans(one.spans) };
      case "quote":
        return { ...one, spans: spans(one.spans), source: text(one.source) };
      case "list":
        return { ...one, items: one.items.map(spans) };
      case "button":
        return { ...one, label: text(one.label), href: text(one.href) };
      case "image":
        return { ...one, alt: text(one.alt), caption: text(one.caption) };
      case "story":
        return { ...one, title: text(one.title), standfirst: text(one.standfirst) };
      case "divider":
        return one;
    }
  };
  return { subject: line(subject), preview: line(preview), document: { v: 1, blocks: document.blocks.map(block) } };
}

function filledSpan(span: Span, values: Map<string, Value>): Span[] {
  const { isBold, isItalic, href } = span;
  const marks = { ...(isBold ? { isBold } : {}), ...(isItalic ? { isItalic } : {}) };
  const linked = href ? { href } : {};
  if (!("text" in span)) {
    // What an editor put in as the reader's name, with a fall-back of its own.
    const text = values.get(span.field)?.text || span.fallback;
    return text ? [{ text, ...marks, ...linked }] : [];
  }
  const made: Span[] = [];
  let at = 0;
  for (const found of span.text.matchAll(mark)) {
    const value = values.get(found[1] ?? "");
    if (!value) continue;
    if (found.index > at) made.push({ text: span.text.slice(at, found.index), ...marks, ...linked });
    if (value.text) made.push({ text: value.text, ...marks, ...(value.isLink ? { href: value.text } : linked) });
    at = found.index + found[0].length;
  }
  if (at < span.text.length) made.push({ text: span.text.slice(at), ...marks, ...linked });
  return made;
}

function textsOf({ subject, preview, document }: Words): string[] {
  return [subject, preview, ...document.blocks.flatMap(textsOfBlock)];
}

function textsOfBlock(block: Block): string[] {
  const said = (spans: Span[]) => spans.map((span) => ("text" in span ? span.text : "")).join("");
  switch (block.kind) {
    case "heading":
    case "text":
      return [said(block.spans)];
    case "quote":
      return [said(block.spans), block.source];
    case "list":
      return block.items.map(said);
    case "button":
      return [block.label, block.href];
    case "image":
      return [block.alt, block.caption];
    case "story":
      return [block.title, block.standfirst];
    case "divider":
      return [];
  }
}

function addressesOfBlock(block: Block): string[] {
  const led = (spans: Span[]) => spans.flatMap(({ href }) => (href ? [href] : []));
  switch (block.kind) {
    case "heading":
    case "text":
    case "quote":
      return led(block.spans);
    case "list":
      return block.items.flatMap(led);
    case "button":
      return block.href.replace(mark, "") === "" ? [] : [block.href];
    case "image":
      return [block.address, block.href];
    case "story":
      return [block.address, block.imageAddress];
    case "divider":
      return [];
  }
}
