import { z } from "zod";
import { contract, moment, uuid } from "../contract.ts";
import { startPlan } from "../delivery/schema.ts";
import { emailAddress } from "../members/address.ts";
import { route } from "../route.ts";
import { approveIssue } from "./approve.ts";
import { issueDocument, readerParts } from "./document.ts";
import { listSteps, putAside, stepById } from "./history.ts";
import { lookAtLink } from "./look-at-link.ts";
import { checkIssue } from "./prepare.ts";
import { previewIssue } from "./preview.ts";
import { newsletterBySlug, showIssue } from "./reads.ts";
import { audienceCounts, issueDraft, issueFull, issueSave, issueStep, issueView } from "./schema.ts";
import { sendIssue, takeBackIssue } from "./send.ts";
import { newsletterSettings, newsletterSettingsChange, setNewsletterSettings } from "./settings.ts";
import { lookForSpam, spamLook } from "./spam/look.ts";
import { askForTestMails } from "./test-mail.ts";
import { saveIssue, startIssue } from "./write.ts";

const byIssue = z.object({ issueId: uuid });
const mostBytes = 524_288;
const version = z.int().min(1);
const seenAudience = version
  .nullish()
  .describe("That of the audience on the screen, null for none; when it is another by now, this is refused");
const readerPart = z
  .enum(readerParts)
  .default("no_plan")
  .describe("Whether for a reader who has a plan; it makes a difference where blocks are not for everybody");
const level = z.enum(["pass", "mind", "must"]);
const approval = z.object({
  isNeeded: z.boolean(),
  approvedBy: z.string().nullable(),
  approvedAt: moment.nullable(),
  mayApprove: z.boolean().describe("Of who asks"),
});

