import { expect, test } from "vitest";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

testHouse();

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const document = async () =>
  (await (await ask("GET", "/api/openapi.json")).json()) as Json & { paths: Record<string, Json> };

const operationsOf = (doc: { paths: Record<string, Json> }) =>
  Object.entries(doc.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method,
      operation: operation as Json & { operationId: string },
    })),
  );

test("it is OpenAPI 3.1 with a title, a version and the address of this house", async () => {
  const doc = await document();
  expect(doc.openapi).toMatch(/^3\.1\.\d+$/);
  expect(doc.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  expect(doc.servers).toEqual([{ url: "http://site.test" }]);
});

test("it lists every contract once, under an id of its own", async () => {
  const operations = operationsOf(await document());
  const said = operations.map(
    ({ path, method, operation }) => `${method.toUpperCase()} ${path} ${operation.operationId}`,
  );
  const wanted = endpoints.map(({ contract }) => `${contract.method} ${contract.path} ${contract.id}`);
  expect(said.sort()).toEqual(wanted.sort());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

test("every parameter of a path is declared and required, and no other", async () => {
  for (const { path, operation } of operationsOf(await document())) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const parameters = (operation.parameters ?? []) as {
      name: string;
      in: string;
      required?: boolean;
      schema: unknown;
    }[];
    const declared = parameters.filter((parameter) => parameter.in === "path");
    expect(declared.map(({ name }) => name).sort(), path).toEqual(inPath);
    for (const parameter of declared) expect(parameter.required).toBe(true);
    for (const parameter of parameters) expect(isObject(parameter.schema)).toBe(true);
  }
});

test("every operation has a summary, a tag, an answer and the problem that it may answer instead", async () => {
  for (const { operation } of operationsOf(await document())) {
    expect(operation).toMatchObject({ summary: expect.stringMatching(/\w/), tags: [expect.any(String)] });
    const responses = operation.responses as Json;
    expect(Object.keys(responses)).toHaveLength(2);
    expect(JSON.stringify(responses.default)).toContain("application/problem+json");
    for (const response of Object.values(responses))
      expect(response).toMatchObject({ description: expect.any(String) });
  }
});

test("every reference leads somewhere, and no schema is of a kind that JSON Schema does not know", async () => {
  const doc = await document();
  const kinds = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
  const walk = (value: unknown, at: string, isSchema: boolean): void => {
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) walk(one, `${at}/${index}`, isSchema);
      return;
    }
    if (!isObject(value)) return;
    if (typeof value.$ref === "string") {
      const found = value.$ref
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>((place, key) => (isObject(place) ? place[key] : undefined), doc);
      expect(found, `${at}: ${value.$ref}`).toBeDefined();
    }
    if (isSchema && "type" in value && !isObject(value.type))
      for (const type of [value.type].flat()) expect(kinds.has(String(type)), `${at}: ${type}`).toBe(true);
    for (const [key, inner] of Object.entries(value))
      walk(inner, `${at}/${key}`, isSchema || key === "schema" || key === "schemas");
  };
  walk(doc.paths, "paths", false);
  walk(doc.components, "components", false);
});

test("what needs a session says so", async () => {
  const access = new Map(endpoints.map(({ contract }) => [contract.id, contract.access]));
  for (const { operation } of operationsOf(await document()))
    expect(Boolean(operation.security), operation.operationId).toBe(access.get(operation.operationId) !== "anyone");
});
