import { openApiOf } from "@/lib/openapi.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { house } from "@/lib/wiring.ts";

export type Schema = {
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};
type Content = Record<string, { schema?: Schema }>;
export type Operation = {
  operationId: string;
  method: string;
  path: string;
  summary: string;
  tags: string[];
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
  "x-desk-act"?: string;
  "x-step-up"?: boolean;
  "x-embeddable"?: boolean;
};

let known: Operation[] | undefined;

/** What the API can do, out of the OpenAPI document. It changes with the product alone, so it is read once a process. */
export function operations(): Operation[] {
  known ??= Object.entries(openApiOf(endpoints, house().env.http.appUrl).paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Omit<Operation, "method" | "path">>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
  return known;
}

/** Who may ask it, in words. */
export function whoMay(operation: Operation): string {
  const act = operation["x-desk-act"];
  if (!operation.security) return "Anybody";
  if (!act) return "Members, for themselves";
  const isForKeys = operation.security.some((one) => "key" in one);
  return `The desk: ${act}${isForKeys ? ", also by a key" : ""}`;
}
