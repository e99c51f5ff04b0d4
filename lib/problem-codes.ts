import type { ErrorCode } from "./errors.ts";

export type ProblemCode = {
  /** Of HTTP. */
  status: number;
  /** What is the matter, for who writes a program. */
  means: string;
  /** What the program had best do. */
  wayOut: string;
};

/** Every code of a problem. The page /developers/problems is made from it, and each problem's `type` leads there. */
export const problemCodes: Record<ErrorCode, ProblemCode> = {
  malformed: {
    status: 400,
    means: "What was sent cannot be read: it is no JSON, or not what this address takes.",
    wayOut: "Mend the request. Sending the same again gives the same.",
  },
  invalid_input: {
    status: 422,
    means: "It can be read, and something in it is not as it must be. `fields` names each field with what is wrong.",
    wayOut: "Show each sentence beside its field. Sending the same again gives the same.",
  },
  too_large: {
    status: 413,
    means: "The body is longer than this address takes. Nothing of it was stored.",
    wayOut: "Send less, or in parts.",
  },
  unsupported_media_type: {
    status: 415,
    means: "The body is of a kind that this address does not take.",
    wayOut: "Send it as the operation says, mostly as `application/json`.",
  },
  wrong_origin: {
    status: 403,
    means: "A browser sent it from a page of another site, so it may not change anything here.",
    wayOut: "List the page's origin at the desk, under Embeds, or ask by a key from a server.",
  },
  sign_in_needed: {
    status: 401,
    means: "Nobody is signed in, or the key is not known or was taken back.",
    wayOut: "Have the reader sign in, or use another key.",
  },
  not_allowed: {
    status: 403,
    means: "Who asks is known, and may not do this: a role or a key does not include it.",
    wayOut: "Ask an administrator for the role, or for a key with this act.",
  },
  proof_needed: {
    status: 403,
    means: "The desk wants a second factor shown on this device; for some acts, within the last quarter of an hour.",
    wayOut: "Have the person show it, and ask again. A key is never asked for it.",
  },
  not_found: {
    status: 404,
    means: "There is no such thing, or it is not this caller's to see. Both are answered alike.",
    wayOut: "Look at the address and at the id in it.",
  },
  rate_limited: {
    status: 429,
    means: "Too many requests in a while. Nothing was changed.",
    wayOut: "Wait as many seconds as `Retry-After` and `retryAfterSeconds` say, and send it again.",
  },
  work_needed: {
    status: 428,
    means:
      "Very many sign-ins are asked for, so the asking browser has to work a second. `challenge` and `bits` say on what.",
    wayOut: "Find the work and send it along, as our own form does, or ask again in an hour.",
  },
  link_expired: {
    status: 410,
    means: "A link or a code is older than it is good for.",
    wayOut: "Have a new one sent.",
  },
  link_spent: {
    status: 410,
    means: "A link or a code was used already, or is of no use any more.",
    wayOut: "Have a new one sent.",
  },
  code_wrong: {
    status: 422,
    means: "The code is not the one that was sent, or that the app shows. Tries are counted.",
    wayOut: "Have it typed again, or a new one sent.",
  },
  code_other_browser: {
    status: 422,
    means: "A code was typed into another browser than the one that asked for it.",
    wayOut: "Have the reader use the link in the mail, or ask for a code in this browser.",
  },
  comment_breaks_rules: {
    status: 422,
    means:
      "A comment breaks house rules; `findings` has each with its words, its reason and the guideline. Nothing was stored.",
    wayOut: "Show the findings. Where `mayInsist` is true, the same with `insists` is stored for a moderator to read.",
  },
  comments_closed: {
    status: 409,
    means: "The story takes no comments, or not any more.",
    wayOut: "Say so; the sentence has since when and why. Keep the reader's words.",
  },
  may_not_comment: {
    status: 403,
    means: "The member is banned from commenting. `ban` has until when, why, and whom to write to.",
    wayOut: "Show it. Keep the reader's words.",
  },
  already_decided: {
    status: 409,
    means: "Somebody else was faster, and what they decided stands.",
    wayOut: "Load it again, and show what stands there now.",
  },
  changed_meanwhile: {
    status: 409,
    means: "What was to be changed is not any more as it was when it was read.",
    wayOut: "Load it again, and let a person choose anew.",
  },
  too_late: {
    status: 409,
    means: "The time for this is over, or it has not come yet.",
    wayOut: "Do what the sentence says. Sending the same again gives the same.",
  },
  already_sent: {
    status: 409,
    means: "An issue or a notice is on its way or has arrived, so it cannot be changed.",
    wayOut: "Pause or cancel its mailing where that is what is wanted.",
  },
  approval_missing: {
    status: 409,
    means: "A second person has to approve before this may be done.",
    wayOut: "Ask a colleague. A key approves nothing.",
  },
  nobody_to_send_to: {
    status: 409,
    means: "Nobody would get the mailing.",
    wayOut: "Look at its audience.",
  },
  settings_missing: {
    status: 409,
    means: "Something is not set up that this needs; the sentence names it.",
    wayOut: "Have an administrator set it. `masthead doctor` checks all settings.",
  },
  address_suppressed: {
    status: 409,
    means: "This mailbox is proven dead, so nothing is mailed to it.",
    wayOut: "Do not try again. It opens when its owner signs in and asks for something by mail.",
  },
  address_taken: {
    status: 409,
    means: "Somebody is a member under this address already.",
    wayOut: "Have the reader sign in with it.",
  },
  has_roles: {
    status: 409,
    means: "A member of the staff cannot erase themselves while they have roles.",
    wayOut: "Have an administrator take the roles away first.",
  },
  has_plan: {
    status: 409,
    means: "The member has a plan already, and this is for who has none, or not this one.",
    wayOut: "Show them the plan that they have.",
  },
  none_left: {
    status: 409,
    means: "All codes, uses or seats are taken. Nothing was charged.",
    wayOut: "Do not try again at once; there may be more later.",
  },
  passkey_refused: {
    status: 422,
    means: "A passkey was not taken.",
    wayOut: "Begin anew, or have the reader sign in by mail.",
  },
  not_linked: {
    status: 409,
    means: "An account elsewhere cannot sign this member in: another one is linked, or its address is not proven.",
    wayOut: "Have the reader sign in by mail, and link it under Devices.",
  },
  not_a_feed: {
    status: 422,
    means: "What stands at the address is no feed. The sentence says what it is, and which address may be meant.",
    wayOut: "Give the address of an RSS, Atom or JSON feed, or of a sitemap.",
  },
  address_unreachable: {
    status: 422,
    means: "An address could not be fetched, or answered with an error, or leads into a private network.",
    wayOut: "Open it in a browser, and mend it at its source.",
  },
  unavailable: {
    status: 503,
    means: "Something that this needs is away for a moment, mostly the database. Nothing was lost.",
    wayOut: "Wait as many seconds as `Retry-After` says, and send it again.",
  },
  internal: {
    status: 500,
    means: "Something went wrong on our side. Nothing was changed.",
    wayOut: "Try again once. If it stays, tell the operator the `requestId`: the log has it.",
  },
};

/** Where a code is explained, on this site. */
export const problemPage = (appUrl: string, code: ErrorCode) => `${appUrl}/developers/problems#${code}`;
