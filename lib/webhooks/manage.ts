import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { mayReachHost } from "../fetch-guard.ts";
import { enqueue } from "../jobs.ts";
import { sendDue } from "./jobs.ts";
import type { EndpointBody, endpointActs } from "./schema.ts";
import { newSecret } from "./sign.ts";

const mostEndpoints = 20;
/** While receivers change over, the old secret signs as well. */
const rollingHours = 24;

type Act = (typeof endpointActs)[number];

/** Tells another server from now on. Answers its id. */
export async function makeEndpoint(ctx: Ctx<Member>, body: EndpointBody): Promise<string> {
  assertReachable(ctx, body.address);
  return ctx.db.$transaction(async (tx) => {
    if ((await tx.webhookEndpoint.count()) >= mostEndpoints)
      throw new Refusal("invalid_input", `At most ${mostEndpoints} webhooks can be kept. Remove one first.`);
    const { id } = await tx.webhookEndpoint.create({
      data: { ...body, secret: ctx.tokens.seal("webhook-secret", newSecret()), createdAt: ctx.now() },
    });
    await record(tx, ctx, "webhook.made", { kind: "webhook", id }, { after: body });
    return id;
  });
}

export async function changeEndpoint(ctx: Ctx<Member>, id: string, body: EndpointBody) {
  assertReachable(ctx, body.address);
  await ctx.db.$transaction(async (tx) => {
    const { address, description, events } = await lock(tx, id);
    await tx.webhookEndpoint.update({ where: { id }, data: body });
    await record(
      tx,
      ctx,
      "webhook.changed",
      { kind: "webhook", id },
      { before: { address, description, events }, after: body },
    );
  });
}

/** Pauses, resumes, gives it another secret, sends it a test, or removes it with its log. */
export async function actOnEndpoint(ctx: Ctx<Member>, id: string, act: Act) {
  await ctx.db.$transaction(async (tx) => {
    const { address, secret } = await lock(tx, id);
    await acts[act](tx, ctx, id, secret);
    await record(tx, ctx, `webhook.${past[act]}`, { kind: "webhook", id }, { after: { address } });
  });
}

const past = { pause: "paused", resume: "resumed", roll: "rolled", test: "tested", remove: "removed" } as const;

const acts: Record<Act, (tx: Tx, ctx: Ctx<Member>, id: string, secret: string) => Promise<unknown>> = {
  pause: (tx, ctx, id) => tx.webhookEndpoint.update({ where: { id }, data: { pausedAt: ctx.now() } }),
  resume: async (tx, _, id) => {
    await tx.webhookEndpoint.update({ where: { id }, data: { pausedAt: null } });
    await enqueue(tx, sendDue, {});
  },
  roll: (tx, ctx, id, secret) =>
    tx.$executeRaw`
      update webhook_endpoints set previous_secret = ${secret}, previous_until = now() + make_interval(hours => ${rollingHours}::int),
             secret = ${ctx.tokens.seal("webhook-secret", newSecret())} where id = ${id}::uuid`,
  test: async (tx, ctx, id) => {
    await tx.$executeRaw`
      with event as (
        insert into webhook_events (type, at, subject_kind, subject_id, facts)
        values ('webhook.test', ${ctx.now()}::timestamptz, 'webhook', ${id}, '{"note":"Sent from the desk, to see whether it arrives."}') returning id)
      insert into webhook_deliveries (endpoint_id, event_id, next_at)
      select ${id}::uuid, id, date_trunc('milliseconds', now()) from event`;
    await enqueue(tx, sendDue, {});
  },
  remove: (tx, _, id) => tx.webhookEndpoint.delete({ where: { id } }),
};

/** Sends it once more, now, with the same id and the same body: receivers that keep ids take it for what it is. */
export async function replayDelivery(ctx: Ctx<Member>, deliveryId: string) {
  await ctx.db.$transaction(async (tx) => {
    const [delivery] = await tx.$queryRaw<{ endpointId: string; eventId: string }[]>`
      update webhook_deliveries set state = 'waiting', tries = 0, next_at = date_trunc('milliseconds', now()), delivered_at = null
      where id = ${deliveryId}::uuid and (taken_to is null or taken_to <= now())
      returning endpoint_id as "endpointId", event_id as "eventId"`;
    if (!delivery) {
      const isThere = await tx.webhookDelivery.count({ where: { id: deliveryId } });
      if (isThere) throw new Refusal("changed_meanwhile", "It is being sent at this moment. Look again in a minute.");
      throw new Refusal("not_found", "There is no such delivery. Its log may be older than thirty days.");
    }
    await enqueue(tx, sendDue, {});
    await record(
      tx,
      ctx,
      "webhook.replayed",
      { kind: "webhook", id: delivery.endpointId },
      { after: { eventId: delivery.eventId } },
    );
  });
}

async function lock(tx: Tx, id: string) {
  const [row] = await tx.$queryRaw<{ address: string; description: string; events: string[]; secret: string }[]>`
    select address, description, events, secret from webhook_endpoints where id = ${id}::uuid for update`;
  if (!row) throw new Refusal("not_found", "There is no such webhook.");
  return row;
}

/** An address that is written as a number is judged at once; a name is judged by what it leads to, at each try. */
function assertReachable(ctx: Ctx, address: string) {
  const url = new URL(address);
  if (!mayReachHost(url.hostname, ctx.env.webhookNetworks))
    throw new Refusal(
      "address_unreachable",
      `${url.hostname} is not on the public internet. An operator can let webhooks into a network of your own by WEBHOOK_NETWORKS.`,
    );
}
