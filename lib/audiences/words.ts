import { type Condition, conditionsIn, type Node, type Who } from "./schema.ts";

/** What newsletters are called, by their ids. */
export type Names = ReadonlyMap<string, string>;

/** The ids of all newsletters that it names. */
export const newslettersIn = (who: Who): string[] => [
  ...new Set(conditionsIn(who).flatMap((one) => (one.kind === "newsletter" ? [one.newsletterId] : []))),
];

/** Who they are, as the rest of a sentence that begins "Readers who": for screens, dialogues, the audit log. */
export const inWords = (who: Who, names: Names): string => wordsOf(who, names, false);

function wordsOf(node: Node, names: Names, isInside: boolean): string {
  if (!("of" in node)) return conditionInWords(node, names);
  const parts = node.of.map((one) => wordsOf(one, names, true));
  if (node.kind === "none") return `fit none of these: ${parts.map((part) => `(${part})`).join(", ")}`;
  const joined = parts.join(node.kind === "all" ? " and " : " or ");
  return isInside && parts.length > 1 ? `(${joined})` : joined;
}

function conditionInWords(condition: Condition, names: Names): string {
  const not = condition.isNot;
  switch (condition.kind) {
    case "newsletter":
      return `${not ? "do not get" : "get"} “${names.get(condition.newsletterId) ?? "a newsletter that is gone"}”`;
    case "joined": {
      const { withinDays, since, before } = condition;
      const when = [
        withinDays === null ? "" : inTheLast(withinDays),
        since === null ? "" : `since ${dayInWords(since)}`,
        before === null ? "" : `before ${dayInWords(before)}`,
      ].filter(Boolean);
      return `${not ? "did not join" : "joined"} ${when.join(", ")}`;
    }
    case "place":
      return `${not ? "did not sign up" : "signed up"} at “${condition.source}”`;
    default: {
      const { section, tag, withinDays } = condition;
      const about = section === null ? "" : ` in “${section}”`;
      const tagged = tag === null ? "" : ` tagged “${tag}”`;
      const when = withinDays === null ? "" : ` ${inTheLast(withinDays)}`;
      return `${not ? didNot[condition.kind] : did[condition.kind]}${about}${tagged}${when}`;
    }
  }
}

const did = {
  saved: "have saved a story",
  read: "have read in a saved story",
  commented: "have commented on a story",
};
const didNot = {
  saved: "have saved no story",
  read: "have read in no saved story",
  commented: "have commented on no story",
};
const inTheLast = (days: number) => (days === 1 ? "in the last day" : `in the last ${days.toLocaleString("en")} days`);

const asDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const dayInWords = (day: string) => asDay.format(new Date(`${day}T00:00:00Z`));
