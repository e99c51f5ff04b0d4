import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { storyById } from "../stories/reads.ts";
import { storyView } from "../stories/schema.ts";
import { isMetered } from "./meter.ts";
import { meterRequest } from "./meter-request.ts";
import { planSettingsChange, planSettingsView, setPlanSettings } from "./settings.ts";

export const meterEndpoints = [
  route(
    contract({
      id: "showStory",
      method: "GET",
      path: "/api/v1/stories/{storyId}",
      summary: "One story; without its body where it is for who has a plan",
      tag: "Stories",
      access: "anyone",
      params: z.object({ storyId: uuid }),
      reply: storyView.extend({
        reading: z
          .object({
            state: z.enum(["open", "free", "closed"]),
            isMetered: z.boolean().describe("Whether it is counted, or closed, for who has no plan"),
            left: z.int().optional(),
            of: z.int().optional(),
          })
          .describe(
            "Whether its body is open to you: to all or by your plan, as one of your free stories of the month, or not",
          ),
      }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, request, cookies }) => {
      const story = await storyById(ctx, params.storyId);
      const reading = await meterRequest(ctx, request, { storyId: story.id, actor: ctx.actor, cookies });
      const bodyHtml = reading.state === "closed" ? null : story.bodyHtml;
      return { ...story, bodyHtml, reading: { ...reading, isMetered: isMetered(reading) } };
    },
  ),
  route(
    contract({
      id: "setPlanSettings",
      method: "POST",
      path: "/api/v1/desk/settings/plans",
      summary: "Free stories for readers without a plan, and the grace when a payment fails",
      tag: "Desk",
      access: "settings.edit",
      body: planSettingsChange,
      reply: planSettingsView,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => setPlanSettings(ctx, body),
  ),
];
