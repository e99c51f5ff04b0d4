import { randomInt } from "node:crypto";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import type { OfferCode } from "../generated/prisma/client.ts";
import { customerOf } from "../plans/customer.ts";
import { couponIdOf, promotionCodeFor } from "./coupon.ts";
import { assertMayHave } from "./may-have.ts";
import { type OfferOfPlan, offerById } from "./reads.ts";
import { type Way, wayOf } from "./telling.ts";

type Given = { offer: OfferOfPlan; code: OfferCode };

/**
 * Gives a member their code of an offer: one, however often and from however many tabs it is asked for. A pasted code goes to one member; of a cap, the last is given
 * once. Where it is taken off at Stripe the code is one of Stripe's when this is done; when Stripe does not answer, the next press goes on with the same code.
 * @throws Refusal none_left, changed_meanwhile, has_plan
 */
export async function giveCode(ctx: Ctx<Member>, offerId: string, ref?: string | null): Promise<Given> {
  const offer = await offerById(ctx, offerId);
  if (offer.kind === "link") throw new Refusal("not_found", "This offer has no codes of one's own.");
  const mine = { offerId_memberId: { offerId, memberId: ctx.actor.id } };
  const known = await ctx.db.offerCode.findUnique({ where: mine });
  await assertMayHave(ctx, offer, known !== null);
  const code = known ?? (await give(ctx, offer, wayOf(ctx, offerId, ref)));
  if (couponIdOf(offer) === null) return { offer, code };
  const stripeId = await promotionCodeFor(ctx, offer, code, await customerOf(ctx));
  return { offer, code: { ...code, stripeId } };
}

/** The same of an offer that the caller has judged: its row alone, nothing at Stripe. */
export const give = (ctx: Ctx<Member>, offer: OfferOfPlan, way: Way): Promise<OfferCode> =>
  ctx.db.$transaction((tx) => giveIn(tx, ctx, offer, way));

export async function giveIn(tx: Tx, ctx: Ctx<Member>, offer: OfferOfPlan, way: Way): Promise<OfferCode> {
  const [offerId, memberId] = [offer.id, ctx.actor.id];
  // Two presses of one member wait for each other; and under a cap, everybody's.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${offerId} ${memberId}`}, 26))`;
  const known = await tx.offerCode.findUnique({ where: { offerId_memberId: { offerId, memberId } } });
  if (known) return known;
  if (offer.mostCodes !== null) await assertBelow(tx, offerId, offer.mostCodes);
  const id = offer.kind === "codes" ? await takePasted(tx, ctx, offerId, way) : await makeOwn(tx, ctx, offerId, way);
  if (!id) throw noneLeft();
  await record(tx, ctx, "offer.code-given", { kind: "offer", id: offerId }, { after: { codeId: id, way } });
  return tx.offerCode.findUniqueOrThrow({ where: { id } });
}

const noneLeft = () =>
  new Refusal("none_left", "All codes of this offer are given. Nothing was taken from you; look in again later.");

async function assertBelow(tx: Tx, offerId: string, most: number) {
  await tx.$executeRaw`select 1 from offers where id = ${offerId}::uuid for update`;
  if ((await tx.offerCode.count({ where: { offerId, givenAt: { not: null } } })) >= most) throw noneLeft();
}

async function takePasted(tx: Tx, ctx: Ctx<Member>, offerId: string, way: Way): Promise<string | undefined> {
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    with free as materialized (
      select id from offer_codes where offer_id = ${offerId}::uuid and given_at is null order by created_at, nth limit 1 for update skip locked)
    update offer_codes c set member_id = ${ctx.actor.id}::uuid, given_at = ${ctx.now()}, telling = ${way}
    from free where c.id = free.id returning c.id`;
  return taken?.id;
}

async function makeOwn(tx: Tx, ctx: Ctx<Member>, offerId: string, way: Way): Promise<string> {
  const at = ctx.now();
  const data = { offerId, code: newCode(), memberId: ctx.actor.id, givenAt: at, telling: way, createdAt: at };
  return (await tx.offerCode.create({ data })).id;
}

/** Letters and digits that nobody mistakes for one another; 50 bits. */
function newCode(): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const some = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
  return `${some()}-${some()}`;
}
