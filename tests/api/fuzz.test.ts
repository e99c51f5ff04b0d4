import Ajv from "ajv/dist/2020.js";
import { beforeAll, expect, test } from "vitest";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom } from "../cast.ts";
import { testHouse } from "../house.ts";
import { fitting, type Schema, unlike } from "./made-up.ts";

const house = testHouse();
const perOperation = Number(process.env.FUZZ_CASES ?? 14);

type Operation = {
  operationId: string;
  parameters?: { name: string; in: "path" | "query"; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };
let doc: Document;
const tallies = new Map<number, number>();
let ids: Record<string, string[]>;
const ajv = new Ajv({ strict: false, validateFormats: false });

beforeAll(async () => {
  doc = (await (await ask("GET", "/api/openapi.json")).json()) as Document;
  ajv.addSchema({ $id: "doc", ...doc });
  const { ada } = await newsroom(house);
  ids = await things(ada.cookie);
});

/** Something of each kind, so that what is asked about is there as often as not. */
async function things(cookie: string): Promise<Record<string, string[]>> {
  const made = async (method: string, path: string, body: unknown, by = cookie) => {
    const answer = await ask(method, path, { cookie: by, body });
    const view = (await answer.json()) as { id: string };
    expect(answer.status, `${path}: ${JSON.stringify(view)}`).toBeLessThan(300);
    return view.id;
  };
  const story = await house.story();
  const member = await house.member("Greta");
  const comment = await made(
    "POST",
    `/api/v1/stories/${story.id}/comments`,
    { text: "The gauge at the weir was read twice." },
    member.cookie,
  );
  await made("PUT", `/api/v1/bookmarks/${story.id}`, undefined, member.cookie).catch(() => {});
  const letter = { slug: "tide", name: "The Tide", description: "What came in.", cadence: "Weekly" };
  await made("POST", "/api/v1/desk/newsletters", letter);
  const issue = await made("POST", "/api/v1/desk/newsletters/tide/issues", {
    subject: "What the tide brought",
    preview: "Mud.",
    body: "The tide brought mud to Marlow.",
  });
  return {
    storyId: [story.id],
    memberId: [member.actor.id],
    commentId: [comment],
    threadId: [comment],
    issueId: [issue],
    slug: ["tide"],
  };
}

/** Every shape of nonsense for one operation, the same in each run: half of them as the document asks, half of them not. */
const operations = endpoints.map(({ contract }) => [`${contract.method} ${contract.path}`, contract] as const);

test.each(operations)(
  "E1: %s answers made-up input without falling over, and as the document says",
  async (_, contract) => {
    const operation = doc.paths[contract.path]?.[contract.method.toLowerCase()] as Operation;
    // Somebody new for each, for signing out is one of the operations, and so is erasing oneself.
    const [admin, member] = [await house.member("Ada", "admin"), await house.member("Wilma")];
    const cookies = [admin.cookie, member.cookie, admin.cookie, undefined];
    for (let seed = 0; seed < perOperation; seed += 1) {
      const { path, body } = request(contract.path, operation, seed);
      const cookie = cookies[Math.floor(seed / 2) % cookies.length];
      const answer = await ask(contract.method, path, {
        ...(cookie ? { cookie } : {}),
        ...(contract.isRaw ? { raw: String(JSON.stringify(body) ?? "") } : body === undefined ? {} : { body }),
        from: ownNetwork(),
      });
      // What goes on for as long as somebody listens is looked at no further.
      if (contract.produces === "text/event-stream" && answer.ok) {
        await answer.body?.cancel();
        continue;
      }
      const text = await answer.text();
      const told = `${contract.method} ${path} ${JSON.stringify(body)?.slice(0, 2_000)}\n${answer.status} ${text.slice(0, 600)}`;
      tallies.set(answer.status, (tallies.get(answer.status) ?? 0) + 1);
      expect(answer.status, told).not.toBe(500);
      if (answer.status >= 500) expect(contract.refuses ?? [], told).toContain("unavailable");
      const isDone = answer.status < 400;
      const said = operation.responses[isDone ? String(answer.status) : "default"];
      if (isDone && answer.status === 303) continue;
      expect(said, told).toBeDefined();
      const [type, content] = Object.entries(said?.content ?? {})[0] ?? [];
      if (!type?.includes("json") || !content) continue;
      expect(answer.headers.get("content-type"), told).toContain(type);
      const pointer = `doc#/paths/${contract.path.replaceAll("~", "~0").replaceAll("/", "~1")}/${contract.method.toLowerCase()}/responses/${isDone ? answer.status : "default"}/content/${type.replaceAll("/", "~1")}/schema`;
      const fits = ajv.getSchema(encodeURI(pointer));
      expect(fits, pointer).toBeDefined();
      expect(fits?.(JSON.parse(text)), `${told}\n${ajv.errorsText(fits?.errors)}`).toBe(true);
    }
  },
);

test("of what was made up, enough gets past the first check to be worth it", () => {
  const all = [...tallies.values()].reduce((sum, count) => sum + count, 0);
  const done = [...tallies].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
  expect(done / all).toBeGreaterThan(0.15);
  for (const status of [401, 404, 422]) expect(tallies.get(status), `${status}`).toBeGreaterThan(20);
});

function request(shape: string, operation: Operation, seed: number): { path: string; body: unknown } {
  const context = { doc, ids, seed: `${operation.operationId} ${seed}` };
  const isWild = seed % 2 === 1;
  const given = (name: string, schema: Schema) => {
    const known = ids[name];
    if (known && seed % 4 !== 3) return known[seed % known.length];
    return isWild
      ? unlike(schema, { ...context, seed: `${context.seed} ${name}` })
      : fitting(schema, { ...context, seed: `${context.seed} ${name}` });
  };
  const parameters = operation.parameters ?? [];
  const schemaOf = (name: string) => parameters.find((one) => one.name === name)?.schema ?? {};
  const path = shape.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(inPath(given(name, schemaOf(name)))),
  );
  const query = new URLSearchParams();
  for (const { name, schema } of parameters.filter((one) => one.in === "query"))
    if (seed % 3 !== 0) query.set(name, inPath(given(name, schema)));
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const body = schema && (isWild ? unlike(schema, context) : fitting(schema, context));
  return { path: query.size > 0 ? `${path}?${query}` : path, body };
}

const inPath = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
  // What no address can hold, a client could not have sent.
  return text.toWellFormed().slice(0, 2_000) || "x";
};
