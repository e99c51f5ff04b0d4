/** What a row says of its reader. Only who is confirmed is ever written to; whatever is not understood is none of these. */
export type Said = "confirmed" | "left" | "bounced" | "pending";

/** The column that decided, and what stands there, where it is not understood; how to put it, where that is no word for a status. */
export type Unclear = { column: string; value: string; fix?: string };

export const statusNames = ["status", "state", "subscription status", "global status", "list status"];

const words: Record<Said, string[]> = {
  confirmed: ["subscribed", "confirmed", "active", "enabled"],
  left: [
    "unsubscribed",
    "disabled",
    "blocklisted",
    "blacklisted",
    "opted out",
    "complained",
    "spam",
    "deleted",
    "withdrawn",
  ],
  bounced: ["cleaned", "bounced", "hard bounced", "invalid"],
  pending: [
    "pending",
    "unconfirmed",
    "not confirmed",
    "inactive",
    "non subscribed",
    "nonsubscribed",
    "transactional",
    "asked",
  ],
};
const saidBy = new Map(Object.entries(words).flatMap(([said, those]) => those.map((word) => [word, said as Said])));

/** What The Newsletter Plugin writes. Elsewhere the same letters may mean anything. */
const letters = new Map<string, Said>([
  ["c", "confirmed"],
  ["u", "left"],
  ["p", "left"],
  ["b", "bounced"],
  ["s", "pending"],
]);

export const saidInWord = (word: string, hasLetters: boolean): Said | undefined =>
  saidBy.get(word) ?? (hasLetters ? letters.get(word) : undefined);

/** Columns beside a status that may say that somebody is not to be written to, and what a yes there says. */
const against: [RegExp, Said][] = [
  [/unsub|opt(ed)? ?out|black ?list|block|disabled|delet|remov|stop|complain|spam/, "left"],
  [/clean|bounc|suppress|invalid/, "bounced"],
  // Who is banned has not left, so nothing is noted of them.
  [/^banned/, "pending"],
];

export const saidAgainst = (name: string): Said | undefined => against.find(([words]) => words.test(name))?.[1];

const isAsked = (name: string) => /^(is )?(subscribed|confirmed|opt(ed)? ?in|consent)( |$)/.test(name);

/** Whether a column beside the one that decides may say that somebody is not to be written to. */
export const maySayAgainst = (name: string): boolean =>
  saidAgainst(name) !== undefined || isAsked(name) || name.endsWith("status");

/** What such a column says; undefined where it is not understood. An empty one says nothing against anybody. */
export function saidBeside(name: string, value: string): Said | undefined {
  const word = value.toLowerCase();
  const barring = saidAgainst(name);
  if (barring) return { yes: barring, no: "confirmed" as const, "": undefined }[yesOrWhen(word) ?? ""];
  if (isAsked(name)) return word !== "" && noes.includes(word) ? "pending" : "confirmed";
  return word === "" ? "confirmed" : saidInWord(word, false);
}

/** Columns by which a table tells its readers apart in a way that we do not know. When somebody came says nothing of that. */
export const isTelling = (name: string): boolean =>
  name !== "subscribed at" &&
  (saidAgainst(name) !== undefined ||
    /subscri(bed|ption)|opt(ed)? ?in|confirm|consent|permission|verif|activ|enabled|pending|status|do not|^((subscriber|contact|member) )?type$/.test(
      name,
    ));

/** Whether the name of a file says that its readers are not to be written to. */
export const isNamedGone = (file: string): boolean =>
  /unsub|opt(ed)?[ ._-]?out|clean|bounc|black[ ._-]?list|block[ ._-]?list|suppress|complain|delet/i.test(file);

const noes = ["", "false", "no", "n", "0", "null", "none", "-"];

/** A column that says yes or no, or when. Whatever else stands there is not understood. */
function yesOrWhen(word: string): "yes" | "no" | undefined {
  if (noes.includes(word)) return "no";
  return ["true", "yes", "y", "x"].includes(word) || /^\d/.test(word) ? "yes" : undefined;
}
