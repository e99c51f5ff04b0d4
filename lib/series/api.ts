import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { actOnSeries } from "./act.ts";
import { countToday } from "./begin.ts";
import { listSeries, seriesById, stepById } from "./reads.ts";
import { previewStep, testStep } from "./render.ts";
import {
  beginningsQuery,
  beginningsView,
  seriesActs,
  seriesDraft,
  seriesSave,
  seriesView,
  stepSave,
  stepView,
  usualDays,
} from "./schema.ts";
import { addStep, makeSeries, saveSeries, saveStep, takeOutStep } from "./write.ts";

const ofOne = { tag: "Desk", access: "newsletters.write", params: z.object({ seriesId: uuid }) } as const;
const ofStep = { ...ofOne, params: z.object({ seriesId: uuid, stepId: uuid }) } as const;
const toItsPage = {
  done: ({ id }: { id: string }) => `/desk/series/${id}?done=saved`,
  refused: (refusal: { message: string }) => `/desk/series?problem=${encodeURIComponent(refusal.message)}`,
};

/** Mails that a reader gets one after another. */
export const seriesEndpoints = [
  route(
    contract({
      id: "listSeries",
      method: "GET",
      path: "/api/v1/desk/series",
      summary: "Every series, with its steps and what became of them",
      tag: "Desk",
      access: "newsletters.write",
      reply: z.object({ items: z.array(seriesView) }),
    }),
    async ({ ctx }) => ({ items: await listSeries(ctx) }),
  ),
  route(
    contract({
      id: "makeSeries",
      method: "POST",
      path: "/api/v1/desk/series",
      summary: "A new series; nothing is sent before it is switched on",
      tag: "Desk",
      access: "newsletters.write",
      body: seriesDraft,
      reply: seriesView,
      status: 201,
      refuses: ["not_found"],
      form: toItsPage,
    }),
    async ({ ctx, body }) => makeSeries(ctx, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "showSeries",
      method: "GET",
      path: "/api/v1/desk/series/{seriesId}",
      summary: "A series, with its steps and what became of them",
      reply: seriesView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => seriesById(ctx, params.seriesId),
  ),
  route(
    contract({
      ...ofOne,
      id: "countSeriesBeginnings",
      method: "GET",
      path: "/api/v1/desk/series/{seriesId}/beginnings",
      summary: "For how many readers it would begin today, were it begun by this; nothing is saved",
      limits: [{ name: "series-beginnings", points: 240, perSeconds: 60, by: "member" }],
      query: beginningsQuery,
      reply: beginningsView,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, query: { trigger, days } }) => {
      const { newsletter, skipsPaying, onSince } = await seriesById(ctx, params.seriesId);
      const asked = { newsletter, trigger, days: days ?? usualDays[trigger] ?? 0, skipsPaying, onSince };
      return { today: await countToday(ctx, asked) };
    },
  ),
  route(
    contract({
      ...ofOne,
      id: "saveSeries",
      method: "PUT",
      path: "/api/v1/desk/series/{seriesId}",
      summary: "Say when each step goes and for whom the series is, over the version that was open",
      // It sends without asking again, so planning it is sending.
      access: "newsletters.send",
      stepUp: true,
      body: seriesSave,
      reply: seriesView,
      refuses: ["not_found", "changed_meanwhile", "too_late"],
    }),
    async ({ ctx, params, body }) => saveSeries(ctx, params.seriesId, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "actOnSeries",
      method: "POST",
      path: "/api/v1/desk/series/{seriesId}/acts",
      summary: "Switch a series on, pause it, or end it for good",
      access: "newsletters.send",
      stepUp: true,
      body: z.strictObject({ act: z.enum(seriesActs) }),
      reply: seriesView,
      refuses: ["not_found", "changed_meanwhile", "too_late", "settings_missing", "approval_missing"],
    }),
    async ({ ctx, params, body }) => actOnSeries(ctx, params.seriesId, body.act),
  ),
  route(
    contract({
      ...ofOne,
      id: "addSeriesStep",
      method: "POST",
      path: "/api/v1/desk/series/{seriesId}/steps",
      summary: "Another step at the end; nobody gets it before it is written",
      body: z.object({}),
      reply: z.object({ seriesId: z.uuid(), stepId: z.uuid(), at: z.string().describe("Where it is written") }),
      status: 201,
      refuses: ["not_found", "too_late"],
      form: { done: ({ at }) => at },
    }),
    async ({ ctx, params }) => addStep(ctx, params.seriesId),
  ),
  route(
    contract({
      ...ofStep,
      id: "saveSeriesStep",
      method: "PUT",
      path: "/api/v1/desk/series/{seriesId}/steps/{stepId}",
      summary: "Save the words of a step over the version that was open; who gets it from then on gets it in these",
      access: "newsletters.send",
      stepUp: true,
      body: stepSave,
      most: 524_288,
      reply: stepView,
      refuses: ["not_found", "changed_meanwhile", "too_late", "settings_missing"],
    }),
    async ({ ctx, params, body }) => (await saveStep(ctx, params.seriesId, params.stepId, body)).step,
  ),
  route(
    contract({
      ...ofStep,
      id: "showSeriesStep",
      method: "GET",
      path: "/api/v1/desk/series/{seriesId}/steps/{stepId}",
      summary: "A step as it was saved last, and what became of it",
      reply: stepView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => (await stepById(ctx, params.seriesId, params.stepId)).step,
  ),
  route(
    contract({
      ...ofStep,
      id: "takeOutSeriesStep",
      method: "POST",
      path: "/api/v1/desk/series/{seriesId}/steps/{stepId}/taking-out",
      summary: "Send this step to nobody any more; its figures stay",
      access: "newsletters.send",
      body: z.object({}),
      reply: seriesView,
      refuses: ["not_found", "too_late"],
      form: toItsPage,
    }),
    async ({ ctx, params }) => takeOutStep(ctx, params.seriesId, params.stepId),
  ),
  route(
    contract({
      ...ofStep,
      id: "testSeriesStep",
      method: "POST",
      path: "/api/v1/desk/series/{seriesId}/steps/{stepId}/test-mails",
      summary: "Send a step as it was saved to oneself, marked as a test",
      limits: [{ name: "test-mails", points: 60, perSeconds: 3_600, by: "member" }],
      body: z.object({}),
      reply: z.object({ mails: z.int() }),
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params }) => testStep(ctx, params.seriesId, params.stepId),
  ),
  route(
    contract({
      ...ofStep,
      id: "previewSeriesStep",
      method: "GET",
      path: "/api/v1/desk/series/{seriesId}/steps/{stepId}/preview",
      summary: "A step as its mail: nothing in it can run",
      query: z.object({ as: z.enum(["html", "text"]).default("html") }),
      reply: z.string(),
      produces: "text/html",
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      const { body, headers } = await previewStep(ctx, params.seriesId, params.stepId, query.as);
      return new Response(body, { headers });
    },
  ),
];
