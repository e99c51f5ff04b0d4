import { afterEach, expect, test, vi } from "vitest";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const judge = vi.hoisted(() => vi.fn());
vi.mock("@/lib/comments/rules/judge.ts", () => ({ judge, warmRules: async () => {} }));
afterEach(() => vi.restoreAllMocks());

const house = testHouse();
const text = "I have read the ledger at the weir, and the figures in this story are right.";

async function postAs(name: string) {
  const [person, story] = [await house.member(name), await house.story()];
  const answer = await ask("POST", `/api/v1/stories/${story.id}/comments`, { cookie: person.cookie, body: { text } });
  return { answer, stored: await house.house.db.comment.findFirst({ where: { storyId: story.id } }) };
}

test("C6: when a rule throws, the comment is held and never published", async () => {
  judge.mockRejectedValue(new Error("the dictionary is gone"));
  const { answer, stored } = await postAs("Ann");
  expect([answer.status, (await answer.json()).state]).toEqual([201, "held"]);
  expect(stored).toMatchObject({ state: "held", heldBecause: "check-failed", publishedAt: null });
});

test("C6: when a rule never answers, the comment is held within two seconds", async () => {
  judge.mockReturnValue(new Promise(() => {}));
  // The patience that it asks for is read off its timer, and is over at once: no test waits for a time.
  const waits: number[] = [];
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((act: () => void, ms = 0, ...rest: []) => {
    if (ms < 1_000 || ms > 4_000) return real(act, ms, ...rest);
    waits.push(ms);
    return real(act, 0);
  }) as typeof setTimeout);
  const { answer, stored } = await postAs("Ben");
  expect([answer.status, stored?.state]).toEqual([201, "held"]);
  expect(waits.length).toBeGreaterThan(0);
  for (const wait of waits) expect(wait).toBeLessThan(2_000);
});

test("while one writes, a rule that throws says that a moderator will read", async () => {
  judge.mockRejectedValue(new Error("the dictionary is gone"));
  const answer = await ask("POST", "/api/v1/comments/check", { body: { text } });
  expect([answer.status, (await answer.json()).code]).toEqual([503, "unavailable"]);
});

test("a story's page and its comments are read while the rules are broken", async () => {
  const story = await house.story();
  expect((await ask("GET", `/api/v1/stories/${story.id}/comments`)).status).toBe(200);
});
