import { z } from "zod";
import { contract, uuid } from "../../contract.ts";
import { route } from "../../route.ts";
import { askRetraining } from "./ask.ts";
import { civilityModelOf } from "./reads.ts";
import { civilityModelView } from "./schema.ts";
import { useRetraining, useShipped } from "./use.ts";

const form = (done: string) => ({
  done: () => `/desk/rules?done=${done}#civility`,
  refused: (refusal: { message: string }) => `/desk/rules?problem=${encodeURIComponent(refusal.message)}`,
});

/** The civility model, retrained with the newsroom's own decisions. */
export const retrainingEndpoints = [
  route(
    contract({
      id: "readCivilityModel",
      method: "GET",
      path: "/api/v1/desk/civility",
      summary: "Which model judges civility, and what was learnt from the newsroom's decisions",
      tag: "Desk",
      access: "settings.edit",
      reply: civilityModelView,
    }),
    async ({ ctx }) => civilityModelOf(ctx),
  ),
  route(
    contract({
      id: "retrainCivility",
      method: "POST",
      path: "/api/v1/desk/civility/retrainings",
      summary: "Learn a correction from the newsroom's decisions, and measure it; nothing is used by that",
      tag: "Desk",
      access: "settings.edit",
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["changed_meanwhile"],
      form: form("retraining-asked"),
    }),
    async ({ ctx }) => askRetraining(ctx),
  ),
  route(
    contract({
      id: "useRetraining",
      method: "POST",
      path: "/api/v1/desk/civility/retrainings/{retrainingId}/use",
      summary: "Take a retraining into use",
      tag: "Desk",
      access: "settings.edit",
      params: z.object({ retrainingId: uuid }),
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found", "changed_meanwhile"],
      form: form("retraining-used"),
    }),
    async ({ ctx, params }) => useRetraining(ctx, params.retrainingId),
  ),
  route(
    contract({
      id: "useShippedCivility",
      method: "POST",
      path: "/api/v1/desk/civility/shipped",
      summary: "Go back to the shipped model",
      tag: "Desk",
      access: "settings.edit",
      body: z.object({}),
      reply: z.object({ id: z.uuid().nullable() }),
      form: form("shipped-used"),
    }),
    async ({ ctx }) => useShipped(ctx),
  ),
];
