/** How often a member is mailed about replies to their comments. */
export const replyRhythms = ["at_once", "hourly", "daily", "never"] as const;
export type ReplyRhythm = (typeof replyRhythms)[number];

/** What a member is asked, and what they can answer. Together they are the sentence that is kept as what they agreed to. */
export const replyQuestion = "Mail me when somebody answers a comment of mine";
export const replyAnswers: Record<ReplyRhythm, string> = {
  at_once: "at once",
  hourly: "once an hour",
  daily: "once a day, at eight in the morning",
  never: "never",
};
/** An answer that stands by itself. */
export const replyLabel = (rhythm: ReplyRhythm) => replyAnswers[rhythm].replace(/^./, (letter) => letter.toUpperCase());
export const replyWording = (rhythm: ReplyRhythm) => ({
  text: `${replyQuestion}: ${replyAnswers[rhythm]}.`,
  version: 1,
});
