import { z } from "zod";
import { assertCounted } from "../audiences/mails.ts";
import { who } from "../audiences/schema.ts";
import { contract, uuid } from "../contract.ts";
import { readAudience } from "../delivery/reach.ts";
import { subjectTest } from "../figures/subject-test.ts";
import { route } from "../route.ts";
import { chooseAudience } from "./choose-audience.ts";
import { chooseTest } from "./choose-test.ts";
import { newsletterBySlug, topicOf } from "./reads.ts";
import { audienceCounts, issueView } from "./schema.ts";

/** Whom an issue is for, and how many that are. What an audience is, is in lib/audiences. */
export const issueAudienceEndpoints = [
  route(
    contract({
      id: "countAudience",
      method: "POST",
      path: "/api/v1/desk/newsletters/{slug}/audience-counts",
      summary:
        "How many of a newsletter's readers fit conditions now, and why others would not get it; nothing is saved",
      tag: "Desk",
      access: "audiences.write",
      limits: [{ name: "audience-counts", points: 240, perSeconds: 60, by: "member" }],
      params: z.object({ slug: z.string().min(1).max(80) }),
      body: z.strictObject({ who: who.nullable().describe("Null for everybody who confirmed it") }),
      reply: audienceCounts,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, body }) => {
      const newsletter = await newsletterBySlug(ctx, params.slug);
      await assertCounted(ctx, body.who);
      return readAudience(ctx, topicOf(newsletter), body.who);
    },
  ),
  route(
    contract({
      id: "chooseAudience",
      method: "PUT",
      path: "/api/v1/desk/issues/{issueId}/audience",
      summary: "Say whom an issue is for, of those who confirmed its newsletter",
      tag: "Desk",
      access: "newsletters.write",
      params: z.object({ issueId: uuid }),
      body: z.strictObject({
        version: z.int().min(1),
        audienceId: uuid.nullable().describe("Null for everybody who confirmed the newsletter"),
      }),
      reply: issueView,
      refuses: ["not_found", "changed_meanwhile", "already_sent"],
    }),
    ({ ctx, params, body }) => chooseAudience(ctx, params.issueId, body.version, body.audienceId),
  ),
  route(
    contract({
      id: "chooseSubjectTest",
      method: "PUT",
      path: "/api/v1/desk/issues/{issueId}/subject-test",
      summary: "Try several subjects on some of an issue’s readers; the rest get the one that does best",
      tag: "Desk",
      access: "newsletters.write",
      params: z.object({ issueId: uuid }),
      body: z.strictObject({
        version: z.int().min(1),
        test: subjectTest.nullable().describe("Null for the issue’s own subject alone"),
      }),
      reply: issueView,
      refuses: ["not_found", "changed_meanwhile", "already_sent"],
    }),
    ({ ctx, params, body }) => chooseTest(ctx, params.issueId, body.version, body.test),
  ),
];
