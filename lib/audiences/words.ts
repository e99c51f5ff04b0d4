import { inEnglish } from "../languages.ts";
import { type Condition, conditionsIn, isOfMails, type Node, type Who, type WithMails } from "./schema.ts";

/** What newsletters and plans are called, by their ids. */
export type Names = ReadonlyMap<string, string>;

/** The ids of all newsletters that it names. */
export const newslettersIn = (who: Who): string[] => [
  ...new Set(
    conditionsIn(who).flatMap((one) =>
      (one.kind === "newsletter" || isOfMails(one)) && one.newsletterId ? [one.newsletterId] : [],
    ),
  ),
];

/** The ids of all plans that it names. */
export const plansIn = (who: Who): string[] => [
  ...new Set(conditionsIn(who).flatMap((one) => (one.kind === "plan" && one.planId ? [one.planId] : []))),
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
    case "language":
      return `would ${not ? "not " : ""}rather read ${inEnglish(condition.language)}`;
    case "plan":
      if (condition.planId === null) return not ? "have no plan" : "have a plan";
      return `${not ? "do not have" : "have"} the plan “${names.get(condition.planId) ?? "a plan that is gone"}”`;
    case "opened":
    case "pressed":
      return `${mailsInWords(condition, names)} (of those who agreed to be counted by name)`;
    default: {
      const { section, tag, withinDays } = condition;
      const about = section === null ? "" : ` in “${section}”`;
      const tagged = tag === null ? "" : ` tagged “${tag}”`;
      const when = withinDays === null ? "" : ` ${inTheLast(withinDays)}`;
      return `${not ? didNot[condition.kind] : did[condition.kind]}${about}${tagged}${when}`;
    }
  }
}

function mailsInWords({ kind, newsletterId, lastIssues, withinDays, isNot }: WithMails, names: Names): string {
  const of = newsletterId === null ? "" : ` of “${names.get(newsletterId) ?? "a newsletter that is gone"}”`;
  const when = withinDays === null ? "" : ` ${inTheLast(withinDays)}`;
  const verb = kind === "opened" ? "opened" : `pressed ${isNot ? "no" : "a"} link in`;
  if (lastIssues === 1) return `have ${kind === "opened" && isNot ? "not " : ""}${verb} the last issue${of}`;
  if (lastIssues !== null) {
    const which = kind === "opened" ? (isNot ? "none of" : "one of") : isNot ? "any of" : "one of";
    return `have ${verb} ${which} the last ${lastIssues} issues${of}`;
  }
  return `have ${verb} ${!isNot ? "an" : kind === "opened" ? "no" : "any"} issue${of}${when}`;
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
