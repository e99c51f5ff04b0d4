import { z } from "zod";
import { record } from "../audit.ts";
import { contract } from "../contract.ts";
import { listMailings } from "../delivery/reads.ts";
import { mailingStates } from "../delivery/states.ts";
import { publicationOf, publicationSchema } from "../publication.ts";
import { route } from "../route.ts";

export const deskEndpoints = [
  route(
    contract({
      id: "listMailings",
      method: "GET",
      path: "/api/v1/desk/mailings",
      summary: "The newest mailings and what became of them",
      tag: "Desk",
      access: "desk.enter",
      reply: z.object({
        items: z.array(
          z.object({
            id: z.uuid(),
            subject: z.string(),
            state: z.enum(mailingStates),
            stateReason: z.string().nullable(),
            total: z.int(),
            accepted: z.int(),
            waiting: z.int(),
            again: z.int(),
            bounced: z.int(),
            uncertain: z.int(),
            left: z.int(),
            rate: z.number(),
            secondsLeft: z.int().nullable(),
          }),
        ),
      }),
    }),
    async ({ ctx }) => ({ items: await listMailings(ctx) }),
  ),
  route(
    contract({
      id: "setPublication",
      method: "POST",
      path: "/api/v1/desk/settings/publication",
      summary: "Name, sender and postal address of the publication",
      tag: "Desk",
      access: "settings.edit",
      body: publicationSchema,
      reply: publicationSchema,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => {
      const { senderName: _name, look: _look, ...before } = await publicationOf(ctx);
      await ctx.db.$transaction(async (tx) => {
        const data = { value: body, updatedAt: ctx.now(), updatedById: ctx.actor.id };
        await tx.setting.upsert({
          where: { key: "publication" },
          create: { key: "publication", ...data },
          update: data,
        });
        await record(tx, ctx, "settings.changed", { kind: "setting", id: "publication" }, { before, after: body });
      });
      return body;
    },
  ),
];
