import { z } from "zod";
import { record } from "../audit.ts";
import { contract, moment, pageOf, uuid } from "../contract.ts";
import { Refusal } from "../errors.ts";
import { route } from "../route.ts";
import { deliveryTo, domainShares, whyNot } from "./breakdown.ts";
import { openGate, setDomainRate } from "./pacing.ts";
import { listDeliveries, readMailing } from "./reads.ts";
import { listReturns, lookUpAddress, returnKinds } from "./returns/reads.ts";
import { keyOf } from "./returns/whose.ts";
import { domainStandings, providerStandings } from "./standing.ts";
import { deliveryStates } from "./states.ts";

const gate = z.object({ key: z.string(), until: moment.nullable(), reason: z.string() }).nullable();
const state = z.enum(deliveryStates);
const address = z.object({
  address: z.string().trim().min(3, "Write a whole address, like ada@example.org.").max(254),
});
const oneMailing = z.object({ mailingId: uuid });
const ledgerId = z.string().regex(/^\d{1,18}$/, "This is not the id of a line.");

const noAddress = () =>
  new Refusal("invalid_input", "address: This is no e-mail address. Write it like ada@example.org.");

/** Providers, recipient domains and what came back: how mail as a whole goes out. One mailing is in api.ts. */
export const sendingEndpoints = [
  route(
    contract({
      id: "getSending",
      method: "GET",
      path: "/api/v1/desk/sending",
      summary:
        "The mail providers and the recipient domains as they stand now: limits, what has gone today, what is left alone and why",
      tag: "Desk",
      access: "mailings.read",
      reply: z.object({
        providers: z.array(
          z.object({
            name: z.string(),
            carries: z.enum(["all", "mailings", "prompt"]),
            weight: z.int(),
            connections: z.int(),
            perSecond: z.number().nullable(),
            today: z.int().nullable(),
            isWarmingUp: z.boolean(),
            usedToday: z.int().nullable(),
            largest: z.int().nullable(),
            signs: z.boolean(),
            gate,
          }),
        ),
        domains: z.array(z.object({ domain: z.string(), perSecond: z.number().nullable(), gate })),
      }),
    }),
    async ({ ctx }) => ({ providers: await providerStandings(ctx), domains: await domainStandings(ctx) }),
  ),
  route(
    contract({
      id: "openGate",
      method: "POST",
      path: "/api/v1/desk/sending/open",
      summary: "Write to a provider or a recipient domain again before its time",
      tag: "Desk",
      access: "mailings.run",
      body: z.object({ key: z.string().regex(/^(provider|domain):.{1,253}$/, "Name a gate, like domain:gmail.com.") }),
      reply: z.object({ wasClosed: z.boolean() }),
    }),
    async ({ ctx, body }) => ({ wasClosed: await openGate(ctx, body.key) }),
  ),
  route(
    contract({
      id: "setDomainRate",
      method: "POST",
      path: "/api/v1/desk/sending/rates",
      summary: "How many mails a second go to a recipient domain; null for as many as there are",
      tag: "Desk",
      access: "settings.edit",
      body: z.object({ domain: z.string().trim().toLowerCase().max(253), perSecond: z.number().nullable() }),
      reply: z.object({ domains: z.record(z.string(), z.object({ perSecond: z.number() })) }),
    }),
    async ({ ctx, body }) => ({ domains: await setDomainRate(ctx, body.domain, body.perSecond) }),
  ),
  route(
    contract({
      id: "listReturns",
      method: "GET",
      path: "/api/v1/desk/returns",
      summary: "Bounces, delays and complaints that came back, the newest first",
      tag: "Desk",
      access: "mailings.read",
      query: z.object({ kind: z.enum(returnKinds).optional(), before: ledgerId.optional() }),
      reply: pageOf(
        z.object({
          id: z.string(),
          at: moment,
          source: z.string(),
          kind: z.enum(returnKinds),
          status: z.string().nullable(),
          evidence: z.string().nullable(),
          isDead: z.boolean(),
          mailingId: z.uuid().nullable(),
          subject: z.string().nullable(),
          address: z.string().nullable(),
        }),
      ),
    }),
    async ({ ctx, query }) => {
      const items = await listReturns(ctx, query);
      return { items, next: items.length === 50 ? (items.at(-1)?.id ?? null) : null };
    },
  ),
  route(
    contract({
      id: "lookUpAddress",
      method: "POST",
      path: "/api/v1/desk/addresses/look-up",
      summary:
        "Whether an address may be written to, why not, and what went to it. A POST, so that it stands in no web log; who asked stands in the audit log, with the address as a keyed hash",
      tag: "Desk",
      access: "mailings.read",
      body: address,
      reply: z.object({
        isSuppressed: z.boolean(),
        reason: z.string().nullable(),
        evidence: z.string().nullable(),
        at: moment.nullable(),
        deliveries: z.array(
          z.object({
            mailingId: z.uuid(),
            subject: z.string(),
            state,
            reason: z.string().nullable(),
            at: moment.nullable(),
          }),
        ),
      }),
    }),
    async ({ ctx, body }) => {
      const id = keyOf(ctx, body.address);
      const found = await lookUpAddress(ctx, body.address);
      if (!id || !found) throw noAddress();
      await ctx.db.$transaction((tx) => record(tx, ctx, "address.looked_up", { kind: "address", id }));
      return found;
    },
  ),
  route(
    contract({
      id: "findDelivery",
      method: "POST",
      path: "/api/v1/desk/mailings/{mailingId}/find",
      summary: "What became of one address in a mailing. A POST, so that it stands in no log",
      tag: "Desk",
      access: "mailings.read",
      params: oneMailing,
      body: address,
      reply: z.object({
        address: z.string(),
        state,
        reason: z.string().nullable(),
        answer: z.string().nullable(),
        tries: z.int(),
        nextTryAt: moment.nullable(),
        settledAt: moment.nullable(),
      }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await readMailing(ctx, params.mailingId);
      const key = keyOf(ctx, body.address);
      if (!key) throw noAddress();
      const id = await deliveryTo(ctx, params.mailingId, key);
      const [line] = id ? await listDeliveries(ctx, params.mailingId, { after: String(BigInt(id) - 1n) }) : [];
      const after = { address: key, isAmongThem: line !== undefined && line.id === id };
      await ctx.db.$transaction((tx) =>
        record(tx, ctx, "address.looked_up", { kind: "mailing", id: params.mailingId }, { after }),
      );
      if (!line || line.id !== id)
        throw new Refusal("not_found", "This address is not among the recipients of this mailing.");
      return line;
    },
  ),
  route(
    contract({
      id: "breakDownMailing",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/breakdown",
      summary: "Why some have not got a mailing, the most frequent first, and how each large recipient domain took it",
      tag: "Desk",
      access: "mailings.read",
      params: oneMailing,
      reply: z.object({
        why: z.array(
          z.object({
            state,
            reason: z.string().nullable(),
            code: z.string().nullable(),
            answer: z.string().nullable(),
            count: z.int(),
          }),
        ),
        domains: z.array(
          z.object({
            domain: z.string().nullable(),
            total: z.int(),
            accepted: z.int(),
            bounced: z.int(),
            waiting: z.int(),
          }),
        ),
      }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      await readMailing(ctx, params.mailingId);
      return { why: await whyNot(ctx, params.mailingId), domains: await domainShares(ctx, params.mailingId) };
    },
  ),
];
