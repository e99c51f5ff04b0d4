import { expect, test } from "vitest";
import { eraseComments } from "@/lib/comments/erase.ts";
import { readRuleFigures, ruleFiguresAsCsv } from "@/lib/comments/rule-figures.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("an empty house has every rule in its figures, with nothing in it and no rate of false alarms", async () => {
  const { rules } = await readRuleFigures(house.system(), "all");
  expect(rules.length).toBeGreaterThan(5);
  for (const rule of rules) expect(rule).toMatchObject({ held: 0, approved: 0, falseAlarms: null });
});

test("each rule's figures say what it held, what was approved despite it, what waits, and add up; erasing the author changes none", async () => {
  const { db } = house.house;
  const [mo, kit] = [await house.member("Mo", "moderator"), await house.member("Kit")];
  const story = await house.story();
  const now = house.system().now();
  const held = async (heldBy: string[], decided: "published" | "rejected" | null, at = now) => {
    const comment = await db.comment.create({
      data: {
        ...{ storyId: story.id, authorId: kit.actor.id, text: "The weir is older.", heldBy, createdAt: at },
        state: decided ?? "held",
        heldBecause: decided ? null : "rules",
        heldAt: decided ? null : at,
        publishedAt: decided === "published" ? at : null,
      },
    });
    if (decided)
      await db.commentDecision.create({
        data: {
          ...{ commentId: comment.id, state: decided, version: 1, decidedById: mo.actor.id, decidedAt: at },
          ...{ before: "held", heldBecause: "rules", waitedSince: at },
        },
      });
  };
  await held(["shouting"], "published");
  await held(["shouting", "civility"], "rejected");
  await held(["shouting"], "published", new Date(now.getTime() - 8 * 86_400_000));
  await held(["shouting"], null);
  await held(["shouting"], "rejected", new Date(now.getTime() - 400 * 86_400_000));
  await held([], null);

  const read = async () => (await readRuleFigures(house.system(), "90d")).rules;
  const rules = await read();
  const shouting = rules.find(({ rule }) => rule === "shouting");
  expect(shouting).toMatchObject({ held: 4, approved: 2, rejected: 1, waiting: 1, gone: 0, falseAlarms: 2 / 3 });
  expect(shouting?.points.reduce((sum, point) => sum + point.held, 0)).toBe(4);
  expect(shouting?.points.at(-2)).toMatchObject({ held: 1, approved: 1 });
  expect(rules.find(({ rule }) => rule === "civility")).toMatchObject({ held: 1, rejected: 1, falseAlarms: 0 });
  const all = (await readRuleFigures(house.system(), "all")).rules;
  expect(all.find(({ rule }) => rule === "shouting")).toMatchObject({ held: 5, rejected: 2 });
  expect(ruleFiguresAsCsv(await readRuleFigures(house.system(), "all"))).toContain(",shouting,4,2,1");
  await eraseComments(house.system(), kit.actor.id, false);
  const after = (await read()).find(({ rule }) => rule === "shouting");
  // What waited goes undecided.
  expect(after).toEqual({ ...shouting, waiting: 0, gone: 1 });
});
