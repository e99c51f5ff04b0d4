import type { Pool } from "pg";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { gathered } from "../gather.ts";
import { putDownAll, written } from "../jobs.ts";
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
    object: z.object({
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
 * job that goes and looks. Those who ring at the same time are written down together, and answered when that is committed. Answers whether it was new.
 */
export async function takeEvent(ctx: Ctx, body: string, signature: string | null): Promise<boolean> {
  const { id, type, created, ...rung } = eventIn(ctx, body, signature);
  const about = aboutWhat({ type, ...rung });
  return keepIn(ctx.pool)({ id, type, about, createdAt: new Date(created * 1000), receivedAt: ctx.now() });
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

function aboutWhat({ type, data: { object } }: Pick<Event, "type" | "data">): Rung | null {
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

type Bell = { id: string; type: string; about: Rung | null; createdAt: Date; receivedAt: Date };
const keeps = new WeakMap<Pool, (bell: Bell) => Promise<boolean>>();

function keepIn(pool: Pool) {
  // One transaction at a time: the looks of two would wait for each other all the same, and more are put into each.
  const known = keeps.get(pool) ?? gathered((bells: Bell[]) => keepAll(pool, bells), { atOnce: 1 });
  keeps.set(pool, known);
  return known;
}

/**
 * All or none of it: the events that are new, and a look for each thing that they are about. Five events on one customer are one look; one that comes while that look is
 * being made is another. It is one statement, which is sent once and commits itself. In the order of ids, so that no two wait for each other.
 */
const keeping = {
  name: "keep-stripe-events",
  text: `
    with added as (
      insert into stripe_events (id, type, about, created_at, received_at, handled_at)
      select distinct on (id) id, type, about, created_at, received_at, case when about is null then received_at end
      from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
        with ordinality q (id, type, about, created_at, received_at, nth)
      order by id, nth
      on conflict (id) do nothing returning id, about)
    select id, (${putDownAll(`
      select name, body, tries, key from unnest($6::text[], $7::text[], $8::text[], $9::int[], $10::text[]) look (about, name, body, tries, key)
      where look.about in (select about from added)`)}) as looks
    from added`,
};

async function keepAll(pool: Pool, bells: Bell[]): Promise<boolean[]> {
  const column = <Name extends keyof Bell>(name: Name) => bells.map((bell) => bell[name]);
  const abouts = [...new Set(bells.flatMap(({ about }) => about ?? []))];
  const looks = abouts.map(lookAt);
  const { rows } = await pool.query<{ id: string }>({
    ...keeping,
    values: [
      ...[column("id"), column("type"), column("about"), column("createdAt"), column("receivedAt"), abouts],
      ...[looks.map(({ name }) => name), looks.map(({ body }) => body)],
      ...[looks.map(({ maxTries }) => maxTries), looks.map(({ key }) => key)],
    ],
  });
  const added = new Set(rows.map(({ id }) => id));
  // Of one that was rung twice in the same moment, the first is new.
  return bells.map(({ id }) => added.delete(id));
}

function lookAt(about: Rung) {
  const [kind, id = ""] = about.split(/:(.*)/s);
  const key = `look:${about}`;
  if (kind === "customer") return written(convergeCustomer, { customerId: id }, key);
  if (kind === "charge") return written(convergeCharge, { chargeId: id }, key);
  return written(convergeProduct, { productId: id }, key);
}
