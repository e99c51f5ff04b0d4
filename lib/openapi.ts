import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { isKeyAct } from "./api-key.ts";
import type { Contract, Endpoint } from "./contract.ts";
import { cookieName } from "./cookies.ts";

/** The OpenAPI 3.1 document of all contracts. Made from the very objects that parse and answer, so it cannot lag behind. */
export function openApiOf(endpoints: Endpoint[], server: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const { contract } of endpoints) {
    const item = paths[contract.path] ?? {};
    paths[contract.path] = { ...item, [contract.method.toLowerCase()]: operationOf(contract) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Masthead",
      version: "1",
      description: "Members for a news site: one HTTP API for screens, CMS and scripts.",
    },
    servers: [{ url: server }],
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key that was made at the desk, under Keys" },
        session: { type: "apiKey", in: "cookie", name: cookieName("session", server.startsWith("https:")) },
      },
      schemas: { Problem: problem },
    },
    paths,
  });
}

const problem = z
  .object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), requestId: z.string() })
  .loose()
  .meta({ id: "Problem", description: "RFC 9457: what went wrong and how to go on." });

const binary = { type: "string" as const, format: "binary" };

function operationOf(contract: Contract): ZodOpenApiOperationObject {
  const status = `${contract.status ?? 200}` as `${1 | 2 | 3 | 4 | 5}${string}`;
  const type = contract.produces ?? "application/json";
  const content = contract.produces
    ? { [type]: { schema: { type: "string" as const } } }
    : { [type]: { schema: contract.reply } };
  return {
    operationId: contract.id,
    summary: contract.summary,
    tags: [contract.tag],
    ...(contract.access === "anyone"
      ? {}
      : { security: isKeyAct(contract.access) ? [{ session: [] }, { key: [] }] : [{ session: [] }] }),
    ...(contract.isEmbeddable ? { "x-embeddable": true } : {}),
    ...(contract.access === "anyone" || contract.access === "member" ? {} : { "x-desk-act": contract.access }),
    ...(contract.stepUp ? { "x-step-up": true } : {}),
    requestParams: {
      ...(contract.params ? { path: contract.params as z.ZodObject } : {}),
      ...(contract.query ? { query: contract.query as z.ZodObject } : {}),
    },
    ...(contract.takes
      ? { requestBody: { required: true, content: { [contract.takes]: { schema: binary } } } }
      : contract.body
        ? {
            requestBody: {
              required: true,
              content: {
                [contract.isRaw ? "text/plain" : "application/json"]: { schema: contract.body },
                ...(contract.form || (contract.isCrossSite && !contract.isRaw)
                  ? { "application/x-www-form-urlencoded": { schema: contract.body } }
                  : {}),
              },
            },
          }
        : {}),
    responses: {
      [status]: status === "204" ? { description: "Done" } : { description: "Done", content },
      default: {
        description: contract.refuses ? `A problem. Of its own: ${contract.refuses.join(", ")}.` : "A problem",
        content: { "application/problem+json": { schema: problem } },
      },
    },
  };
}
