/** The chance that a comment of the first list scores higher than one of the second. */
export function areaUnderCurve(abusive: number[], clean: number[]): number {
  const all = [
    ...abusive.map((score) => ({ score, isAbusive: true })),
    ...clean.map((score) => ({ score, isAbusive: false })),
  ].sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    let hits = 0;
    while (end < all.length && all[end]?.score === all[at]?.score) {
      if (all[end]?.isAbusive) hits++;
      end++;
    }
    // Those that score alike share the middle of their ranks.
    ranks += (hits * (at + end + 1)) / 2;
    at = end;
  }
  return (ranks - (abusive.length * (abusive.length + 1)) / 2) / (abusive.length * clean.length);
}

/** The share of the abusive that can be found while this share of what is found is abusive, were both as many. */
export function recallAtPrecision(abusive: number[], clean: number[], precision: number): number {
  let best = 0;
  for (const threshold of new Set(abusive)) {
    const found = shareFrom(abusive, threshold);
    const wrong = shareFrom(clean, threshold);
    if (found > best && found / (found + wrong) >= precision) best = found;
  }
  return best;
}

/** The share of the scores that reach the threshold. */
export const shareFrom = (scores: number[], threshold: number) =>
  scores.filter((score) => score >= threshold).length / Math.max(1, scores.length);

/** Of the clean comments of talk pages so many may be found: the shipped threshold is where they are. */
export const talkShare = 0.019;

/** The threshold from which on this share of the scores is found. */
export function thresholdFor(scores: number[], share: number): number {
  const sorted = [...scores].sort((a, b) => b - a);
  return (sorted[Math.floor(sorted.length * share)] ?? 0) + 1e-6;
}
