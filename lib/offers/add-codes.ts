import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { codesIn, mostPasted, type NotTaken } from "./codes.ts";
import { offerById } from "./reads.ts";

type Added = { added: number; known: number; notTaken: NotTaken[] };

/** Puts more codes to an offer. What it has already is counted, and what is no code is named. */
export async function addCodes(ctx: Ctx<Member>, offerId: string, text: string): Promise<Added> {
  const offer = await offerById(ctx, offerId);
  if (offer.kind !== "codes")
    throw new Refusal("invalid_input", "codes: This offer has no list of codes. Make another one that has.");
  return ctx.db.$transaction(async (tx) => {
    const done = await keepCodes(tx, ctx, offerId, text);
    if (done.added > 0)
      await record(tx, ctx, "offer.codes-added", { kind: "offer", id: offerId }, { after: { added: done.added } });
    return done;
  });
}

/** @throws Refusal invalid_input when there is no code in it */
export async function keepCodes(tx: Tx, ctx: Ctx, offerId: string, text: string): Promise<Added> {
  const { codes, notTaken } = codesIn(text);
  if (codes.length > mostPasted)
    throw new Refusal(
      "invalid_input",
      `codes: That are ${codes.length.toLocaleString("en")} codes. Paste at most 50,000 at once.`,
    );
  if (codes.length === 0) {
    const [first] = notTaken;
    throw new Refusal(
      "invalid_input",
      `codes: There is no code in it. ${first ? `Line ${first.line}: ${first.reason}` : ""}`.trim(),
    );
  }
  const added = await tx.$executeRaw`
    insert into offer_codes (id, offer_id, code, nth, created_at)
    select gen_random_uuid(), ${offerId}::uuid, code, nth, ${ctx.now()}
    from unnest(${codes}::text[]) with ordinality as a (code, nth) on conflict (offer_id, code) do nothing`;
  return { added, known: codes.length - added, notTaken };
}
