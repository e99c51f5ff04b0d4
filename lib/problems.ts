import type { Contract, Reply } from "./contract.ts";
import { isDatabaseAway } from "./db.ts";
import { Refusal } from "./errors.ts";
import { namedInWords } from "./input-words.ts";
import { problemCodes, problemPage } from "./problem-codes.ts";
import { json, seeOther } from "./replies.ts";

/** A problem as outsiders read it (RFC 9457). */
function problemOf(refusal: Refusal, requestId: string, appUrl: string) {
  return {
    type: problemPage(appUrl, refusal.code),
    title: refusal.message,
    status: problemCodes[refusal.code].status,
    code: refusal.code,
    requestId,
    ...refusal.details,
  };
}

/** A refusal as it is answered: to a form with a page, to all others with a problem. */
export function refuse(
  contract: Contract,
  refusal: Refusal,
  { requestId, appUrl }: { requestId: string; appUrl: string },
  isPage: boolean,
  body: Record<string, unknown>,
  params: Record<string, string>,
): Reply {
  if (isPage && contract.form)
    return seeOther(contract.form.refused?.(refusal, body, params) ?? `/problem?code=${refusal.code}`);
  const wait = refusal.details.retryAfterSeconds ?? (refusal.code === "unavailable" ? 5 : undefined);
  return json(problemCodes[refusal.code].status, problemOf(refusal, requestId, appUrl), {
    "content-type": "application/problem+json",
    ...(wait ? { "retry-after": String(wait) } : {}),
  });
}

/** What is thrown that is no refusal is one of ours: the database is away, or something went wrong here. */
export function asRefusal(problem: unknown): Refusal {
  if (problem instanceof Refusal) {
    const words = namedInWords(problem.message);
    return problem.code !== "invalid_input" || words === problem.message
      ? problem
      : new Refusal(problem.code, words, problem.details, { cause: problem.cause });
  }
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
