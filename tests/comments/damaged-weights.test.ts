import { expect, test, vi } from "vitest";
import { loadLexicon } from "@/lib/comments/rules/lexicon.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const weights = vi.hoisted(() => ({ file: undefined as { threshold: number } | undefined }));
vi.mock("@/lib/comments/rules/civility-weights.json", async () => {
  const { readFileSync } = await import("node:fs");
  weights.file ??= JSON.parse(readFileSync("lib/comments/rules/civility-weights.json", "utf8"));
  return { default: weights.file };
});

const house = testHouse();

async function post(name: string) {
  const [person, story] = [await house.member(name), await house.story()];
  const text = "I have read the ledger at the weir, and the figures in this story are right.";
  const answer = await ask("POST", `/api/v1/stories/${story.id}/comments`, { cookie: person.cookie, body: { text } });
  const stored = await house.house.db.comment.findFirst({ where: { storyId: story.id } });
  return [answer.status, (await answer.json()).state, stored?.heldBecause];
}

test("a comment is held, not published, while the weights of the civility model are damaged; restored, they judge again", async () => {
  await import("@/lib/comments/rules/civility-weights.json");
  const { file } = weights;
  if (!file) throw new Error("The weights were not read.");
  // Dictionaries that are slow to load hold a comment too, so they are there before.
  await loadLexicon();
  const { threshold } = file;
  file.threshold = threshold + 1;
  expect(await post("Ann")).toEqual([201, "held", "check-failed"]);
  file.threshold = threshold;
  expect(await post("Ben")).toEqual([201, "published", null]);
});
