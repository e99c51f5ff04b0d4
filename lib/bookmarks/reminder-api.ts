import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { chooseReminder, reminderOf, stopReminder } from "./remind.ts";

const reminderView = z.object({
  weekday: z.int().min(1).max(7).nullable().describe("1 is Monday, 7 is Sunday; null for no mails"),
});
const zones = new Set(Intl.supportedValuesOf("timeZone").concat("UTC"));
const reminderBody = z.object({
  weekday: z.union([
    z.int().min(1).max(7).nullable(),
    // As a form says it.
    z.enum(["1", "2", "3", "4", "5", "6", "7", "never"]).transform((day) => (day === "never" ? null : Number(day))),
  ]),
  timeZone: z
    .string()
    .max(64)
    .optional()
    .transform((zone) => (zone && zones.has(zone) ? zone : undefined))
    .describe("Where the member's morning is, like Europe/Berlin; one that is not known is left out"),
});
const stopBody = z.object({
  "List-Unsubscribe": z.string().optional(),
  page: z.literal("yes").optional().describe("Asked from our own page, which is shown again"),
});

/** The weekly mail about what is still unread: asked for, and its end by what is in each of them. */
export const reminderEndpoints = [
  route(
    contract({
      id: "showReadingReminder",
      method: "GET",
      path: "/api/v1/me/reading-reminder",
      summary: "On which day I am mailed what of my reading list is still unread",
      tag: "Bookmarks",
      access: "member",
      reply: reminderView,
    }),
    async ({ ctx }) => reminderOf(ctx),
  ),
  route(
    contract({
      id: "chooseReadingReminder",
      method: "POST",
      path: "/api/v1/me/reading-reminder",
      summary: "Choose the day of the weekly mail about what is still unread, or none",
      tag: "Bookmarks",
      access: "member",
      limits: [{ name: "reading-reminder", points: 30, perSeconds: 600, by: "member" }],
      body: reminderBody,
      reply: reminderView,
      form: {
        done: () => "/reading-list?done=saved#still-unread",
        refused: (refusal) => `/reading-list?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => chooseReminder(ctx, body),
  ),
  route(
    contract({
      id: "stopReadingReminder",
      method: "POST",
      path: "/api/v1/reading-reminders/{token}/stop",
      summary: "One-click unsubscribe (RFC 8058): ends the weekly mails to the reader of one of them",
      tag: "Bookmarks",
      access: "anyone",
      isCrossSite: true,
      params: z.object({ token: z.string().max(200) }),
      body: stopBody,
      reply: z.object({ hasStopped: z.literal(true) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await stopReminder(ctx, params.token, body.page ? "unsubscribe page" : "one-click unsubscribe");
      const location = `/reading-list/stop/${encodeURIComponent(params.token)}`;
      return body.page ? new Response(null, { status: 303, headers: { location } }) : { hasStopped: true as const };
    },
  ),
];
