import { isUrl } from "../../is-url.ts";

/** A title in plain text: its words without the tags that stand inside a line. */
export function titleText(title: string | undefined): string {
  return tidy(
    title?.replace(/<\/?(?:a|abbr|b|br|cite|em|font|i|mark|p|q|small|span|strong|sub|sup|u)(?:\s[^<>]*)?\/?>/gi, ""),
  );
}

/** On one line, without control characters; "" for nothing. */
export function tidy(text: string | undefined): string {
  return withoutControls(text ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The whole http(s) address; undefined when it is none, or cannot be completed. */
export function absolute(address: string | undefined, base: string | undefined): string | undefined {
  const trimmed = tidy(address);
  if (trimmed === "" || !isUrl(trimmed, base)) return;
  const url = new URL(trimmed, base);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

/** Ends at the last sentence that fits, else at a word with an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const fitting = text.slice(0, most - 1);
  const sentences = fitting.match(/^.*[.!?…]["”’)]?(?=\s)/s)?.[0] ?? "";
  if (sentences.length >= most / 3) return sentences;
  const words = fitting.includes(" ")
    ? fitting.slice(0, fitting.lastIndexOf(" "))
    : fitting.toWellFormed().replace(/\uFFFD$/, "");
  return `${words.replace(/[\s,;:–—-]+$/, "")}…`;
}

/** Without what no text holds; tabs and line ends stay. */
export function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, "");
}
