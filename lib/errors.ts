/**
 * Every way in which Masthead says no, as a closed list. Rooms throw a Refusal and know nothing of HTTP; lib/problem-codes.ts
 * says of each its status and what it means. The message is read by people outside: it names the thing, the reason and the way out.
 */
export const errorCodes = [
  "malformed",
  "invalid_input",
  "too_large",
  "unsupported_media_type",
  "wrong_origin",
  "sign_in_needed",
  "not_allowed",
  "proof_needed",
  "not_found",
  "rate_limited",
  "work_needed",
  "link_expired",
  "link_spent",
  "code_wrong",
  "code_other_browser",
  "comment_breaks_rules",
  "comments_closed",
  "may_not_comment",
  "already_decided",
  "changed_meanwhile",
  "too_late",
  "already_sent",
  "approval_missing",
  "nobody_to_send_to",
  "settings_missing",
  "address_suppressed",
  "address_taken",
  "has_roles",
  "has_plan",
  "none_left",
  "passkey_refused",
  "not_linked",
  "not_a_feed",
  "address_unreachable",
  "unavailable",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export class Refusal extends Error {
  override readonly name = "Refusal";

  /**
   * @param code what kind of no
   * @param message a public sentence that says what is wrong and how to go on
   * @param details public facts beside the sentence (findings, fields, seconds to wait)
   * @param options.cause what happened inside; logged, never shown
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What a caller may not see answers exactly like what does not exist. */
export const notFound = (thing = "page") =>
  new Refusal("not_found", `There is no such ${thing}, or it is not yours to see.`);
