import { z } from "zod";
import type { Ctx } from "../context.ts";
import { contract, Ready, uuid } from "../contract.ts";
import { readerOf } from "../delivery/reader.ts";
import { notFound } from "../errors.ts";
import { route } from "../route.ts";
import { openAddress, opening, type Place } from "./address.ts";
import { chooseFigures, figureChoiceOf } from "./agree.ts";
import { figuresAsCsv } from "./csv.ts";
import { decideTest } from "./decide.ts";
import { takeHit } from "./hits.ts";
import { figuresOf } from "./reads.ts";
import { figureAnswer, figureChoice, figuresView, testView } from "./schema.ts";
import { figureSettings, setFigureMode } from "./settings.ts";
import { findTest } from "./test-reads.ts";

const token = z.string().min(1).max(4_000);
const reader = z.string().min(1).max(100);
const byMailing = z.object({ mailingId: uuid });

/** A picture of one pixel that shows nothing: 43 bytes. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==", "base64");

const ofMails = { method: "GET", tag: "Newsletters", access: "anyone", isShared: true } as const;
type Asked = { ctx: Ctx; request: Request; network: string };

/** What a mail holds: its links, and its picture. A GET of them does nothing but count. */
export const figureEndpoints = [
  ...(["", "/{reader}"] as const).map((end) =>
    route(
      contract({
        ...ofMails,
        id: end ? "followOwnLink" : "followLink",
        path: `/api/r/{link}${end}`,
        summary: "A link of an issue: leads on to where it says, and is counted",
        params: end ? z.object({ link: token, reader }) : z.object({ link: token }),
        reply: z.string(),
        produces: "text/html",
        status: 302,
        refuses: ["not_found"],
      }),
      async (asked) => follow(asked, asked.params),
    ),
  ),
  ...(["", "/{reader}"] as const).map((end) =>
    route(
      contract({
        ...ofMails,
        id: end ? "showOwnPixel" : "showPixel",
        path: `/api/o/{pixel}${end}`,
        summary: "The picture of an issue that says that it was opened",
        params: end ? z.object({ pixel: token, reader }) : z.object({ pixel: token }),
        reply: z.string(),
        produces: "image/gif",
      }),
      async (asked) => show(asked, asked.params),
    ),
  ),
  route(
    contract({
      id: "getMailingFigures",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/figures",
      summary: "What readers did with a mailing: openings, presses, by people and by machines",
      tag: "Desk",
      access: "mailings.read",
      params: byMailing,
      reply: figuresView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => figuresOf(ctx, params.mailingId),
  ),
  route(
    contract({
      id: "exportMailingFigures",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/figures.csv",
      summary: "The same as CSV: a line for each number",
      tag: "Desk",
      access: "mailings.read",
      params: byMailing,
      reply: z.string(),
      produces: "text/csv",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) =>
      new Response(await figuresAsCsv(ctx, params.mailingId), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="figures-${params.mailingId}.csv"`,
        },
      }),
  ),
  route(
    contract({
      id: "getSubjectTest",
      method: "GET",
      path: "/api/v1/desk/mailings/{mailingId}/subject-test",
      summary: "How a test of subjects stands: what each came to, and what that says",
      tag: "Desk",
      access: "mailings.read",
      params: byMailing,
      reply: testView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const test = await findTest(ctx, params.mailingId);
      if (!test) throw notFound("test of subjects");
      return test;
    },
  ),
  route(
    contract({
      id: "decideSubjectTest",
      method: "POST",
      path: "/api/v1/desk/mailings/{mailingId}/subject-test",
      summary: "Decide which subject the rest of a mailing’s readers get, before its hours are over",
      tag: "Desk",
      access: "mailings.run",
      stepUp: true,
      params: byMailing,
      body: z.object({ variant: z.coerce.number().int().min(0).max(3) }),
      reply: z.object({ mailingId: z.uuid(), winner: z.int(), rest: z.int() }),
      refuses: ["not_found", "already_decided", "too_late"],
      form: { done: ({ mailingId }) => `/desk/mailings/${mailingId}?done=saved#subjects` },
    }),
    async ({ ctx, params, body }) => decideTest(ctx, params.mailingId, body.variant),
  ),
  route(
    contract({
      id: "setFigureMode",
      method: "POST",
      path: "/api/v1/desk/settings/figures",
      summary: "Whether it is counted that issues are opened and their links followed",
      tag: "Desk",
      access: "settings.edit",
      body: figureSettings,
      reply: figureSettings,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => setFigureMode(ctx, body.mode),
  ),
  route(
    contract({
      id: "showMailFigures",
      method: "GET",
      path: "/api/v1/me/mail-figures",
      summary: "Whether it is kept which of my mails I open, and what is counted of everybody",
      tag: "Newsletters",
      access: "member",
      reply: figureChoice,
    }),
    async ({ ctx }) => figureChoiceOf(ctx),
  ),
  route(
    contract({
      id: "chooseMailFigures",
      method: "POST",
      path: "/api/v1/me/mail-figures",
      summary: "Agree that it is kept which of my mails I open, or take that back; with it goes what was kept",
      tag: "Newsletters",
      access: "member",
      limits: [{ name: "mail-figures", points: 30, perSeconds: 600, by: "member" }],
      body: figureAnswer,
      reply: figureChoice,
      form: {
        done: () => "/account?done=saved#mail-figures",
        refused: (refusal) => `/account?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => chooseFigures(ctx, body.agree),
  ),
];

/** @throws Refusal not_found for an address that we did not write: it leads nowhere */
function follow(asked: Asked, params: { link: string; reader?: string }): Ready | Response {
  const place = openAddress(asked.ctx, params.link);
  if (!place || place.link === opening) {
    if (asked.request.headers.get("sec-fetch-mode") === "navigate") return cutOff(asked.ctx);
    throw notFound("link");
  }
  count(asked, place, params.reader);
  const headers = { location: place.to, "cache-control": "no-store", "x-robots-tag": "noindex, nofollow" };
  return new Ready({ status: 302, headers, body: null });
}

/** The picture is shown whatever was asked: one that is missing tells a reader only that something is wrong with the mail. */
function show(asked: Asked, params: { pixel: string; reader?: string }): Ready {
  const bare = (text: string) => text.replace(/\.gif$/, "");
  const place = openAddress(asked.ctx, bare(params.pixel));
  if (place?.link === opening) count(asked, place, params.reader && bare(params.reader));
  return new Ready({ status: 200, headers: { "content-type": "image/gif", "cache-control": "no-store" }, body: pixel });
}

/** Asking for the head alone, and fetching ahead of a press, counts as nothing. */
function count({ ctx, request, network }: Asked, { mailingId, link, variant }: Place, who?: string) {
  const { headers } = request;
  const ahead = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map((name) => headers.get(name) ?? "").join(" ");
  if (request.method === "HEAD" || /prefetch|prerender|preview/i.test(ahead)) return;
  const deliveryId = who ? readerOf(ctx, who) : undefined;
  takeHit(ctx, {
    mailingId,
    link,
    variant,
    agent: (headers.get("user-agent") ?? "").slice(0, 500),
    network,
    deliveryId,
  });
}

const cutOff = ({ env }: Pick<Ctx, "env">) =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>This link was cut off</title>
<h1>This link was cut off</h1><p>It is not one of ours, or it was changed or shortened on its way, so it leads nowhere. The issues that it may have stood in are on the site: <a href="${new URL("/newsletters", env.http.appUrl).href}">Newsletters</a>.</p></html>`,
    { status: 404, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } },
  );
