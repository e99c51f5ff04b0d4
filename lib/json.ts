/**
 * What PostgreSQL cannot hold is not text of ours: the character NUL and half a surrogate pair become the replacement
 * character. Done where text comes in, so that nothing behind has to think of it; nothing is dropped, for a word with a
 * hole in it must not become another word.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");

/** Reads JSON from outside. @throws SyntaxError */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, (_, value) => (typeof value === "string" ? storable(value) : value));
