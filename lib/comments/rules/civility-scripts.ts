import { confusables } from "./confusables.ts";
import type { Token } from "./folded.ts";

/** So far to each side of a word is looked, in UTF-16 units: about three words. */
const near = 24;

/**
 * Whether what looks like an English word is part of a text in another script: "ное" is "hoe" hidden in an English sentence,
 * and the end of many words in a Russian one. It has no Latin letter, and letters stand near that look like no Latin one.
 */
export function isInOtherScript(text: string, { start, end }: Token): boolean {
  if (text.charCodeAt(start) < 0x370) return false;
  const written = text.slice(start, end);
  if (/\p{Script=Latin}/u.test(written)) return false;
  const around = text.slice(Math.max(0, start - near), end + near);
  return scripts.some((script) => script.test(written) && [...around].some((letter) => isOwn(letter, script)));
}

const scripts = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

const isOwn = (letter: string, script: RegExp) => script.test(letter) && !confusables.has(letter.toLowerCase());
