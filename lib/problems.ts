import type { Contract, Reply } from "./contract.ts";
import { isDatabaseAway } from "./db.ts";
import { type ErrorCode, Refusal } from "./errors.ts";
import { json, seeOther } from "./replies.ts";

const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  invalid_input: 422,
  too_large: 413,
  unsupported_media_type: 415,
  wrong_origin: 403,
  sign_in_needed: 401,
  not_allowed: 403,
  proof_needed: 403,
  not_found: 404,
  rate_limited: 429,
  work_needed: 428,
  link_expired: 410,
  link_spent: 410,
  code_wrong: 422,
  code_other_browser: 422,
  comment_breaks_rules: 422,
  comments_closed: 409,
  may_not_comment: 403,
  already_decided: 409,
  changed_meanwhile: 409,
  too_late: 409,
  already_sent: 409,
  approval_missing: 409,
  nobody_to_send_to: 409,
  settings_missing: 409,
  address_suppressed: 409,
  address_taken: 409,
  has_roles: 409,
  has_plan: 409,
  none_left: 409,
  passkey_refused: 422,
  not_linked: 409,
  not_a_feed: 422,
  address_unreachable: 422,
  unavailable: 503,
  internal: 500,
};

/** A problem as outsiders read it (RFC 9457). */
function problemOf(refusal: Refusal, requestId: string) {
  return {
    type: `https://masthead.example/problems/${refusal.code.replaceAll("_", "-")}`,
    title: refusal.message,
    status: statusOf[refusal.code],
    code: refusal.code,
    requestId,
    ...refusal.details,
  };
}

/** A refusal as it is answered: to a form with a page, to all others with a problem. */
export function refuse(
  contract: Contract,
  refusal: Refusal,
  requestId: string,
  isPage: boolean,
  body: Record<string, unknown>,
  params: Record<string, string>,
): Reply {
  if (isPage && contract.form)
    return seeOther(contract.form.refused?.(refusal, body, params) ?? `/problem?code=${refusal.code}`);
  const wait = refusal.details.retryAfterSeconds ?? (refusal.code === "unavailable" ? 5 : undefined);
  return json(statusOf[refusal.code], problemOf(refusal, requestId), {
    "content-type": "application/problem+json",
    ...(wait ? { "retry-after": String(wait) } : {}),
  });
}

/** What is thrown that is no refusal is one of ours: the database is away, or something went wrong here. */
export function asRefusal(problem: unknown): Refusal {
  if (problem instanceof Refusal) return problem;
  if (isDatabaseAway(problem))
    return new Refusal(
      "unavailable",
      "This is not available for a moment. Nothing was lost; try again shortly.",
      {},
      { cause: problem },
    );
  return new Refusal(
    "internal",
    "Something went wrong on our side. Nothing was changed; try again, and tell us the request id if it stays.",
    {},
    { cause: problem },
  );
}
