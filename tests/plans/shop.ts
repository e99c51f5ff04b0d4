import Stripe from "stripe";
import { afterAll, beforeAll } from "vitest";
import { type Rehearsal, startRehearsal } from "@/lib/server/rehearsal/rehearsal.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

export const secret = "whsec_the_one_in_use";
export const olderSecret = "whsec_the_one_before";
export const dayMs = 86_400_000;

export type RungEvent = { id: string; type: string; created: number; data: { object: { [field: string]: unknown } } };
type Ringing = { at?: Date; secret?: string; body?: string; signature?: string };

/** A house that sells, with a Stripe of its own on a real socket whose events wait in `held` until a test rings for them. */
export function shop() {
  const settings: Record<string, string> = {};
  let rehearsal: Rehearsal;
  let stripe: Stripe;
  beforeAll(async () => {
    rehearsal = await startRehearsal({
      now: () => now(),
      doorbell: { url: "http://127.0.0.1:9/", secret },
    });
    rehearsal.ring.isHolding = true;
    const { hostname, port } = new URL(rehearsal.url);
    stripe = new Stripe(rehearsal.apiKey, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });
    Object.assign(settings, {
      STRIPE_SECRET_KEY: rehearsal.apiKey,
      STRIPE_WEBHOOK_SECRET: `${secret} ${olderSecret}`,
      STRIPE_API_URL: rehearsal.url,
    });
  });
  const house = testHouse(settings);
  afterAll(() => rehearsal.stop());
  const now = () => house.house?.now() ?? noon;

  const shop = {
    house,
    get rehearsal() {
      return rehearsal;
    },
    get stripe() {
      return stripe;
    },
    /** What Stripe would have rung for since the last time this was asked. */
    events: () => rehearsal.ring.held.splice(0) as unknown as RungEvent[],

    /** Rings for one event, as Stripe signs it. */
    async ring(event: unknown, { at = now(), secret: by = secret, body, signature }: Ringing = {}) {
      const payload = body ?? JSON.stringify(event);
      const timestamp = Math.floor(at.getTime() / 1000);
      const header = signature ?? stripe.webhooks.generateTestHeaderString({ payload, secret: by, timestamp });
      return ask("POST", "/api/webhooks/stripe", {
        raw: payload,
        headers: { "content-type": "application/json", "stripe-signature": header },
        from: ownNetwork(),
      });
    },
    async ringAll() {
      for (const event of shop.events()) await shop.ring(event);
      await house.runJobs();
    },

    call: (person: Person, method: string, path: string, body?: unknown) =>
      ask(method, `/api/v1/${path}`, {
        cookie: person.cookie,
        from: ownNetwork(),
        ...(body === undefined ? {} : { body }),
      }),
    /** A plan on the page, at Stripe. */
    async plan(by: Person, more: object = {}) {
      const draft = { name: "Digital", currency: "EUR", month: "9.00", year: "90", ...more };
      const made = await shop.call(by, "POST", "desk/plans", draft);
      if (made.status !== 201) throw new Error(await made.text());
      await house.runJobs();
      const { id } = (await made.json()) as { id: string };
      const prices = await house.house.db.planPrice.findMany({ where: { planId: id }, orderBy: { amount: "asc" } });
      const [month, year] = prices.map((price) => price.id);
      return { id, month: month ?? "", year: year ?? "" };
    },
    async choose(person: Person, priceId: string) {
      const answer = await shop.call(person, "POST", "me/checkouts", { priceId });
      if (answer.status !== 201) throw new Error(await answer.text());
      return (await answer.json()) as { id: string; url: string };
    },
    /** Presses Pay at the hosted page. */
    pay: (url: string, form: Record<string, string> = {}) =>
      fetch(url, {
        method: "POST",
        body: new URLSearchParams({ email: "reader@reader.test", card: "pays", ...form }),
        redirect: "manual",
      }),
    /** Buys, and is known to have bought. */
    async buys(person: Person, priceId: string, form: Record<string, string> = {}) {
      const { id, url } = await shop.choose(person, priceId);
      await shop.pay(url, form);
      await shop.look(person, id);
      shop.events();
      return id;
    },
    look: async (person: Person, id: string) => (await shop.call(person, "GET", `me/checkouts/${id}`)).json(),
    may: async (person: Person) => (await shop.call(person, "GET", "me/entitlements")).json(),
    held: (person: Person) =>
      house.house.db.membership.findMany({ where: { memberId: person.actor.id }, orderBy: { startsAt: "asc" } }),
    /** Lets days pass for the house and for Stripe. */
    async pass(days: number) {
      house.later(days * dayMs);
      rehearsal.settle();
      // Nobody is signed out by it.
      await house.house.sql`update sessions set expires_at = ${new Date(now().getTime() + dayMs)}`;
    },
  };
  return shop;
}
