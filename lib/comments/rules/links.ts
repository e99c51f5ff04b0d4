import { quote, type Rule } from "./rule.ts";

const mostLinks = 2;

/** Two links support a comment; more of them are an advertisement more often than not. */
export const links: Rule = {
  name: "links",
  check({ text, links: found }) {
    const extra = found[mostLinks];
    if (!extra) return [];
    return [
      {
        rule: "links",
        reason: `${quote(text, extra)} is the third of ${found.length} links, and a comment may have two.`,
        guideline: "links",
        at: [extra.start, extra.end],
      },
    ];
  },
};
