/** A rule of a spam filter that found something, in its own words. */
export type Rule = { name: string; score: number; words: string };

/** What a filter says of one mail. */
export type Judged = { score: number; threshold: number; rules: Rule[] };

/** A filter that did not answer, or not so that it could be read; the message is for the newsroom. */
export class Unanswered extends Error {}
