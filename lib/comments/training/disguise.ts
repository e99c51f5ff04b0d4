import { chance } from "./chance.ts";

/** The ways in which words are disguised from a check and not from a reader. Each of them disguises the longest words of a text. */
export const disguises: Record<string, (text: string) => string> = {
  "zero-width": inWords((letters) => letters.join("\u200b")),
  homoglyph: inWords((letters) => letters.map((letter) => alike[letter] ?? letter).join("")),
  fullwidth: inWords((letters) => letters.map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join("")),
  leet: inWords((letters) => letters.map((letter) => leet[letter] ?? letter).join("")),
  bidi: inWords((letters) => `\u202e${letters.reverse().join("")}\u202c`),
  isolate: inWords((letters) => `\u2066${letters.slice(0, 2).join("")}\u2069${letters.slice(2).join("")}`),
  spaced: inWords((letters) => ` ${letters.join(" ")} `),
  accents: inWords((letters) => letters.map((letter) => `${letter}\u0301`).join("")),
};

const alike: Record<string, string> = { a: "а", c: "с", e: "е", i: "і", o: "о", p: "р", s: "ѕ", x: "х", y: "у" };
const leet: Record<string, string> = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };

/** Disguises two words in three: somebody who hides words hides those that count, and often others. */
function inWords(disguise: (letters: string[]) => string): (text: string) => string {
  return (text) => {
    const pick = chance(5);
    return text.replace(/[A-Za-z]{3,}/g, (word) => (pick() < 2 / 3 ? disguise([...word]) : word));
  };
}
