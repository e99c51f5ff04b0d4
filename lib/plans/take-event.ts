import { z } from "zod";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { storable } from "../json.ts";
import { signedEvent } from "../stripe.ts";
import type { Rung } from "./fence.ts";
import { convergeCharge, convergeCustomer, convergeProduct } from "./jobs.ts";

const named = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const event = z.object({
  id: z.string().min(1).max(255).transform(storable),
  type: z.string().max(255).transform(storable),
  created: z.int(),
  livemode: z.boolean(),
  data: z.object({
    object: z.looseObject({
      id: z.string().max(255).optional(),
      object: z.string(),
      customer: named.nullish().catch(null),
      product: named.nullish().catch(null),
      charge: named.nullish().catch(null),
    }),
  }),
});
type Event = z.output<typeof event>;

/**
 * Somebody rang. Who rings is proven by the signature over the very bytes; what they say is not believed, only what it is about is kept, once for each event, with the
 * job that goes and looks. Answers whether it was new.
 */
export async function takeEvent(ctx: Ctx, body: string, signature: string | null): Promise<boolean> {
  const rung = eventIn(ctx, body, signature);
  const about = aboutWhat(rung);
  return ctx.db.$transaction(async (tx) => {
    const added = await tx.$executeRaw`
      insert into stripe_events (id, type, about, created_at, received_at, handled_at)
      values (${rung.id}, ${rung.type}, ${about}, ${new Date(rung.created * 1000)}, ${ctx.now()}, ${about ? null : ctx.now()}::timestamptz)
      on conflict (id) do nothing`;
    if (added === 0) return false;
    const [kind, id = ""] = about?.split(/:(.*)/s) ?? [];
    // Five events on one customer are one look; one that comes while that look is being made is another.
    if (kind === "customer") await enqueue(tx, convergeCustomer, { customerId: id }, { key: `look:${about}` });
    if (kind === "charge") await enqueue(tx, convergeCharge, { chargeId: id }, { key: `look:${about}` });
    if (kind === "product") await enqueue(tx, convergeProduct, { productId: id }, { key: `look:${about}` });
    return true;
  });
}

function eventIn(ctx: Ctx, body: string, signature: string | null): Event {
  const { payments } = ctx.env;
  if (!payments) throw new Refusal("not_found", "Nothing is sold here, so nobody need ring.");
  let signed: unknown;
  try {
    signed = signedEvent(ctx, body, signature ?? "", payments.webhookSecrets);
  } catch {
    throw new Refusal(
      "malformed",
      "The signature is not of Stripe, or not of just now. Check STRIPE_WEBHOOK_SECRET, and the clock of this machine.",
    );
  }
  const parsed = event.safeParse(signed);
  if (!parsed.success) throw new Refusal("malformed", "This is no event of Stripe.");
  if (parsed.data.livemode !== (payments.mode === "live"))
    throw new Refusal("malformed", "Test and live are never mixed: this event is of the other mode than the key.");
  return parsed.data;
}

function aboutWhat({ type, data: { object } }: Event): Rung | null {
  if (object.object === "customer") return object.id ? `customer:${object.id}` : null;
  // These name a payment, and no customer.
  if (object.object === "dispute" || object.object === "refund")
    return object.charge ? `charge:${object.charge}` : null;
  if (/^(customer\.|invoice\.|checkout\.session\.|charge\.)/.test(type))
    return object.customer ? `customer:${object.customer}` : null;
  if (object.object === "product") return object.id ? `product:${object.id}` : null;
  if (object.object === "price") return object.product ? `product:${object.product}` : null;
  return null;
}
