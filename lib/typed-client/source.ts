import { runtime } from "./runtime.ts";
import { comment, type Schema, typeOf } from "./types.ts";

type Content = Record<string, { schema?: unknown }>;
type Operation = {
  operationId: string;
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
  security?: Record<string, unknown>[];
  "x-desk-act"?: string;
  "x-step-up"?: boolean;
};
/** Whatever `openApiOf` makes. */
export type OpenApi = {
  info: { version: string };
  servers?: { url: string }[];
  paths?: Record<string, unknown>;
  components?: { schemas?: Record<string, unknown> };
};

/**
 * A client for the API as one TypeScript file without dependencies: a method for each operation of the document, with the types of
 * what it takes and gives. It runs where `fetch` is: browsers, Node 20 and later, Deno, Bun, workers.
 */
export function clientSource(document: OpenApi): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation })),
  );
  const server = document.servers?.[0]?.url ?? "";
  const schemas = Object.entries(document.components?.schemas ?? {});
  return [
    `// Masthead's API, version ${document.info.version}, at ${server}. Made out of its OpenAPI document; do not change it, fetch it anew:`,
    `//   curl -fo masthead.ts ${server}/api/client/masthead.ts`,
    "",
    ...schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema as Schema)};\n`),
    "export type Operations = {",
    ...operations.map(({ operation }) => typesOf(operation)),
    "};",
    "",
    "const routes: { [Id in keyof Operations]: readonly [method: string, path: string, bodyType: string, answer: Answer] } = {",
    ...operations.map(({ method, path, operation }) => routeOf(method, path, operation)),
    "};",
    "",
    runtime,
  ].join("\n");
}

function typesOf(operation: Operation): string {
  const params = parametersOf(operation, "path");
  const query = parametersOf(operation, "query");
  const body = bodyOf(operation)?.schema;
  const inner = "    ";
  const input = [
    ...(params ? [`${inner}  params: ${typeOf(params, `${inner}  `)};\n`] : []),
    ...(query ? [`${inner}  query${query.required?.length ? "" : "?"}: ${typeOf(query, `${inner}  `)};\n`] : []),
    ...(body ? [`${inner}  body: ${typeOf(body as Schema, `${inner}  `)};\n`] : []),
  ];
  return (
    comment([operation.summary, whoMay(operation)].filter(Boolean).join(". "), "  ") +
    `  ${operation.operationId}: {\n${inner}input: ${input.length ? `{\n${input.join("")}${inner}}` : "unknown"};\n` +
    `${inner}reply: ${replyOf(operation)};\n  };`
  );
}

function whoMay({ security, "x-desk-act": act, "x-step-up": stepUp }: Operation): string | undefined {
  if (!security) return;
  if (!act) return "For members who are signed in, in a browser";
  const isForKeys = security.some((one) => "key" in one);
  return `Needs “${act}”${isForKeys ? "; a key can have it" : ", at the desk"}${stepUp ? "; at the desk it asks for proof" : ""}`;
}

function parametersOf({ parameters = [] }: Operation, where: string): Schema | undefined {
  const some = parameters.filter((one) => one.in === where);
  if (some.length === 0) return;
  return {
    type: "object",
    properties: Object.fromEntries(
      some.map(({ name, schema, description }) => {
        const type = schema as Schema;
        return [name, description ? { ...type, description } : type];
      }),
    ),
    required: some.filter((one) => one.required).map(({ name }) => name),
  };
}

/** JSON where an operation takes it, for it alone holds lists and objects. */
function bodyOf({ requestBody }: Operation): { type: string; schema: unknown } | undefined {
  const content = requestBody?.content ?? {};
  const type = "application/json" in content ? "application/json" : Object.keys(content)[0];
  return type === undefined ? undefined : { type, schema: content[type]?.schema ?? {} };
}

function answerOf({ responses }: Operation): { kind: "json" | "nothing" | "response"; schema?: Schema } {
  const content = Object.entries(responses).find(([status]) => status !== "default")?.[1].content;
  if (!content) return { kind: "nothing" };
  const schema = content["application/json"]?.schema;
  return schema ? { kind: "json", schema: schema as Schema } : { kind: "response" };
}

function replyOf(operation: Operation): string {
  const { kind, schema } = answerOf(operation);
  if (kind === "nothing") return "undefined";
  return schema ? typeOf(schema, "    ") : "Response";
}

function routeOf(method: string, path: string, operation: Operation): string {
  const parts = [method.toUpperCase(), path, bodyOf(operation)?.type ?? "", answerOf(operation).kind];
  return `  ${operation.operationId}: [${parts.map((part) => JSON.stringify(part)).join(", ")}],`;
}
