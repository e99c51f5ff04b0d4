/** From when on nobody can comment under a story, and why. */
export type Closing = {
  at: Date;
  because: "newsroom" | "days" | "publisher";
  /** How many days after a story comments close, where that is why. */
  days: number | null;
  /** The newsroom's own, to readers. */
  words: string | null;
};

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const inWords = (at: Date) => `${moment.format(at)} UTC`;

/** That comments are closed, since when and why; or when they will be. */
export function closedWords({ at, because, days, words }: Closing, now: Date): string {
  const isOver = at <= now;
  const fact =
    because === "days" && days !== null
      ? isOver
        ? `Comments close ${days} ${days === 1 ? "day" : "days"} after a story is published; these closed on ${inWords(at)}.`
        : `Comments close ${days} ${days === 1 ? "day" : "days"} after a story is published; these close on ${inWords(at)}.`
      : because === "newsroom"
        ? isOver
          ? `The newsroom closed the comments on this story on ${inWords(at)}.`
          : `The newsroom closes the comments on this story on ${inWords(at)}.`
        : isOver
          ? `Comments on this story closed on ${inWords(at)}.`
          : `Comments on this story close on ${inWords(at)}.`;
  return words ? `${fact} It writes: “${words}”` : fact;
}
