import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { house } from "@/lib/wiring.ts";
import { type Operation, operations, type Schema, whoMay } from "../operations.ts";

type Props = { params: Promise<{ operation: string }> };

const find = async ({ params }: Props) => {
  const { operation: id } = await params;
  return operations().find((one) => one.operationId === id);
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const operation = await find(props);
  return operation ? { title: operation.summary } : {};
}

export default async function OperationPage(props: Props) {
  const operation = await find(props);
  if (!operation) notFound();
  const body = jsonOf(operation.requestBody?.content);
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code !== "default") ?? [
    "200",
    undefined,
  ];
  const [type = "application/json"] = Object.keys(answer?.content ?? {});
  const result = jsonOf(answer?.content);
  return (
    <div className="narrow stack">
      <p className="meta">
        <Link href="/developers">The API</Link>
      </p>
      <h1>{operation.summary}</h1>
      <p>
        <code className="call">
          {operation.method} {operation.path}
        </code>
      </p>
      <p className="meta">
        {whoMay(operation)}.
        {operation["x-step-up"] ? " People show their second factor first, if it was not within fifteen minutes." : ""}
        {operation["x-embeddable"] ? " Pages of listed origins may ask it." : ""}
      </p>
      {operation.parameters?.length ? (
        <>
          <h2>In the address</h2>
          <dl className="fields">
            {operation.parameters.map(({ name, required, schema }) => (
              <Field isRequired={required === true} key={name} name={name} schema={schema ?? {}} />
            ))}
          </dl>
        </>
      ) : null}
      {body ? (
        <>
          <h2>What is sent</h2>
          <Fields schema={body} />
        </>
      ) : null}
      <h2>What is answered</h2>
      <p>
        {status}
        {answer?.content ? `, ${type}` : ", with nothing in it"}
      </p>
      {result && type === "application/json" ? <Fields schema={result} /> : null}
      <p className="meta">{operation.responses.default?.description}</p>
      <h2>By curl</h2>
      <pre className="snippet">
        <code>{curlOf(operation, body)}</code>
      </pre>
    </div>
  );
}

const jsonOf = (content?: Record<string, { schema?: Schema }>) => Object.values(content ?? {})[0]?.schema;

function Fields({ schema }: { schema: Schema }) {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices)
    return choices.map((choice, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the choices of a schema have no other name
      <div key={at}>
        {at > 0 ? <p className="meta">or</p> : null}
        <Fields schema={choice} />
      </div>
    ));
  const { properties, required } = merged(schema);
  if (Object.keys(properties).length === 0) return <p>{typeOf(schema)}</p>;
  return (
    <dl className="fields">
      {Object.entries(properties).map(([name, one]) => (
        <Field isRequired={required.includes(name)} key={name} name={name} schema={one} />
      ))}
    </dl>
  );
}

function Field({ name, schema, isRequired }: { name: string; schema: Schema; isRequired: boolean }) {
  const inside = schema.items ?? schema;
  const hasFields = Object.keys(merged(inside).properties).length > 0;
  return (
    <div>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        {typeOf(schema)}
        {isRequired
          ? ""
          : schema.default === undefined
            ? ", may be left out"
            : `, ${JSON.stringify(schema.default)} when left out`}
        {schema.description ? `. ${schema.description}` : ""}
        {hasFields ? <Fields schema={inside} /> : null}
      </dd>
    </div>
  );
}

/** What has several parts has the fields of all. */
function merged(schema: Schema): { properties: Record<string, Schema>; required: string[] } {
  const parts = (schema.allOf ?? []).map(merged);
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
    required: [...parts.flatMap((part) => part.required), ...(schema.required ?? [])],
  };
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const type = [schema.type ?? "anything"].flat().join(" or ");
  return schema.format ? `${type} (${schema.format})` : type;
}

function curlOf({ method, path, security }: Operation, body: Schema | undefined): string {
  const isForKeys = security?.some((one) => "key" in one);
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${house().env.http.appUrl}${path}`];
  if (isForKeys) lines.push(`-H "authorization: Bearer $MASTHEAD_KEY"`);
  if (body) {
    const names = Object.keys(merged((body.anyOf ?? body.oneOf)?.[0] ?? body).properties);
    lines.push(`-H "content-type: application/json"`, `-d '{${names.map((name) => `"${name}": …`).join(", ")}}'`);
  }
  return lines.join(" \\\n  ");
}
