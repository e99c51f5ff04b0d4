import { z } from "zod";
import { record } from "../../audit.ts";
import { contract } from "../../contract.ts";
import { type ErrorCode, notFound } from "../../errors.ts";
import { route } from "../../route.ts";
import { anyNewsletterBySlug } from "../reads.ts";
import { beginList, keepPiece } from "./keep.ts";
import { listById, piecesOf } from "./reads.ts";
import { listDraft, listView, pieceBytes } from "./schema.ts";
import { forgetList, lookAtList, stopList, takeList } from "./steer.ts";
import { readersAsCsv } from "./take-along.ts";

const bySlug = z.object({ slug: z.string().min(1).max(80) });
const lists = "/api/v1/desk/newsletters/{slug}/lists";
const ofOne = {
  tag: "Desk",
  access: "readers.import",
  params: bySlug.extend({ listId: z.uuid() }),
  reply: listView,
  refuses: ["not_found", "changed_meanwhile"] as ErrorCode[],
} as const;

/** Readers from elsewhere, and the way out with all of them. */
export const listEndpoints = [
  route(
    contract({
      id: "beginList",
      method: "POST",
      path: lists,
      summary: "Say what a list of readers from elsewhere is, before its file is sent",
      tag: "Desk",
      access: "readers.import",
      stepUp: true,
      limits: [{ name: "lists-begun", points: 30, perSeconds: 3600, by: "member" }],
      params: bySlug,
      body: listDraft,
      status: 201,
      reply: listView,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, body }) => beginList(ctx, params.slug, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "keepListPiece",
      method: "PUT",
      path: `${lists}/{listId}/pieces/{number}`,
      summary: `One piece of its file: ${pieceBytes} bytes each, numbered from 0, the last one shorter`,
      params: ofOne.params.extend({ number: z.coerce.number().pipe(z.int().min(0).max(9_999)) }),
      takes: "application/octet-stream",
      most: pieceBytes,
      // Given twice it is there once; a name for each of three hundred pieces would be made of a megabyte, and kept, for nothing.
      keepsOnce: true,
      body: z.instanceof(Uint8Array),
      reply: z.strictObject({}),
      refuses: ["not_found", "changed_meanwhile", "too_large"],
    }),
    async ({ ctx, params, body }) => {
      await keepPiece(ctx, params.slug, params.listId, params.number, body);
      return {};
    },
  ),
  route(
    contract({
      ...ofOne,
      id: "showList",
      method: "GET",
      path: `${lists}/{listId}`,
      summary: "Where a list stands, and what would become of its lines, or became of them",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => listById(ctx, params.slug, params.listId),
  ),
  route(
    contract({
      ...ofOne,
      id: "forgetList",
      method: "DELETE",
      path: `${lists}/{listId}`,
      summary: "Forget a list with its file; the readers that it brought stay",
      reply: z.strictObject({}),
    }),
    async ({ ctx, params }) => {
      await forgetList(ctx, params.slug, params.listId);
      return {};
    },
  ),
  route(
    contract({
      ...ofOne,
      id: "lookAtList",
      method: "POST",
      path: `${lists}/{listId}/look`,
      summary: "Go through a list whose file has arrived, and change nothing",
    }),
    async ({ ctx, params }) => lookAtList(ctx, params.slug, params.listId),
  ),
  route(
    contract({
      ...ofOne,
      id: "takeList",
      method: "POST",
      path: `${lists}/{listId}/take`,
      summary: "Take in a list that was gone through; one that was stopped goes on",
      stepUp: true,
    }),
    async ({ ctx, params }) => takeList(ctx, params.slug, params.listId),
  ),
  route(
    contract({
      ...ofOne,
      id: "stopList",
      method: "POST",
      path: `${lists}/{listId}/stop`,
      summary: "Stop at the next safe place; what was taken in stays",
    }),
    async ({ ctx, params }) => stopList(ctx, params.slug, params.listId),
  ),
  route(
    contract({
      ...ofOne,
      id: "exportListProblems",
      method: "GET",
      path: `${lists}/{listId}/problems.csv`,
      summary: "What is wrong with which line of a list, and how to put it right, as CSV",
      stepUp: true,
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const { counts } = await listById(ctx, params.slug, params.listId);
      if (!counts) throw notFound("table");
      return csv(piecesOf(ctx, params.listId, "problems"), `${params.slug}-problems.csv`);
    },
  ),
  route(
    contract({
      id: "exportNewsletterReaders",
      method: "GET",
      path: "/api/v1/desk/newsletters/{slug}/readers.csv",
      summary:
        "Everybody who ever asked for a newsletter, with where they stand and the consent, as CSV; recorded in the audit log",
      tag: "Desk",
      // Every address of a newsletter at once: nothing that one needs to write or send it.
      access: "settings.edit",
      stepUp: true,
      params: bySlug,
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const { id, slug } = await anyNewsletterBySlug(ctx, params.slug);
      await ctx.db.$transaction((tx) => record(tx, ctx, "newsletter.exported", { kind: "newsletter", id }));
      return csv(readersAsCsv(ctx, slug), `${slug}-readers.csv`);
    },
  ),
];

/** Made as it is fetched, so that a table of any length is never held. */
const csv = (pieces: AsyncGenerator<string | Buffer>, name: string) =>
  new Response(streamOf(pieces), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });

function streamOf(pieces: AsyncGenerator<string | Buffer>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(to) {
      const { done, value } = await pieces.next();
      if (done) to.close();
      else to.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}
