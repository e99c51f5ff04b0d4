import { describe, expect, test } from "vitest";
import { outcomeOf } from "@/lib/delivery/answers.ts";
import { refusedAt } from "@/lib/delivery/conversation.ts";
import { classify } from "@/lib/delivery/returns/classify.ts";
import type { Meaning } from "@/lib/mail-meaning.ts";

/** What the engine makes of an answer to a recipient or to a body. */
const inConversation = (text: string, stage: "RCPT TO" | "BODY" = "RCPT TO") =>
  outcomeOf(refusedAt(stage, { code: Number(text.slice(0, 3)), text }, stage === "BODY"));

const texts: [text: string, meaning: Meaning][] = [
  ["550 5.1.1 No such user", "dead"],
  [
    "550-5.1.1 The account that you tried to reach does not exist.\n550 5.1.1 See https://help.test/?p=NoSuchUser",
    "dead",
  ],
  ["550 5.1.10 RESOLVER.ADR.RecipientNotFound", "dead"],
  ["553 5.1.2 Bad destination system", "dead"],
  ["550 5.2.1 The mailbox is disabled", "dead"],
  ["550 #5.1.1 Unknown recipient <jo@reader.test>", "dead"],
  ["550 user unknown", "dead"],
  ["550 <jo@reader.test>: Recipient address rejected: User unknown in virtual alias table", "dead"],
  ["550 5.0.0 Mailbox not found", "dead"],
  ["551 This account has been closed", "dead"],
  ["554 delivery error: dd This user doesn't have a reader.test account", "dead"],
  ["550 5.2.1 The user you are trying to contact gets mail at a rate that prevents more", "policy"],
  ["550 5.1.1 Mailbox quota exceeded", "full"],
  ["552 5.2.2 Mailbox full", "full"],
  ["552 Requested mail action aborted: exceeded storage allocation", "full"],
  ["550 Account inactive", "full"],
  ["550 5.7.1 User unknown, or blocked by policy", "policy"],
  ["550 5.7.0 user unknown", "policy"],
  ["550 5.7.1 Client host [10.5.1.1] is blocked", "policy"],
  ["550 Client host [10.5.1.1] is listed on a DNSBL", "policy"],
  ["554 5.7.1 Message rejected as spam", "policy"],
  ["554 rejected: this message looks like spam", "policy"],
  ["550 5.7.26 DMARC: the sender is not authenticated", "policy"],
  ["554 5.6.0 The form of this mail cannot be read", "content"],
  ["554 A virus was found", "content"],
  ["552 5.2.3 The message is too large for this mailbox", "content"],
  ["552 5.3.4 Message size exceeds a fixed limit", "too_large"],
  ["535 5.7.8 Authentication failed", "ours"],
  ["530 Sign in first", "ours"],
  ["550 5.7.8 The sender's credentials are not good", "ours"],
  ["550 5.4.4 No host of that name", "refused"],
  ["550 Mailbox temporarily not there, try again: user unknown", "refused"],
  ["554 Transaction failed", "refused"],
  ["550 no", "refused"],
  ["450 4.2.0 Greylisted, come back", "greylisted"],
  ["451 4.7.1 Greylisting in action", "greylisted"],
  ["450 5.1.1 No such user", "temporary"],
  ["450 user unknown, for now", "temporary"],
  ["452 4.2.2 Mailbox full", "temporary"],
  ["421 4.3.2 Closing", "temporary"],
];

describe("one text means one thing, in the conversation and in a bounce that comes later", () => {
  test.each(texts)("%s: %s", (text, meaning) => {
    const outcome = inConversation(text);
    const bounce = classify({ action: "failed", words: `smtp; ${text}` });
    expect(bounce?.meaning).toBe(meaning);
    expect(bounce?.isDead).toBe(meaning === "dead");
    const kinds = { too_large: "halt", ours: "halt", temporary: "later", greylisted: "later" };
    const kind = meaning in kinds ? kinds[meaning as keyof typeof kinds] : "bounced";
    expect(outcome).toMatchObject(kind === "bounced" ? { kind, meaning } : { kind });
    expect(inConversation(text, "BODY")).toEqual(outcome);
    // A report whose code stands in a field of its own says no less.
    const status = /\d\.\d\.\d+/.exec(text.slice(3))?.[0];
    if (status) expect(classify({ action: "failed", status, words: text })?.meaning).toBe(meaning);
    if (kind === "later") expect(classify({ words: text })?.kind).toBe("delayed");
  });
});

test.each(["CONN", "EHLO", "AUTH PLAIN", "MAIL FROM"])("at %s no recipient is blamed, whatever is said", (command) => {
  for (const text of ["550 5.1.1 No such user", "550 user unknown", "554 5.7.1 Blocked"]) {
    const refusal = refusedAt("RCPT TO", { code: Number(text.slice(0, 3)), text }, false);
    Object.assign(refusal.cause, { command });
    expect(outcomeOf(refusal)).toMatchObject({ kind: "halt", isTooLarge: false });
  }
});

test("what never got an answer is tried again, and is uncertain once the body was spoken", () => {
  const silent = refusedAt("BODY", { code: 0, text: "closed" }, true);
  Object.assign(silent.cause, { responseCode: undefined, response: undefined, code: "EMESSAGE" });
  expect(outcomeOf(silent)).toMatchObject({ kind: "uncertain" });
  Object.assign(silent, { wasSpoken: false });
  expect(outcomeOf(silent)).toMatchObject({ kind: "halt", isTooLarge: true });
});
