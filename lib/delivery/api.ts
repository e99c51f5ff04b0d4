import { z } from "zod";
import { record } from "../audit.ts";
import { contract, moment, pageOf, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { actOnMailing, decideUncertain, type MailingAct, mailingActs, rescheduleMailing } from "./control.ts";
import { leave } from "./leave.ts";
import { pauseByMail } from "./pause.ts";
import { deliveriesAsCsv, listDeliveries, readMailing } from "./reads.ts";
import { startPlan } from "./schema.ts";
import { deliveryStates, mailingStates } from "./states.ts";

const params = z.object({ token: z.string().max(200) });
const oneMailing = z.object({ mailingId: uuid });
const ledgerId = z.string().regex(/^\d{1,18}$/, "This is not the id of a delivery.");
const touched = z.object({ touched: z.int() });
const summaries: Record<MailingAct, string> = {
  pause: "Pause a mailing after the mails that are being handed over, or before it begins",
  resume: "Go on with a mailing that was paused",
  cancel: "Cancel a mailing for everybody who has not got it yet",
  retry: "Try again for whoever was refused or given up on, except for dead mailboxes",
};

export const deliveryEndpoints = [
  route(
    contract({
      id: "unsubscribe",
      method: "POST",
      path: "/api/v1/unsubscribe/{token}",
      summary: "One-click unsubscribe (RFC 8058): takes the reader of one mail off its list",
      tag: "Newsletters",
      access: "anyone",
      isCrossSite: true,
      params,
      // Mail programs post `List-Unsubscribe=One-Click`; our own page posts the same.
      body: z.object({ "List-Unsubscribe": z.string().optional(), page: z.literal("yes").optional() }),
      reply: z.object({ hasLeft: z.literal(true) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await leave(ctx, params.token, body.page ? "unsubscribe page" : "one-click unsubscribe");
      if (body.page)
        return new Response(null, {
          status: 303,
          headers: { location: `/unsubscribe/${encodeURIComponent(params.token)}` },
        });
      return { hasLeft: true as const };
    },
  ),
  route(
    contract({
      id: "pauseOffersByMail",
      method: "POST",
      path: "/api/v1/unsubscribe/{token}/pause",
      summary: "No offers for a month, by the address in a mail about one; consent stays, and the pause ends by itself",
      tag: "Offers",
      access: "anyone",
      params,
      body: z.object({ page: z.literal("yes").optional() }),
      reply: z.object({ pausedUntil: moment }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      const until = await pauseByMail(ctx, params.token);
      if (!body.page) return { pausedUntil: until };
      return new Response(null, {
        status: 303,
        headers: { location: `/unsubscribe/${encodeURIComponent(params.token)}` },
      });
    },
  ),
  ...mailingActs.map((act) =>
    route(
      contract({
        id: `${act}Mailing`,
        method: "POST",
        path: `/api/v1/desk/mailings/{mailingId}/${act}`,
        summary: summaries[act],
        tag: "Desk",
        access: "mailings.run",
        // Whoever goes on sends; whoever stops may need to stop it at once.
        ...(act === "resume" || act === "retry" ? { stepUp: true as const } : {}),
        params: oneMailing,
        body: z.object({}),
        reply: touched,
        refuses: ["not_found", "already_decided", "nobody_to_send_to"],
      }),
      ({ ctx, params }) => actOnMailing(ctx, params.mailingId, act),
    ),
  ),
  route(
    contract({
      id: "rescheduleMailing",
      method: "POST",
      path: "/api/v1/desk/mailings/{mailingId}/reschedule",
      summary: "Give a mailing that has not begun another time",
      tag: "Desk",
      access: "mailings.run",
      params: oneMailing,
      body: startPlan,
      reply: touched,
      refuses: ["not_found", "already_decided", "nobody_to_send_to"],
    }),
    ({ ctx, params, body }) => rescheduleMailing(ctx, params.mailingId, body),
  ),
  route(
    contract({
      id: "decideUncertain",
      method: "POST",
      path: "/api/v1/desk/mailings/{mailingId}/uncertain",
      summary: "Decide deliveries whose answer was never heard: one, or all of them",
      tag: "Desk",
      access: "mailings.run",
      stepUp: true,
      params: oneMailing,
      body: z.object({ verdict: z.enum(["arrived", "send_again"]), deliveryId: ledgerId.optional() }),
      reply: touched,
      refuses: ["not_found", "already_decided"],
    }),
    ({ ctx, params, body }) =>
      decideUncertain(ctx, params.mailingId, body.verdict, body.deliveryId ? BigInt(body.deliveryId) : null),
  ),
  route(
    contract({
      id: "getMailing",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}",
      summary: "One mailing: its state, the counts for each state of its deliveries, the rate and the time left",
      tag: "Desk",
      access: "mailings.read",
      params: oneMailing,
      reply: z.object({
        id: z.uuid(),
        subject: z.string(),
        topic: z.string(),
        state: z.enum(mailingStates),
        stateReason: z.string().nullable(),
        createdAt: moment,
        finishedAt: moment.nullable(),
        startsAt: moment.nullable(),
        localZone: z.string().nullable(),
        lateLimit: z.int().nullable(),
        audience: z
          .object({ name: z.string(), words: z.string() })
          .nullable()
          .describe("Whom it is for, of those who confirmed its topic; null for all of them"),
        grows: z.boolean().describe("Readers are added one after another, so it goes on when it is finished"),
        total: z.int(),
        again: z.int(),
        counts: z.record(z.enum(deliveryStates), z.int()),
        rate: z.number(),
        secondsLeft: z.int().nullable(),
        canRetry: z.int(),
        returned: z.int(),
        complained: z.int(),
      }),
      refuses: ["not_found"],
    }),
    ({ ctx, params }) => readMailing(ctx, params.mailingId),
  ),
  route(
    contract({
      id: "listDeliveries",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/deliveries",
      summary: "Who got a mailing and why not, five hundred at a time",
      tag: "Desk",
      access: "mailings.read",
      params: oneMailing,
      query: z.object({ state: z.enum(deliveryStates).optional(), after: ledgerId.optional() }),
      reply: pageOf(
        z.object({
          id: z.string(),
          address: z.string(),
          state: z.enum(deliveryStates),
          reason: z.string().nullable(),
          answer: z.string().nullable(),
          tries: z.int(),
          nextTryAt: moment.nullable(),
          settledAt: moment.nullable(),
        }),
      ),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      await readMailing(ctx, params.mailingId);
      const items = await listDeliveries(ctx, params.mailingId, query);
      return { items, next: items.length === 500 ? (items.at(-1)?.id ?? null) : null };
    },
  ),
  route(
    contract({
      id: "exportDeliveries",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/deliveries.csv",
      summary: "Who got a mailing and why not, as CSV; the export is recorded in the audit log",
      tag: "Desk",
      access: "mailings.read",
      stepUp: true,
      params: oneMailing,
      query: z.object({ state: z.enum(deliveryStates).optional() }),
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      const { id } = await readMailing(ctx, params.mailingId);
      await ctx.db.$transaction((tx) =>
        record(tx, ctx, "mailing.exported", { kind: "mailing", id }, { after: { state: query.state ?? "all" } }),
      );
      const lines = deliveriesAsCsv(ctx, id, query.state ?? null);
      const body = new ReadableStream<Uint8Array>({
        async pull(stream) {
          const next = await lines.next();
          if (next.done) stream.close();
          else stream.enqueue(new TextEncoder().encode(next.value));
        },
      });
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="mailing-${id}.csv"`,
          "cache-control": "no-store",
        },
      });
    },
  ),
];
