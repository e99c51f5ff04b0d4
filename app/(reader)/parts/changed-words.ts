export type WordRun = { kind: "same" | "gone" | "new"; words: string };

/** More words than these on both sides are shown as one exchange: nobody reads such a patchwork. */
const mostWords = 300;

/** What of a text went and what came, by whole words, along their longest common run. */
export function changedWords(before: string, after: string): WordRun[] {
  const [old, now] = [wordsIn(before), wordsIn(after)];
  if (old.length > mostWords || now.length > mostWords)
    return [
      { kind: "gone", words: before },
      { kind: "new", words: after },
    ];
  const common = commonFrom(old, now);
  const runs: WordRun[] = [];
  const add = (kind: WordRun["kind"], word: string) => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.words += ` ${word}`;
    else runs.push({ kind, words: word });
  };
  let [o, n] = [0, 0];
  while (o < old.length || n < now.length) {
    if (o < old.length && old[o] === now[n]) {
      add("same", old[o] ?? "");
      o += 1;
      n += 1;
    } else if (n >= now.length || (o < old.length && at(common, o + 1, n) >= at(common, o, n + 1))) {
      add("gone", old[o] ?? "");
      o += 1;
    } else {
      add("new", now[n] ?? "");
      n += 1;
    }
  }
  return runs;
}

const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean);
const at = (table: number[][], o: number, n: number) => table[o]?.[n] ?? 0;

/** How many words are common from each place on (the table of the longest common subsequence). */
function commonFrom(old: string[], now: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let o = old.length - 1; o >= 0; o -= 1)
    for (let n = now.length - 1; n >= 0; n -= 1) {
      const row = table[o] ?? [];
      row[n] = old[o] === now[n] ? at(table, o + 1, n + 1) + 1 : Math.max(at(table, o + 1, n), at(table, o, n + 1));
    }
  return table;
}
