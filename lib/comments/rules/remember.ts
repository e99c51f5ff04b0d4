const mostRemembered = 20_000;
const longest = 40;

/** What is asked again and again of the same few thousand words; the memory is emptied before it can grow. */
export function remember<Answer>(ask: (word: string) => Answer): (word: string) => Answer {
  const known = new Map<string, Answer>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const answer = ask(word);
    if (known.size >= mostRemembered) known.clear();
    if (word.length <= longest) known.set(word, answer);
    return answer;
  };
}

/** Something that is shared by all places where the same word stands, and that carries what was found out about it. */
export type Remembering = { known: unknown[] };

let slots = 0;

/** What is asked again and again of a word, kept beside it, so that the word is not looked up for each question. */
export function rememberBeside<Thing extends Remembering, Answer extends NonNullable<unknown>>(
  ask: (thing: Thing) => Answer,
): (thing: Thing) => Answer {
  const slot = slots++;
  return (thing) => {
    const before = thing.known[slot] as Answer | undefined;
    if (before !== undefined) return before;
    const answer = ask(thing);
    thing.known[slot] = answer;
    return answer;
  };
}
