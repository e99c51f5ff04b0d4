import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { endLive } from "@/lib/comments/live.ts";
import { postComment } from "@/lib/comments/post.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const lane = fastLane(endpoints);
const server = http.createServer((request, response) => void lane(request, response));
let port = 0;
let ann: Person;
beforeAll(async () => {
  await warmRules();
  ann = await house.member("Ann");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const good = () =>
  `I have read the ledger at the weir, and I counted ${Math.floor(Math.random() * 1e9)} figures in it.`;
const say = (storyId: string, text = good()) => postComment(ann, storyId, { text, insists: true });

/** A page that follows a story, over a socket of its own. */
async function follow(storyId: string, from = ownNetwork()) {
  const request = http.get({
    port,
    path: `/api/v1/stories/${storyId}/comments/live`,
    headers: { "x-forwarded-for": from },
    agent: false,
  });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const page = { status: response.statusCode, text: "", isEnded: false, close: () => request.destroy() };
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    page.text += part;
  });
  response.on("end", () => {
    page.isEnded = true;
  });
  response.on("error", () => {});
  return page;
}
/** It takes a moment, and on a busy machine several. */
const patience = { timeout: 30_000 };
const toldTo = (page: { text: string }) =>
  [...page.text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? "") as object);

test("a page is told where the talk stands, and of each change; numbers and not a word of text", async () => {
  const story = await house.story();
  const page = await follow(story.id);
  await vi.waitFor(() => expect(toldTo(page)).toEqual([{ version: 0, count: 0 }]), patience);
  const text = good();
  const { id } = await say(story.id, text);
  await vi.waitFor(() => expect(toldTo(page).at(-1)).toEqual({ version: 1, count: 1 }), patience);
  await house.house.db.comment.update({ where: { id }, data: { state: "rejected" } });
  await vi.waitFor(() => expect(toldTo(page).at(-1)).toEqual({ version: 2, count: 0 }), patience);
  for (const word of [text, id, "Ann", "rejected"]) expect(page.text).not.toContain(word);
  page.close();
});

test("a change whose call was lost is told all the same", async () => {
  const story = await house.story();
  await say(story.id);
  const page = await follow(story.id);
  await vi.waitFor(() => expect(toldTo(page)).toHaveLength(1), patience);
  await house.house.sql`update talks set version = version + 1 where story_id = ${story.id}::uuid`;
  await vi.waitFor(() => expect(toldTo(page)).toHaveLength(2), patience);
  page.close();
});

test("a held comment is told to nobody", async () => {
  const story = await house.story();
  const page = await follow(story.id);
  await vi.waitFor(() => expect(toldTo(page)).toHaveLength(1), patience);
  await say(story.id, "YOU ARE ALL IDIOTS AND LIARS!!!!!!");
  await say(story.id);
  await vi.waitFor(() => expect(toldTo(page).at(-1)).toEqual({ version: 1, count: 1 }), patience);
  expect(toldTo(page)).toHaveLength(2);
  page.close();
});

test("one network follows with a hundred pages at most, and a page that goes makes room", async () => {
  const story = await house.story();
  const from = ownNetwork();
  const pages = await Promise.all(Array.from({ length: 100 }, () => follow(story.id, from)));
  expect(pages.every(({ status }) => status === 200)).toBe(true);
  expect((await follow(story.id, from)).status).toBe(429);
  expect((await follow(story.id)).status).toBe(200);
  pages[0]?.close();
  await vi.waitFor(async () => expect((await follow(story.id, from)).status).toBe(200), patience);
  for (const page of pages) page.close();
});

test("a story that is not there cannot be followed", async () => {
  expect((await follow("0190a0b0-0000-7000-8000-000000000001")).status).toBe(404);
});

/** Last, for after it this process follows nothing any more. */
test("when the process is told to stop every stream ends in order, and no other begins", async () => {
  const story = await house.story();
  const pages = await Promise.all(Array.from({ length: 20 }, () => follow(story.id)));
  await vi.waitFor(() => expect(pages.every((page) => toldTo(page).length === 1)).toBe(true), patience);
  await endLive(house.house);
  await vi.waitFor(() => expect(pages.every(({ isEnded }) => isEnded)).toBe(true), patience);
  expect((await follow(story.id)).status).toBe(503);
});
