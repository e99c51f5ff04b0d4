export const findingStates = ["ok", "warning", "broken", "unseen", "off"] as const;
/** `unseen`: it could not be looked at, which is never "ok". `off`: it is not used here. */
export type FindingState = (typeof findingStates)[number];

/** What a look at one thing has found: a sentence that says what is, and one that says what to do. No secret and no person stands in either. */
export type Finding = {
  /** The same at every look. */
  id: string;
  title: string;
  state: FindingState;
  words: string;
  /** Empty where nothing is to be done. */
  fix: string;
};

/** Findings about one thing. What is broken, doubtful or unseen always comes with what to do. */
export function about(id: string, title: string) {
  const as = (state: FindingState, words: string, fix: string): Finding => ({ id, title, state, words, fix });
  return {
    ok: (words: string, fix = "") => as("ok", words, fix),
    warning: (words: string, fix: string) => as("warning", words, fix),
    broken: (words: string, fix: string) => as("broken", words, fix),
    unseen: (words: string, fix: string) => as("unseen", words, fix),
    off: (words: string, fix = "") => as("off", words, fix),
  };
}
