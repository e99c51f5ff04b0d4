/** What the desk calls the programs that lists come from. */
export const presetWords = {
  mailchimp: "Mailchimp",
  substack: "Substack",
  ghost: "Ghost",
  listmonk: "listmonk",
  wordpress: "WordPress (MailPoet, The Newsletter Plugin)",
} as const;

export type Counts = Record<
  | "added"
  | "noted"
  | "known"
  | "left"
  | "unsubscribed"
  | "bounced"
  | "pending"
  | "suppressed"
  | "banned"
  | "repeated"
  | "bad",
  number
>;

/** What became of a row, in the order in which an editor asks. */
export const fateWords: [keyof Counts, string, string][] = [
  ["added", "New readers", "They get the next issue."],
  ["known", "Have it already", "Nothing changes for them."],
  ["left", "Left here before", "They stay away."],
  ["unsubscribed", "Unsubscribed elsewhere", "They are not brought back."],
  ["noted", "Unsubscribed elsewhere, and noted", "No later list brings them in."],
  ["pending", "Never confirmed elsewhere", "Nobody is written to who has not said yes."],
  ["bounced", "Mail came back elsewhere", "Left out."],
  ["suppressed", "Mail does not reach them", "Suppressed here, and left out."],
  ["banned", "Banned here", "Left out."],
  ["repeated", "The same address again", "Counted once."],
  ["bad", "Could not be read", "The table says what to put right."],
];

export const stateWords = {
  arriving: "Its file is not whole",
  looking: "Being gone through",
  looked: "Gone through, and waits for you",
  taking: "Being taken in",
  stopped: "Stopped",
  taken: "Taken in",
  refused: "Could not be read",
} as const;
