import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");
const examples = path.join(root, "docs/examples");

const lane = fastLane(endpoints);
const server = http.createServer((request, response) => {
  if (!lane(request, response)) response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const house = testHouse({ APP_URL: home });
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-client-"));
let key: string;

beforeAll(async () => {
  const { cookie } = await house.member("Ada Admin", "admin");
  const acts = ["stories.import", "comments.moderate", "readers.import"];
  const made = await ask("POST", "/api/v1/desk/keys", { cookie, body: { name: "The CMS", acts } });
  key = ((await made.json()) as { token: string }).token;
  const answer = await fetch(`${home}/api/client/masthead.ts`);
  expect(answer.status).toBe(200);
  fs.writeFileSync(path.join(dir, "masthead.ts"), await answer.text());
  fs.copyFileSync(path.join(examples, "push-stories.ts"), path.join(dir, "push-stories.ts"));
});
afterAll(() => {
  fs.rmSync(dir, { recursive: true, force: true });
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** What it exports, as far as it is used here: its own types are made when the house runs. */
type Client = Record<string, (asked?: object) => Promise<Record<string, unknown>>>;
type Module = {
  masthead(server: string, settings?: object): Client;
  each(list: Client[string], asked: object): AsyncGenerator<{ title: string }>;
  Refusal: new () => Error;
};
const client = () => import(path.join(dir, "masthead.ts")) as Promise<Module>;

test("it has a method for every operation of the document, and no other", async () => {
  const { masthead } = await client();
  expect(Object.keys(masthead(home)).sort()).toEqual(endpoints.map(({ contract }) => contract.id).sort());
});

test("it and the examples compile at TypeScript's strictest, and wrong calls do not", async () => {
  const right = `
    import { each, masthead } from "./masthead.ts";
    const house = masthead("https://members.example.org", { key: "mh_x" });
    const { outcome } = await house.pushStory({ body: { address: "https://www.example.org/1", title: "The weir" } });
    export const word: "added" | "changed" | "unchanged" = outcome;
    await house.health();
    export const page: Response = await house.metrics();
    const params = { slug: "tides", listId: "00000000-0000-4000-8000-000000000000", number: 0 };
    await house.keepListPiece({ params, body: new Uint8Array([1, 2]) });
    await house.keepListPiece({ params, body: new Blob(["email"]) });
    for await (const { title } of each(house.listStories, { query: {} })) title.toUpperCase();
  `;
  const wrong = [
    'await house.pushStory({ body: { address: "https://www.example.org/1" } });',
    "await house.pushStory({ body: { address: 7, title: 'The weir' } });",
    "await house.showStory({});",
    'await house.keepListPiece({ params: { slug: "tides", listId: "", number: 0 }, body: "email" });',
    "await house.noSuchThing();",
    "(await house.health()).status.nothing;",
  ];
  fs.writeFileSync(path.join(dir, "right.ts"), right);
  const before = `import { masthead } from "./masthead.ts";\nconst house = masthead("https://members.example.org");\n`;
  for (const [at, line] of wrong.entries()) fs.writeFileSync(path.join(dir, `wrong-${at}.ts`), `${before}${line}`);
  const compilerOptions = {
    ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ noPropertyAccessFromIndexSignature: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true },
    ...{
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      allowImportingTsExtensions: true,
    },
    ...{ target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom", "dom.iterable"] },
    ...{ types: ["node"], typeRoots: [path.join(root, "node_modules/@types")] },
  };
  fs.writeFileSync(path.join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", dir, "--pretty", "false"]).catch(
    (failed: { stdout: string }) => failed,
  );
  const said = stdout.split("\n").filter((line) => /error TS/.test(line));
  const files = said.map((line) => path.basename(line.slice(0, line.indexOf("("))));
  expect([...new Set(files)].sort(), stdout).toEqual(wrong.map((_, at) => `wrong-${at}.ts`));
});

test("docs/api.md shows the very example that runs, and it brings a story in, once for each revision, and lists it", async () => {
  const text = fs.readFileSync(path.join(examples, "push-stories.ts"), "utf8");
  expect(fs.readFileSync(path.join(root, "docs/api.md"), "utf8")).toContain(text);
  Object.assign(process.env, { MASTHEAD_URL: home, MASTHEAD_KEY: key });
  const { push, titles } = (await import(path.join(dir, "push-stories.ts"))) as {
    push(story: object): Promise<string>;
    titles(): Promise<string[]>;
  };
  const story = {
    id: "1042",
    revision: 1,
    address: "https://www.example.org/1042/weir",
    standfirst: "Who looks after it.",
  };
  expect(await push({ ...story, title: "The weir" })).toBe("added");
  expect(await push({ ...story, title: "The weir" })).toBe("added");
  expect(await push({ ...story, title: "The weir at Marlow", revision: 2 })).toBe("changed");
  expect(await titles()).toEqual(["The weir at Marlow"]);
  await expect(push({ ...story, title: "", revision: 3 })).rejects.toThrow(/Story 1042: .*\(invalid_input\)/s);
});

test("every example of docs/api.md for curl is answered", async () => {
  const doc = fs.readFileSync(path.join(root, "docs/api.md"), "utf8");
  const commands = [...doc.matchAll(/```sh\n(curl [\s\S]*?)```/g)].map(([, command = ""]) => command);
  expect(commands.length).toBeGreaterThanOrEqual(4);
  for (const command of commands) {
    const here = command.replaceAll("https://members.example.org", home).replace("curl ", "curl -sSf ");
    await run("bash", ["-c", here], { cwd: dir, env: { ...process.env, MASTHEAD_KEY: key } });
  }
});

test("a list of several pages is walked to its end, and nothing comes twice", async () => {
  for (let at = 0; at < 45; at += 1) await house.story(`Story ${at}`);
  const { masthead, each } = await client();
  const seen: string[] = [];
  for await (const { title } of each(masthead(home).listStories as Client[string], {})) seen.push(title);
  expect(seen.filter((title) => title.startsWith("Story ")).length).toBe(45);
  expect(new Set(seen).size).toBe(seen.length);
});

test("what is refused is thrown with the code, the sentence and the number to ask about", async () => {
  const { masthead, Refusal } = await client();
  const problem = await masthead(home)
    .showStory?.({ params: { storyId: "00000000-0000-4000-8000-000000000000" } })
    .catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Refusal);
  expect(problem).toMatchObject({ status: 404, code: "not_found", requestId: expect.stringMatching(/^[\w-]{8,64}$/) });
});

test("a list of readers is given in pieces, each as the bytes that it is, and nothing of them is kept beside it", async () => {
  const draft = { slug: "tides", name: "Tides", description: "", cadence: "", language: "en" };
  await makeNewsletter(house.system(), draft);
  const { masthead } = await client();
  const api = masthead(home, { key });
  const file = Buffer.from("email\nann@bytes.test\n\xff", "latin1");
  const choice = { wording: "Send me the Tides.", source: "Mailchimp, form" };
  for (const body of [new Uint8Array(file), new Blob([file])]) {
    const begun = await api.beginList?.({
      params: { slug: "tides" },
      body: { name: "a.csv", bytes: file.length, ...choice },
    });
    const params = { slug: "tides", listId: begun?.id };
    await api.keepListPiece?.({ params: { ...params, number: 0 }, body });
    expect(await api.lookAtList?.({ params })).toMatchObject({ state: "looking", bytes: file.length });
    const kept = await house.house.db.keptListPiece.findFirstOrThrow({ where: { listId: begun?.id as string } });
    expect(Buffer.from(kept.bytes)).toEqual(file);
  }
  const [row] = await house.house.sql<{
    count: number;
  }>`select count(*)::int as count from once_requests where body = '{}'`;
  expect(row?.count).toBe(0);
});

/** A server that fails as it is told, one word for each request, and then answers. */
async function failing(words: ("503" | "429" | "cut" | "html")[]) {
  const keys: (string | undefined)[] = [];
  const odd = http.createServer((request, response) => {
    keys.push(request.headers["idempotency-key"] as string | undefined);
    const word = words.shift();
    if (word === "cut") return request.socket.destroy();
    if (word === "html") return response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    if (word) return response.writeHead(Number(word), { "retry-after": "0" }).end("{}");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "1", outcome: "added" }));
  });
  await new Promise<void>((resolve) => odd.listen(0, "127.0.0.1", resolve));
  return {
    keys,
    at: `http://127.0.0.1:${(odd.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => odd.close(resolve)),
  };
}
const body = { address: "https://www.example.org/1", title: "The weir" };

test("with a key a write is asked again under one name until it is answered; without one it is asked once", async () => {
  const { masthead } = await client();
  const busy = await failing(["503", "cut"]);
  expect(await masthead(busy.at, { key: "mh_x" }).pushStory?.({ body })).toMatchObject({ outcome: "added" });
  expect(busy.keys).toHaveLength(3);
  expect(new Set(busy.keys).size).toBe(1);
  await masthead(busy.at, { key: "mh_x" }).pushStory?.({ body });
  expect(busy.keys[3]).not.toBe(busy.keys[2]);
  await busy.close();

  const nameless = await failing(["503"]);
  await expect(masthead(nameless.at).pushStory?.({ body })).rejects.toMatchObject({ status: 503 });
  expect(nameless.keys).toEqual([undefined]);
  await nameless.close();
});

test("it gives up after the tries it was given, and says what came from somewhere in between", async () => {
  const { masthead } = await client();
  const busy = await failing(["429", "429", "429", "429"]);
  await expect(masthead(busy.at, { tries: 2 }).health?.()).rejects.toMatchObject({ status: 429 });
  expect(busy.keys).toHaveLength(2);
  await busy.close();
  const between = await failing(["html"]);
  await expect(masthead(between.at).health?.()).rejects.toMatchObject({
    code: "not_masthead",
    message: expect.stringContaining("Bad gateway"),
  });
  await between.close();
});

test("who asks can stop waiting", async () => {
  const { masthead } = await client();
  const busy = await failing(["503"]);
  const asked = new AbortController();
  const waiting = masthead(busy.at, { tries: 2 }).health?.({ signal: asked.signal });
  asked.abort(new Error("I left."));
  await expect(waiting).rejects.toThrow("I left.");
  await busy.close();
});
