import { z } from "zod";
import { record } from "../audit.ts";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { rangeQuery } from "../spans.ts";
import { addCodes } from "./add-codes.ts";
import { codesAsCsv, figuresOf } from "./figures.ts";
import { makeOffer, withdrawOffer } from "./make.ts";
import { countNotice, sendOfferNotice } from "./notice.ts";
import { offerOverTime, overTimeAsCsv, readOverTime } from "./over-time.ts";
import {
  aim,
  aimCounts,
  deskOfferView,
  figuresView,
  mostPastedCharacters,
  offerDraft,
  pastedBody,
  pastedView,
} from "./schema.ts";

const byOffer = z.object({ offerId: uuid });

/** What the newsroom does with offers. */
export const offerDeskEndpoints = [
  route(
    contract({
      id: "makeOffer",
      method: "POST",
      path: "/api/v1/desk/offers",
      summary: "Put an offer on the members' page",
      tag: "Desk",
      access: "offers.write",
      body: offerDraft,
      most: mostPastedCharacters + 100_000,
      reply: deskOfferView,
      status: 201,
    }),
    async ({ ctx, body }) => makeOffer(ctx, body),
  ),
  route(
    contract({
      id: "addOfferCodes",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/codes",
      summary: "Put more codes to an offer, one a line or the first column of a table",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      body: pastedBody,
      most: mostPastedCharacters + 100_000,
      reply: pastedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => addCodes(ctx, params.offerId, body.codes),
  ),
  route(
    contract({
      id: "readOfferFigures",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/figures",
      summary: "From telling to revenue: who looked, got a code, redeemed it, and what it brought in",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      reply: figuresView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => figuresOf(ctx, params.offerId),
  ),
  route(
    contract({
      id: "readOfferOverTime",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/over-time",
      summary: "How many looked at an offer, got a code and redeemed it, by the day, week or month",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      query: rangeQuery,
      reply: offerOverTime,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => readOverTime(ctx, params.offerId, query.range),
  ),
  route(
    contract({
      id: "exportOfferOverTime",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/over-time.csv",
      summary: "The same as CSV: a line for each day, week or month",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      query: rangeQuery,
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) =>
      new Response(overTimeAsCsv(await readOverTime(ctx, params.offerId, query.range)), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="offer-over-time-${query.range}.csv"`,
          "cache-control": "no-store",
        },
      }),
  ),
  route(
    contract({
      id: "exportOfferCodes",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/codes.csv",
      summary: "Every code of an offer and what became of it, as CSV; the export is recorded in the audit log",
      tag: "Desk",
      access: "offers.write",
      stepUp: true,
      params: byOffer,
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const body = await codesAsCsv(ctx, params.offerId);
      await ctx.db.$transaction((tx) => record(tx, ctx, "offer.exported", { kind: "offer", id: params.offerId }));
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="offer-${params.offerId}.csv"`,
          "cache-control": "no-store",
        },
      });
    },
  ),
  route(
    contract({
      id: "withdrawOffer",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/withdraw",
      summary: "Take an offer off the page",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/desk/offers" },
    }),
    async ({ ctx, params }) => {
      await withdrawOffer(ctx, params.offerId);
      return {};
    },
  ),
  route(
    contract({
      id: "countOfferNotice",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/notice-counts",
      summary: "How many a notice would tell now, and why others would not be told; nothing is saved",
      tag: "Desk",
      access: "offers.write",
      limits: [{ name: "audience-counts", points: 240, perSeconds: 60, by: "member" }],
      params: byOffer,
      body: aim,
      reply: aimCounts,
      refuses: ["not_found", "rate_limited"],
    }),
    ({ ctx, params, body }) => countNotice(ctx, params.offerId, body),
  ),
  route(
    contract({
      id: "sendOfferNotice",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/notice",
      summary:
        "Tell those who asked to hear of offers and do not have it: all of them, or an audience, less who is held out",
      tag: "Desk",
      access: "offers.send",
      stepUp: true,
      params: byOffer,
      body: aim,
      reply: z.object({ offerId: z.uuid(), mailingId: z.uuid(), recipients: z.int() }),
      refuses: ["not_found", "already_sent", "nobody_to_send_to", "settings_missing", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => sendOfferNotice(ctx, params.offerId, body),
  ),
];
