/** `at` is `feed` or `item 3 (its title)`, counted from 1. */
export type FeedProblem = { at: string; reason: string };

/** What was given is no feed. The message says what it is instead, and what to give. */
export class NotAFeed extends Error {
  override readonly name = "NotAFeed";
}
