import { expect, test, vi } from "vitest";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

vi.mock("@/lib/comments/rules/civility-weights.json", async (actual) => {
  const { default: file } = await actual<{ default: { threshold: number } }>();
  return { default: { ...file, threshold: file.threshold + 1 } };
});

const house = testHouse();

test("a comment is held, and not published, when the weights of the civility model are damaged", async () => {
  const [ann, story] = [await house.member("Ann"), await house.story()];
  const text = "I have read the ledger at the weir, and the figures in this story are right.";
  const answer = await ask("POST", `/api/v1/stories/${story.id}/comments`, { cookie: ann.cookie, body: { text } });
  expect([answer.status, (await answer.json()).state]).toEqual([201, "held"]);
  const stored = await house.house.db.comment.findFirst({ where: { storyId: story.id } });
  expect(stored).toMatchObject({ heldBecause: "check-failed", publishedAt: null });
});
