import { documentOfBody } from "../body.ts";

const field = /(?<!\{)\{(?:first_name|name)(?:\|[^{}]{0,60})?\}(?!\})/g;

/** The words before a digest's stories. A field is written as in the editor of issues, {first_name|there}; two braces, as in plain text, hold one as well. */
export const introductionOf = (words: string) => documentOfBody(words.replaceAll(field, "{$&}"));
