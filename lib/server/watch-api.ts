import { z } from "zod";
import { contract, type Endpoint } from "../contract.ts";
import { metrics } from "../metrics.ts";
import { route } from "../route.ts";
import { readHouseFigures } from "./house-figures.ts";

const isUp = z.object({ status: z.literal("ok") });

/** For whatever watches a process: is it alive, can it work, and its figures. The site answers them, and a worker on a port of its own. */
export const watchEndpoints: Endpoint[] = [
  route(
    contract({
      id: "health",
      method: "GET",
      path: "/api/health",
      summary: "Is this process alive?",
      tag: "Running it",
      access: "anyone",
      reply: isUp,
    }),
    async () => ({ status: "ok" as const }),
  ),
  route(
    contract({
      id: "ready",
      method: "GET",
      path: "/api/ready",
      summary: "Can this process serve: does the database answer?",
      tag: "Running it",
      access: "anyone",
      reply: isUp,
      refuses: ["unavailable"],
    }),
    async ({ ctx }) => {
      await ctx.sql`select 1 as one`;
      return { status: "ok" as const };
    },
  ),
  route(
    contract({
      id: "metrics",
      method: "GET",
      path: "/api/metrics",
      summary: "Figures for Prometheus",
      tag: "Running it",
      access: "anyone",
      reply: z.string(),
      produces: "text/plain",
    }),
    async ({ ctx }) => {
      await readHouseFigures(ctx);
      const { registry } = metrics();
      return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
    },
  ),
];
