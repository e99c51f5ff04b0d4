import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { storyById } from "../stories/reads.ts";
import { muteAuthor, mutedMembers, mutedUnder, unmute } from "./mute.ts";
import { muteAuthorBody, mutedMemberView } from "./mute-schema.ts";

const limits = [{ name: "mute", points: 120, perSeconds: 600, by: "member" }] as const;

/** Whom a member does not want to read: theirs alone, and in no list that anybody else gets. */
export const muteEndpoints = [
  route(
    contract({
      id: "muteAuthor",
      method: "POST",
      path: "/api/v1/comments/{commentId}/mute",
      summary: "Read no more of who wrote this comment, or take that back; nobody is told",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      limits: [...limits],
      params: z.object({ commentId: uuid }),
      body: muteAuthorBody,
      reply: z.object({
        isMuted: z.boolean(),
        storyId: z.uuid(),
        comments: z.array(z.uuid()).describe("What they said under the same story"),
      }),
      refuses: ["not_found", "not_allowed"],
      form: {
        done: ({ storyId, isMuted }) => `/stories/${storyId}?done=${isMuted ? "muted" : "unmuted"}#comments`,
      },
    }),
    async ({ ctx, params, body }) => muteAuthor(ctx, params.commentId, body.isMuted),
  ),
  route(
    contract({
      id: "listMutedComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments/muted",
      summary: "Which comments under a story are by members whom I have muted",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      params: z.object({ storyId: uuid }),
      reply: z.object({ comments: z.array(z.uuid()) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      await storyById(ctx, params.storyId);
      return { comments: await mutedUnder(ctx, params.storyId) };
    },
  ),
  route(
    contract({
      id: "myMutes",
      method: "GET",
      path: "/api/v1/me/mutes",
      summary: "Whom I have muted",
      tag: "Comments",
      access: "member",
      reply: z.object({ items: z.array(mutedMemberView) }),
    }),
    async ({ ctx }) => ({ items: await mutedMembers(ctx) }),
  ),
  route(
    contract({
      id: "unmuteMember",
      method: "POST",
      path: "/api/v1/me/mutes/{muteId}/end",
      summary: "Read a member again",
      tag: "Comments",
      access: "member",
      limits: [...limits],
      params: z.object({ muteId: uuid }),
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: {
        done: () => "/account?done=unmuted#muted",
        refused: (refusal) => `/account?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => unmute(ctx, params.muteId),
  ),
];