/** What an editor does with an issue, from its first word until it goes out. */
export const writingEndpoints = [
  route(
    contract({
      id: "startIssue",
      method: "POST",
      path: "/api/v1/desk/newsletters/{slug}/issues",
      summary: "Begin an issue",
      tag: "Desk",
      access: "newsletters.write",
      params: z.object({ slug: z.string().min(1).max(80) }),
      body: issueDraft,
      most: mostBytes,
      reply: issueView.extend({ at: z.string().describe("Where it is written") }),
      status: 201,
      refuses: ["not_found"],
      form: { done: ({ at }) => at },
    }),
    async ({ ctx, params: { slug }, body }) => {
      const issue = await startIssue(ctx, (await newsletterBySlug(ctx, slug)).id, body);
      return { ...issue, at: `/desk/newsletters/${slug}/${issue.id}` };
    },
  ),
  route(
    contract({
      id: "showIssue",
      method: "GET",
      path: "/api/v1/desk/issues/{issueId}",
      summary: "An issue as it was saved last, and by whom",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      reply: issueFull,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => showIssue(ctx, params.issueId),
  ),
  route(
    contract({
      id: "saveIssue",
      method: "PUT",
      path: "/api/v1/desk/issues/{issueId}",
      summary: "Save a draft over the version that was open",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      body: issueSave,
      most: mostBytes,
      reply: issueView,
      refuses: ["not_found", "changed_meanwhile", "already_sent"],
    }),
    async ({ ctx, params, body: { version, isStep, ...draft } }) =>
      saveIssue(ctx, params.issueId, version, draft, { isStep }),
  ),
  route(
    contract({
      id: "listIssueSteps",
      method: "GET",
      path: "/api/v1/desk/issues/{issueId}/steps",
      summary: "What an issue has been, newest first",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      reply: z.object({ items: z.array(issueStep) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => ({ items: await listSteps(ctx, params.issueId) }),
  ),
  route(
    contract({
      id: "putIssueAside",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/steps",
      summary: "Keep a text in the history that gives way to somebody else's",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      body: z.strictObject({
        version,
        subject: z.string().trim().max(150),
        preview: z.string().trim().max(200),
        document: issueDocument,
      }),
      most: mostBytes,
      reply: z.object({ id: z.uuid() }),
      status: 201,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body: { version, ...draft } }) => putAside(ctx, params.issueId, version, draft),
  ),
  route(
    contract({
      id: "showIssueStep",
      method: "GET",
      path: "/api/v1/desk/issues/{issueId}/steps/{stepId}",
      summary: "What an issue was at one step",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue.extend({ stepId: uuid }),
      reply: issueStep.extend({ preview: z.string(), document: issueDocument }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => stepById(ctx, params.issueId, params.stepId),
  ),
  route(
    contract({
      id: "previewIssue",
      method: "GET",
      path: "/api/v1/desk/issues/{issueId}/preview",
      summary: "An issue as its mail, for a frame: nothing in it can run",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      query: z.object({
        as: z.enum(["html", "text"]).default("html"),
        dark: z.enum(["yes", "no"]).default("no"),
        images: z.enum(["yes", "no"]).default("yes"),
        name: z.enum(["known", "unknown"]).default("known").describe("Whether the reader's name is known"),
        part: readerPart,
      }),
      reply: z.string(),
      produces: "text/html",
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      const { body, headers } = await previewIssue(ctx, params.issueId, {
        as: query.as,
        isDark: query.dark === "yes",
        hasImages: query.images === "yes",
        knowsName: query.name === "known",
        part: query.part,
      });
      return new Response(body, { headers });
    },
  ),
  route(
    contract({
      id: "sendTestMails",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/test-mails",
      summary: "Send an issue as it was saved to colleagues, marked as a test",
      tag: "Desk",
      access: "newsletters.write",
      limits: [{ name: "test-mails", points: 60, perSeconds: 3_600, by: "member" }],
      params: byIssue,
      body: z.strictObject({
        to: z.array(emailAddress).min(1, "Name somebody.").max(10, "At most ten at once."),
        part: readerPart,
      }),
      reply: z.object({ mails: z.int() }),
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, body }) => askForTestMails(ctx, params.issueId, body.to, body.part),
  ),
  route(
    contract({
      id: "checkIssue",
      method: "GET",
      path: "/api/v1/desk/issues/{issueId}/check",
      summary: "What is right with an issue, what to mind, and what must be put right before it is sent",
      tag: "Desk",
      access: "newsletters.write",
      params: byIssue,
      reply: z.object({
        version: z.int(),
        points: z.array(z.object({ id: z.string(), level, title: z.string(), words: z.string() })),
        links: z.array(z.object({ address: z.string(), isPicture: z.boolean() })),
        audience: audienceCounts,
        isFor: z
          .object({ id: z.uuid(), name: z.string(), words: z.string(), version: z.int() })
          .nullable()
          .describe("Whom it is for, of those who confirmed its newsletter; null for all of them"),
      }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => checkIssue(ctx, params.issueId),
  ),
  route(
    contract({
      id: "lookAtIssueLink",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/link-looks",
      summary: "Look at one address of an issue, as a reader's press would",
      tag: "Desk",
      access: "newsletters.write",
      limits: [{ name: "link-looks", points: 600, perSeconds: 600, by: "member" }],
      params: byIssue,
      body: z.strictObject({ address: z.string().max(2_000) }),
      reply: z.object({ address: z.string(), level: z.enum(["pass", "mind", "broken"]), words: z.string() }),
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, body }) => lookAtLink(ctx, params.issueId, body.address),
  ),
  route(
    contract({
      id: "lookForSpam",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/spam-looks",
      summary: "Ask the operator's own spam filter about an issue as it would go out",
      tag: "Desk",
      access: "newsletters.write",
      limits: [{ name: "spam-looks", points: 60, perSeconds: 600, by: "member" }],
      params: byIssue,
      body: z.strictObject({}),
      reply: spamLook,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params }) => lookForSpam(ctx, params.issueId),
  ),
  route(
    contract({
      id: "approveIssue",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/approval",
      summary: "Let a version of an issue go out that somebody else wrote",
      tag: "Desk",
      access: "newsletters.send",
      params: byIssue,
      body: z.strictObject({ version, audienceVersion: seenAudience }),
      reply: approval,
      refuses: ["not_found", "changed_meanwhile", "already_sent", "not_allowed"],
    }),
    async ({ ctx, params, body }) => approveIssue(ctx, params.issueId, body.version, body.audienceVersion),
  ),
  route(
    contract({
      id: "sendIssue",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/send",
      summary: "Send an issue to those of its newsletter's readers that it is for, now or at its time",
      tag: "Desk",
      access: "newsletters.send",
      stepUp: true,
      params: byIssue,
      body: z.strictObject({
        version,
        audienceVersion: seenAudience,
        start: startPlan.optional(),
      }),
      reply: z.object({ issueId: z.uuid(), mailingId: z.uuid(), recipients: z.int() }),
      refuses: [
        "not_found",
        "changed_meanwhile",
        "already_sent",
        "approval_missing",
        "too_late",
        "nobody_to_send_to",
        "settings_missing",
      ],
    }),
    async ({ ctx, params, body }) => sendIssue(ctx, params.issueId, body.version, body),
  ),
  route(
    contract({
      id: "takeBackIssue",
      method: "POST",
      path: "/api/v1/desk/issues/{issueId}/taking-back",
      summary: "Take an issue back that waits for its time; it is a draft again",
      tag: "Desk",
      access: "newsletters.send",
      params: byIssue,
      body: z.strictObject({}),
      reply: issueView,
      refuses: ["not_found", "already_sent", "already_decided"],
    }),
    async ({ ctx, params }) => takeBackIssue(ctx, params.issueId),
  ),
  route(
    contract({
      id: "setNewsletterSettings",
      method: "POST",
      path: "/api/v1/desk/settings/newsletters",
      summary: "Whether issues need a second person's approval",
      tag: "Desk",
      access: "settings.edit",
      body: newsletterSettingsChange,
      reply: newsletterSettings,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => setNewsletterSettings(ctx, body),
  ),
];
