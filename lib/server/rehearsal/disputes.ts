import { z } from "zod";
import type { Books, Thing } from "./books.ts";
import { change } from "./change.ts";
import { expand, metadata, paging, whole, yesNo } from "./form.ts";
import { daySeconds } from "./periods.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

/** Until when a bank waits for an answer. */
const answerDays = 9;
const closed = ["won", "lost"];

/** Payments that somebody's bank asks back. A shop opens none: the bank does, as on the first page here. */
export const disputes = [
  route("GET", "disputes/:id", z.strictObject({ expand }), (books, _, id) => books.get("disputes", id)),
  route(
    "GET",
    "disputes",
    z.strictObject({
      ...paging,
      charge: z.string().optional(),
      payment_intent: z.string().optional(),
      created: z.strictObject({ gte: whole }).optional(),
    }),
    (books, { charge, payment_intent: intent, created, ...page }) =>
      books.page(
        "disputes",
        page,
        (each) =>
          (!charge || each.charge === charge) &&
          (!intent || each.payment_intent === intent) &&
          each.created >= (created?.gte ?? 0),
      ),
  ),
  // As with Stripe's test keys, the words of the answer say how the bank decides.
  route(
    "POST",
    "disputes/:id",
    z.strictObject({
      evidence: z.strictObject({ uncategorized_text: z.string().max(20_000).optional() }).optional(),
      submit: yesNo.optional(),
      metadata: metadata.optional(),
      expand,
    }),
    (books, { evidence, submit = true, metadata: marks }, id) => {
      const dispute = open(books, id);
      const words = evidence?.uncategorized_text;
      const details = { ...(dispute.evidence_details as object), has_evidence: words !== undefined };
      change(
        books,
        dispute,
        {
          ...(words !== undefined && { evidence: { uncategorized_text: words }, evidence_details: details }),
          ...(words !== undefined && submit && { status: "under_review" }),
          metadata: marks,
        },
        "charge.dispute.updated",
      );
      if (submit && words === "winning_evidence") decide(books, dispute, "won");
      if (submit && words === "losing_evidence") decide(books, dispute, "lost");
      return dispute;
    },
  ),
  route("POST", "disputes/:id/close", z.strictObject({ expand }), (books, _, id) =>
    decide(books, open(books, id), "lost"),
  ),
];

function open(books: Books, id: string): Thing {
  const dispute = books.get("disputes", id);
  if (closed.includes(String(dispute.status)))
    throw new Refused(400, `This dispute is already closed (${dispute.status}).`);
  return dispute;
}

/** A bank asks back what is left of a charge; the money is gone until it is decided. */
export function dispute(books: Books, charge: Thing): Thing {
  const amount = Number(charge.amount) - Number(charge.amount_refunded);
  if (charge.disputed || amount === 0)
    throw new Refused(400, "This charge was disputed or paid back already, so there is nothing to ask back.");
  const made = books.make("disputes", {
    amount,
    balance_transactions: [],
    charge: charge.id,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { uncategorized_text: null },
    evidence_details: {
      due_by: books.seconds + answerDays * daySeconds,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: "fraudulent",
    status: "needs_response",
  });
  charge.disputed = true;
  books.tell("charge.dispute.created", made);
  books.tell("charge.dispute.funds_withdrawn", made);
  return made;
}

function decide(books: Books, dispute: Thing, status: "won" | "lost"): Thing {
  dispute.status = status;
  books.tell("charge.dispute.closed", dispute);
  if (status === "won") books.tell("charge.dispute.funds_reinstated", dispute);
  return dispute;
}
