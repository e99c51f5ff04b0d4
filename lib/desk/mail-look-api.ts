import { z } from "zod";
import { contract } from "../contract.ts";
import { mailLookSchema } from "../mail-look.ts";
import { route } from "../route.ts";
import { mailLookChoiceOf, previewMailLook, setMailLook } from "./mail-look.ts";

const path = "/api/v1/desk/settings/mail-look";
const page = "/desk/settings/mails";

/** How all mails of the publication look. */
export const mailLookEndpoints = [
  route(
    contract({
      id: "readMailLook",
      method: "GET",
      path,
      summary: "How all mails of the publication look",
      tag: "Desk",
      access: "settings.edit",
      reply: mailLookSchema,
    }),
    ({ ctx }) => mailLookChoiceOf(ctx),
  ),
  route(
    contract({
      id: "setMailLook",
      method: "POST",
      path,
      summary: "Set how all mails of the publication look from now on: their accent, their head and their letters",
      tag: "Desk",
      access: "settings.edit",
      body: mailLookSchema,
      reply: mailLookSchema,
      form: {
        done: () => `${page}?done=saved`,
        refused: (refusal) => `${page}?problem=${encodeURIComponent(refusal.message)}`,
        keeps: true,
      },
    }),
    ({ ctx, body }) => setMailLook(ctx, body),
  ),
  route(
    contract({
      id: "previewMailLook",
      method: "GET",
      path: `${path}/preview`,
      summary: "A sample mail in a look that is not saved yet, for a frame: nothing in it can run",
      tag: "Desk",
      access: "settings.edit",
      query: mailLookSchema.safeExtend({ dark: z.enum(["yes", "no"]).default("no") }),
      reply: z.string(),
      produces: "text/html",
    }),
    async ({ ctx, query: { dark, ...chosen } }) => {
      const { body, headers } = await previewMailLook(ctx, chosen, dark === "yes");
      return new Response(body, { headers });
    },
  ),
];
