import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { storyById } from "../stories/reads.ts";
import { markComment } from "./mark.ts";
import { memberTermsOf, setMemberTerms } from "./member-terms.ts";
import { setTalkTerms, talkTermsOf } from "./terms.ts";
import {
  marksBody,
  marksView,
  memberTermsChange,
  memberTermsView,
  talkTermsChange,
  talkTermsView,
} from "./terms-schema.ts";

const byStory = z.object({ storyId: uuid });
const byMember = z.object({ memberId: uuid });

/** What the newsroom sets for one story, one member and one comment. */
export const termsEndpoints = [
  route(
    contract({
      id: "readTalkTerms",
      method: "GET",
      path: "/api/v1/desk/stories/{storyId}/comment-terms",
      summary:
        "Whether comments on a story are closed, and whether they are read first, where that is not as in the house",
      tag: "Desk",
      access: "comments.moderate",
      params: byStory,
      reply: talkTermsView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      await storyById(ctx, params.storyId);
      return talkTermsOf(ctx, params.storyId);
    },
  ),
  route(
    contract({
      id: "setTalkTerms",
      method: "PUT",
      path: "/api/v1/desk/stories/{storyId}/comment-terms",
      summary: "Close the comments on a story, now or from a moment on, open them, and say whether they are read first",
      tag: "Desk",
      access: "comments.moderate",
      params: byStory,
      body: talkTermsChange,
      reply: talkTermsView,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => setTalkTerms(ctx, params.storyId, body),
  ),
  route(
    contract({
      id: "readMemberTerms",
      method: "GET",
      path: "/api/v1/desk/members/{memberId}/comment-terms",
      summary: "Whether what a member says is read first",
      tag: "Desk",
      access: "comments.moderate",
      params: byMember,
      reply: memberTermsView,
    }),
    async ({ ctx, params }) => memberTermsOf(ctx, params.memberId),
  ),
  route(
    contract({
      id: "setMemberTerms",
      method: "PUT",
      path: "/api/v1/desk/members/{memberId}/comment-terms",
      summary: "Have everything that a member says read first, or trust them, so that their first comments do not wait",
      tag: "Desk",
      access: "comments.moderate",
      params: byMember,
      body: memberTermsChange,
      reply: memberTermsView,
      refuses: ["not_found", "not_allowed", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => setMemberTerms(ctx, params.memberId, body),
  ),
  route(
    contract({
      id: "markComment",
      method: "PUT",
      path: "/api/v1/desk/comments/{commentId}/marks",
      summary: "Pin a comment, make it one of the editors' picks, or take that back",
      tag: "Desk",
      access: "comments.moderate",
      params: z.object({ commentId: uuid }),
      body: marksBody,
      reply: marksView,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => markComment(ctx, params.commentId, body),
  ),
];
