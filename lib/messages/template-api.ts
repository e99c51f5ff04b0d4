import { z } from "zod";
import { contract } from "../contract.ts";
import { emailAddress } from "../members/address.ts";
import { route } from "../route.ts";
import { previewTemplate } from "./preview.ts";
import { listTemplates, templateByName } from "./reads.ts";
import { givenFields, templateDraft, templateSave, templateView } from "./schema.ts";
import { makeTemplate, retireTemplate, saveTemplate } from "./template.ts";
import { testMessage } from "./test-message.ts";

const ofOne = {
  tag: "Messages",
  access: "messages.write",
  params: z.object({ name: z.string().min(1).max(60) }),
} as const;
const mostBytes = 524_288;

/** The words of mails to one person. */
export const messageTemplateEndpoints = [
  route(
    contract({
      id: "listMessageTemplates",
      method: "GET",
      path: "/api/v1/desk/message-templates",
      summary: "Every template of mails to one person",
      tag: "Messages",
      access: "messages.write",
      reply: z.object({ items: z.array(templateView) }),
    }),
    async ({ ctx }) => ({ items: await listTemplates(ctx) }),
  ),
  route(
    contract({
      id: "makeMessageTemplate",
      method: "POST",
      path: "/api/v1/desk/message-templates",
      summary: "A new template; nothing is sent by it until it is whole",
      tag: "Messages",
      access: "messages.write",
      stepUp: true,
      body: templateDraft,
      most: mostBytes,
      reply: templateView,
      status: 201,
      form: {
        done: ({ name }) => `/desk/messages/${name}`,
        refused: (refusal) => `/desk/messages?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => makeTemplate(ctx, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "showMessageTemplate",
      method: "GET",
      path: "/api/v1/desk/message-templates/{name}",
      summary: "A template as it was saved last",
      reply: templateView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => templateByName(ctx, params.name),
  ),
  route(
    contract({
      ...ofOne,
      id: "saveMessageTemplate",
      method: "PUT",
      path: "/api/v1/desk/message-templates/{name}",
      summary: "Save a template over the version that was open; mails go out in these words from then on",
      // It is sent without asking again, so writing it is sending.
      stepUp: true,
      body: templateSave,
      most: mostBytes,
      reply: templateView,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => saveTemplate(ctx, params.name, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "retireMessageTemplate",
      method: "POST",
      path: "/api/v1/desk/message-templates/{name}/retire",
      summary: "Send nothing by this template any more",
      body: z.object({}),
      reply: templateView,
      refuses: ["not_found"],
      form: { done: ({ name }) => `/desk/messages/${name}?done=saved` },
    }),
    async ({ ctx, params }) => retireTemplate(ctx, params.name, true),
  ),
  route(
    contract({
      ...ofOne,
      id: "bringBackMessageTemplate",
      method: "POST",
      path: "/api/v1/desk/message-templates/{name}/bring-back",
      summary: "Let mails be sent by a template again that was retired",
      stepUp: true,
      body: z.object({}),
      reply: templateView,
      refuses: ["not_found"],
      form: { done: ({ name }) => `/desk/messages/${name}?done=saved` },
    }),
    async ({ ctx, params }) => retireTemplate(ctx, params.name, false),
  ),
  route(
    contract({
      ...ofOne,
      id: "testMessageTemplate",
      method: "POST",
      path: "/api/v1/desk/message-templates/{name}/test-mails",
      summary: "Send a template as it was saved to colleagues, marked as a test",
      limits: [{ name: "test-mails", points: 60, perSeconds: 3_600, by: "member" }],
      body: z.strictObject({
        to: z.array(emailAddress).min(1, "Name somebody.").max(10, "At most ten at once."),
        fields: givenFields,
      }),
      reply: z.object({ mails: z.int() }),
      refuses: ["not_found", "settings_missing", "address_suppressed", "rate_limited"],
    }),
    async ({ ctx, params, body }) => testMessage(ctx, params.name, body.to, body.fields),
  ),
  route(
    contract({
      ...ofOne,
      id: "previewMessageTemplate",
      method: "GET",
      path: "/api/v1/desk/message-templates/{name}/preview",
      summary: "A template as its mail, with something in each field: nothing in it can run",
      query: z.object({ as: z.enum(["html", "text"]).default("html") }),
      reply: z.string(),
      produces: "text/html",
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      const { body, headers } = await previewTemplate(ctx, params.name, query.as);
      return new Response(body, { headers });
    },
  ),
];
