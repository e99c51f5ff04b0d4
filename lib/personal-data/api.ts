import { z } from "zod";
import { contract, moment, Ready, uuid } from "../contract.ts";
import { askForProof } from "../members/prove.ts";
import { publicationOf } from "../publication.ts";
import { route } from "../route.ts";
import { askToBeErased, assertNoStaff, erasureOf, stayAfterAll } from "./ask-erasure.ts";
import { askForExport, exportOf, fetchExport } from "./ask-export.ts";
import { askCodeBody, eraseBody, erasureView, exportView } from "./schema.ts";

const page = "/account/data";
const refusedTo =
  (path: string) =>
  (refusal: { message: string }): string =>
    `${path}${path.includes("?") ? "&" : "?"}problem=${encodeURIComponent(refusal.message)}`;

/** Which of the two a form had chosen, so that it is still chosen when the form comes back. */
const extentIn = (body: Record<string, unknown>) => (body.extent === "keep_comments" ? "keep_comments" : "everything");

/** What is held on a member: for them to take away, and to have erased. */
export const personalDataEndpoints = [
  route(
    contract({
      id: "askForExport",
      method: "POST",
      path: "/api/v1/me/export",
      summary: "Put everything that is held on me together; a mail says when it is ready",
      tag: "Personal data",
      access: "member",
      stepUp: true,
      limits: [{ name: "export", points: 6, perSeconds: 86_400, by: "member" }],
      body: z.object({}),
      reply: exportView,
      status: 202,
      form: { done: () => page, refused: refusedTo(page) },
    }),
    async ({ ctx }) => askForExport(ctx),
  ),
  route(
    contract({
      id: "myExport",
      method: "GET",
      path: "/api/v1/me/export",
      summary: "How my export stands",
      tag: "Personal data",
      access: "member",
      reply: exportView,
    }),
    async ({ ctx }) => exportOf(ctx),
  ),
  route(
    contract({
      id: "fetchExport",
      method: "GET",
      path: "/api/v1/me/export/{exportId}",
      summary: "The export itself: a ZIP with a list for each thing, as JSON and as CSV",
      tag: "Personal data",
      access: "member",
      stepUp: true,
      limits: [{ name: "fetch-export", points: 30, perSeconds: 3600, by: "member" }],
      params: z.object({ exportId: uuid }),
      reply: z.string(),
      produces: "application/zip",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const { file, askedAt } = await fetchExport(ctx, params.exportId);
      const { name } = await publicationOf(ctx);
      return new Ready({
        status: 200,
        headers: {
          "content-type": "application/zip",
          "content-disposition": `attachment; filename="${fileName(name, askedAt)}"`,
          "cache-control": "private, no-store",
        },
        body: file,
      });
    },
  ),
  route(
    contract({
      id: "askForErasureCode",
      method: "POST",
      path: "/api/v1/me/erasure/code",
      summary: "Mail me the code without which nothing is erased",
      tag: "Personal data",
      access: "member",
      limits: [{ name: "erasure-code", points: 10, perSeconds: 3600, by: "member" }],
      body: askCodeBody,
      reply: z.object({}),
      status: 202,
      refuses: ["has_roles", "rate_limited"],
      form: {
        done: (_, { extent }) => `${page}/erase?extent=${extent}`,
        refused: (refusal, body) => refusedTo(`${page}/erase?extent=${extentIn(body)}`)(refusal),
      },
    }),
    async ({ ctx }) => {
      assertNoStaff(ctx);
      await askForProof(ctx, "erase");
      return {};
    },
  ),
  route(
    contract({
      id: "askToBeErased",
      method: "POST",
      path: "/api/v1/me/erasure",
      summary: "Erase me in seven days; until then signing in can take it back",
      tag: "Personal data",
      access: "member",
      stepUp: true,
      limits: [{ name: "erasure", points: 20, perSeconds: 3600, by: "member" }],
      body: eraseBody,
      reply: z.object({ dueAt: moment }),
      refuses: ["has_roles", "code_wrong", "link_expired", "link_spent", "rate_limited"],
      form: {
        done: () => "/signin?done=erasure&returnTo=/account/data",
        refused: (refusal, body) => refusedTo(`${page}/erase?extent=${extentIn(body)}`)(refusal),
      },
    }),
    async ({ ctx, body, cookies }) => {
      const erasure = await askToBeErased(ctx, body);
      cookies.drop("session");
      return erasure;
    },
  ),
  route(
    contract({
      id: "myErasure",
      method: "GET",
      path: "/api/v1/me/erasure",
      summary: "Whether and when I am erased",
      tag: "Personal data",
      access: "member",
      reply: erasureView,
    }),
    async ({ ctx }) => ({ erasure: await erasureOf(ctx) }),
  ),
  route(
    contract({
      id: "stayAfterAll",
      method: "POST",
      path: "/api/v1/me/erasure/take-back",
      summary: "Do not erase me after all",
      tag: "Personal data",
      access: "member",
      body: z.object({}),
      reply: z.object({}),
      refuses: ["too_late"],
      form: { done: () => `${page}?done=stayed`, refused: refusedTo(page) },
    }),
    async ({ ctx }) => {
      await stayAfterAll(ctx);
      return {};
    },
  ),
];

/** "the-meridian-2026-03-14.zip": plain letters, for a header holds no others. */
const fileName = (publication: string, at: Date) =>
  `${
    publication
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "members"
  }-${at.toISOString().slice(0, 10)}.zip`;
