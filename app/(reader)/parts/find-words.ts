import search from "approx-string-match";

/** Where words stood in a story's text: themselves, those around them, and their place (see lib/bookmarks/highlight-schema.ts). */
export type Target = { exact: string; prefix: string; suffix: string; start: number; end: number };
/** Where they stand now; not the same when the publisher has changed a letter of them since. */
export type Place = { start: number; end: number; isSame: boolean };

/** So many characters are kept of what stands before and behind. */
const around = 48;
/** Words that long are their own proof, when they stand only once. */
const provesItself = 32;
/** Of all their letters, so many may be others; of long words at most so many in all. */
const mostChanged = 0.2;
const mostErrors = 120;

/** What is kept of words in a text, so that they are found again. */
export const targetOf = (text: string, { start, end }: { start: number; end: number }): Target => ({
  exact: text.slice(start, end),
  prefix: text.slice(Math.max(0, start - around), start),
  suffix: text.slice(end, end + around),
  start,
  end,
});

/**
 * Finds words again in a text that may have been corrected since. It would rather not find them than find others: words that
 * stand elsewhere too must be known by those around them.
 */
export function findWords(given: string, kept: Target): Place | undefined {
  const text = flat(given);
  const target = { ...kept, exact: flat(kept.exact), prefix: flat(kept.prefix), suffix: flat(kept.suffix) };
  if (target.exact === "") return undefined;
  const same = placesOf(text, target.exact);
  const isAlone = same.length === 1 && target.exact.length >= provesItself;
  const best = closest(text, target, same);
  if (best && (isAlone || best.fit >= 0.5)) return { start: best.start, end: best.end, isSame: true };
  const changed = closest(text, target, changedPlaces(text, target.exact));
  if (!changed) return undefined;
  const share = changed.errors / target.exact.length;
  const isPlain = target.exact.length >= provesItself && share <= mostChanged / 2;
  return isPlain || changed.fit >= 0.5 ? { start: changed.start, end: changed.end, isSame: false } : undefined;
}

/** Breaks between blocks count as spaces: a paragraph that was split or joined changes no words. The length stays. */
const flat = (text: string) => text.replace(/\s/g, " ");

type Candidate = { start: number; end: number; errors: number };

function placesOf(text: string, exact: string): Candidate[] {
  const places: Candidate[] = [];
  for (let at = text.indexOf(exact); at >= 0 && places.length < 1_000; at = text.indexOf(exact, at + 1))
    places.push({ start: at, end: at + exact.length, errors: 0 });
  return places;
}

function changedPlaces(text: string, exact: string): Candidate[] {
  const most = Math.min(mostErrors, Math.floor(exact.length * mostChanged));
  return most < 1 ? [] : search(text, exact, most).slice(0, 200);
}

/** The candidate with what stood around it; of those that fit alike, the one that is nearest to the old place. */
function closest(text: string, target: Target, candidates: Candidate[]) {
  let best: (Candidate & { fit: number; far: number }) | undefined;
  for (const candidate of candidates) {
    const fit = fitOf(text, target, candidate);
    const far = Math.abs(candidate.start - target.start);
    if (!best || fit > best.fit || (fit === best.fit && far < best.far)) best = { ...candidate, fit, far };
  }
  return best;
}

/** How much of what stood around the words stands there still: 1 is all of it, 0 is nothing. */
function fitOf(text: string, { prefix, suffix, start }: Target, candidate: Candidate): number {
  const before = text.slice(Math.max(0, candidate.start - around - 8), candidate.start);
  const behind = text.slice(candidate.end, candidate.end + around + 8);
  const sides = [
    ...(prefix === "" ? [] : [likeness(before, prefix)]),
    ...(suffix === "" ? [] : [likeness(behind, suffix)]),
  ];
  // Words that were the whole text have nothing around them.
  if (sides.length === 0) return candidate.start === start ? 1 : 0;
  return sides.reduce((sum, one) => sum + one, 0) / sides.length;
}

function likeness(text: string, wanted: string): number {
  if (text.includes(wanted)) return 1;
  const most = Math.floor(wanted.length * 0.7);
  const errors = search(text, wanted, most)[0]?.errors ?? wanted.length;
  return 1 - errors / wanted.length;
}
