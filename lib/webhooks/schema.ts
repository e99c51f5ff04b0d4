import { z } from "zod";
import { moment } from "../contract.ts";
import { isUrl } from "../is-url.ts";
import { type EventType, eventTypes } from "../outbox.ts";

const types = Object.keys(eventTypes) as [EventType, ...EventType[]];

export const endpointBody = z.object({
  address: z
    .url({ protocol: /^https?$/, error: "Write the whole address, with https:// in front." })
    .max(2_000)
    .refine(
      (address) => !isUrl(address) || new URL(address).username === "",
      "Leave the user name and password out; requests are signed.",
    ),
  description: z.string().trim().max(200, "At most 200 characters.").default(""),
  events: z
    .array(z.enum(types))
    .min(1, "Choose at least one event.")
    .transform((events) => [...new Set(events)]),
});
export type EndpointBody = z.output<typeof endpointBody>;

export const endpointActs = ["pause", "resume", "roll", "test", "remove"] as const;

export const endpointView = z.object({
  id: z.uuid(),
  address: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  createdAt: moment,
  isPaused: z.boolean(),
  failingSince: moment.nullable().describe("Since when every try has failed; null when the last one did not"),
  waiting: z.int(),
  givenUp: z.int(),
});
export const wholeEndpoint = endpointView.extend({
  secret: z.string().describe("Signs every request (Standard Webhooks)"),
  previousUntil: moment.nullable().describe("Until then the secret before this one signs as well"),
});

export const deliveryView = z.object({
  id: z.uuid(),
  eventId: z.uuid().describe("The receiver's webhook-id"),
  type: z.string(),
  at: moment,
  state: z.enum(["waiting", "delivered", "given_up"]),
  tries: z.int(),
  nextAt: moment.nullable().describe("When it is tried again; null when it is not"),
  body: z.string().nullable().describe("What is sent; null before the first try"),
  attempts: z.array(
    z.object({
      at: moment,
      ms: z.int(),
      status: z.int().nullable(),
      answer: z.string().nullable(),
      problem: z.string().nullable(),
    }),
  ),
});
