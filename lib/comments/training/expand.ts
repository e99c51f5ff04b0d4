import { chance } from "./chance.ts";
import { groups } from "./groups.ts";
import { heavyWords } from "./heavy-words.ts";
import { insults } from "./insults.ts";

const lists: Record<string, readonly string[]> = { group: groups, ...heavyWords, ...insults };

/** Up to `most` different sentences of each line, the same ones every time. */
export function expand(lines: string, most: number): string[] {
  const pick = chance(20_261_125);
  const choose = (words: readonly string[]) => words[Math.floor(pick() * words.length)] ?? "";
  return lines
    .trim()
    .split("\n")
    .flatMap((line) => {
      const made = new Set<string>();
      for (let tries = 0; tries < most * 4 && made.size < most; tries++) {
        const sentence = line
          .replace(/\{([^}]*)\}/g, (_, words: string) => choose(words.split("|")))
          .replace(/<(\w+)>/g, (_, name: string) => choose(lists[name] ?? []));
        made.add(sentence.charAt(0).toUpperCase() + sentence.slice(1));
      }
      return [...made];
    });
}
