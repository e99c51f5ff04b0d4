/** What zod writes into an OpenAPI document of ours; a word of JSON Schema that is not here makes a type wider, never wrong. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  items?: Schema | false;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

/** A JSON Schema as a TypeScript type, on as many lines as it needs. */
export function typeOf(schema: Schema, indent = ""): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((one) => JSON.stringify(one)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return union(choices.map((one) => typeOf(one, indent)));
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one, indent)})`).join(" & ");
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  return plain(schema, indent);
}

function plain(schema: Schema, indent: string): string {
  switch (schema.type) {
    case "string":
      return schema.format === "binary" ? "Uint8Array | Blob" : "string";
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    case "array":
      return listOf(schema, indent);
    case "object":
      return objectOf(schema, indent);
    default:
      return "unknown";
  }
}

function listOf({ items, prefixItems }: Schema, indent: string): string {
  const rest = items ? `(${typeOf(items, indent)})[]` : items === false ? undefined : "unknown[]";
  if (!prefixItems) return rest ?? "never[]";
  const first = prefixItems.map((one) => typeOf(one, indent));
  return `[${[...first, ...(rest ? [`...${rest}`] : [])].join(", ")}]`;
}

function objectOf({ properties = {}, required = [], additionalProperties: others }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const named = Object.entries(properties).map(([name, schema]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(schema.description, inner)}${inner}${key}${required.includes(name) ? "" : "?"}: ${typeOf(schema, inner)};\n`;
  });
  const record = others && typeof others === "object" ? typeOf(others, inner) : "unknown";
  if (named.length === 0) return others === false ? "{ [name: string]: never }" : `{ [name: string]: ${record} }`;
  // Beside named ones of other types, the rest can only be said as unknown.
  const rest = others === true || typeof others === "object" ? `${inner}[name: string]: unknown;\n` : "";
  return `{\n${named.join("")}${rest}${indent}}`;
}

/** A description as a comment above what it is about, on a line of its own; nothing of it can end the comment. */
export function comment(text: string | undefined, indent: string): string {
  return text ? `${indent}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ").trim()} */\n` : "";
}

const union = (types: string[]) => [...new Set(types)].join(" | ") || "never";
