import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { readGuidelines } from "./guidelines.ts";
import { reportComment, withdrawReport } from "./report.ts";
import { myReports } from "./report-reads.ts";
import { mostNoteCharacters, reportReasons } from "./report-reasons.ts";
import { reportBody, reportReason, reportView } from "./schema.ts";

const byComment = z.object({ commentId: uuid });

/** What a member tells the moderators about a comment of somebody else. */
export const reportEndpoints = [
  route(
    contract({
      id: "listReportReasons",
      method: "GET",
      path: "/api/v1/report-reasons",
      summary: "Why a comment can be reported, in words, and which guidelines that is about",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      reply: z.object({
        items: z.array(
          z.object({
            reason: reportReason,
            label: z.string(),
            guidelines: z.array(z.int()).describe("Their numbers in the community guidelines"),
          }),
        ),
        mostNoteCharacters: z.int(),
      }),
    }),
    async ({ ctx }) => {
      const numbers = new Map((await readGuidelines(ctx)).map(({ id, number }) => [id, number]));
      const items = reportReasons.map(({ reason, label, parts }) => ({
        reason,
        label,
        guidelines: parts.flatMap((part) => numbers.get(part) ?? []),
      }));
      return { items, mostNoteCharacters };
    },
  ),
  route(
    contract({
      id: "myReports",
      method: "GET",
      path: "/api/v1/me/reports",
      summary: "What I have reported under a story and no moderator has decided yet",
      tag: "Comments",
      access: "member",
      query: z.object({ storyId: uuid }),
      reply: z.object({ items: z.array(reportView) }),
    }),
    async ({ ctx, query }) => ({ items: await myReports(ctx, query.storyId) }),
  ),
  route(
    contract({
      id: "reportComment",
      method: "PUT",
      path: "/api/v1/comments/{commentId}/report",
      summary: "Report a comment to the moderators, or change the reason",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      params: byComment,
      body: reportBody,
      reply: reportView,
      refuses: ["not_found", "not_allowed", "already_decided", "rate_limited"],
    }),
    async ({ ctx, params, body }) => {
      const { id, reason, note } = await reportComment(ctx, params.commentId, body);
      return { commentId: id, reason, note };
    },
  ),
  route(
    contract({
      id: "withdrawReport",
      method: "DELETE",
      path: "/api/v1/comments/{commentId}/report",
      summary: "Take a report back",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      limits: [{ name: "withdraw-report", points: 60, perSeconds: 3600, by: "member" }],
      params: byComment,
      reply: z.object({ id: z.uuid() }),
    }),
    async ({ ctx, params }) => withdrawReport(ctx, params.commentId),
  ),
];
