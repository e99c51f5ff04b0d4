/** Why a reader reports a comment, in the order of the list, and the parts of the guidelines that each reason cites. */
export const reportReasons = [
  { reason: "abusive", label: "It is abusive or personal", parts: ["not-abusive", "not-personal"] },
  { reason: "personal_data", label: "It gives away private things", parts: ["privacy"] },
  { reason: "spam", label: "It is spam or advertising", parts: ["links"] },
  { reason: "off_topic", label: "It is off the subject, or false", parts: ["on-topic"] },
  { reason: "other", label: "Something else", parts: [] },
] as const;

export type ReportReason = (typeof reportReasons)[number]["reason"];

export const mostNoteCharacters = 500;
