import { z } from "zod";
import { contract, type Endpoint } from "../contract.ts";
import { openApiOf } from "../openapi.ts";
import { route } from "../route.ts";
import { clientSource } from "../typed-client/source.ts";
import { watchEndpoints } from "./watch-api.ts";

let source: string | undefined;

/** Health, readiness, figures, the OpenAPI document and the client made of it. `all` is asked late, for the document describes this list too. */
export function houseEndpoints(all: () => Endpoint[]): Endpoint[] {
  return [
    ...watchEndpoints,
    route(
      contract({
        id: "openApi",
        method: "GET",
        path: "/api/openapi.json",
        summary: "This document",
        tag: "Running it",
        access: "anyone",
        reply: z.record(z.string(), z.unknown()),
        caching: "public, max-age=300",
      }),
      async ({ ctx }) => openApiOf(all(), ctx.env.http.appUrl) as unknown as Record<string, unknown>,
    ),
    route(
      contract({
        id: "typedClient",
        method: "GET",
        path: "/api/client/masthead.ts",
        summary: "A client for all of this in one TypeScript file, with its types",
        tag: "Running it",
        access: "anyone",
        reply: z.string(),
        produces: "text/plain; charset=utf-8",
        caching: "public, max-age=300",
      }),
      async ({ ctx }) => {
        // It changes with the product and its address alone, and takes a tenth of a second to make.
        source ??= clientSource(openApiOf(all(), ctx.env.http.appUrl));
        return new Response(source, { headers: { "content-type": "text/plain; charset=utf-8" } });
      },
    ),
  ];
}
