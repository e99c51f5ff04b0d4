import { expect, test } from "vitest";
import { record } from "@/lib/audit.ts";
import { cursorFrom } from "@/lib/cursor.ts";
import { changesOf } from "@/lib/desk/audit-changes.ts";
import { readAudit } from "@/lib/desk/today.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("an administrator reads the whole audit log page by page, the newest first: each entry once, those of one moment too", async () => {
  const ada = await house.member("Ada", "admin");
  const write = (id: string) =>
    house.house.db.$transaction((tx) => record(tx, ada, "thing.happened", { kind: "thing", id }));
  for (const id of ["1", "2", "3", "4"]) await write(id);
  house.later(1_000);
  for (const id of ["5", "6", "7"]) await write(id);

  const read: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readAudit>> = await readAudit(ada, cursorFrom(after ?? undefined), 2);
    expect(page.items.length).toBeLessThanOrEqual(2);
    read.push(...page.items.filter(({ event }) => event === "thing.happened").map(({ subjectId }) => subjectId));
    // What is written meanwhile stands at the top, and moves nothing.
    await write("later");
    after = page.next;
  } while (after);
  expect(read.slice(0, 3).sort()).toEqual(["5", "6", "7"]);
  expect(read.slice(3).sort()).toEqual(["1", "2", "3", "4"]);
});

test("whoever may not read it is shown nothing of it", async () => {
  const edda = await house.member("Edda", "editor");
  expect(await readAudit(edda)).toEqual({ items: [], next: null });
});

test("an entry says part by part what was and is, and nothing of what stayed as it was", () => {
  const before = {
    name: "The Tide",
    rules: { civility: "nudge", links: "hold" },
    topics: ["tea", "sea"],
    endsAt: null,
  };
  const after = { name: "The Tide", rules: { civility: "refuse", links: "hold" }, topics: [], isListed: true };
  expect(changesOf(before, after)).toEqual([
    { part: "rules.civility", was: "nudge", is: "refuse" },
    { part: "topics", was: "tea, sea", is: "nothing" },
    { part: "endsAt", was: "nothing", is: undefined },
    { part: "isListed", was: undefined, is: "yes" },
  ]);
  expect(changesOf(null, { steps: [{ subject: "Welcome" }] })).toEqual([
    { part: "steps.0.subject", was: undefined, is: "Welcome" },
  ]);
  expect(changesOf(null, null)).toEqual([]);
  expect(changesOf("one", "two")).toEqual([{ part: "", was: "one", is: "two" }]);
  expect(changesOf(null, { text: "w".repeat(500) })[0]?.is).toHaveLength(202);
});

test("of a long text that was changed in its middle, the change is shown", () => {
  const body = (word: string) =>
    `${"The river is high. ".repeat(30)}The weir is ${word}. ${"Nobody crosses. ".repeat(30)}`;
  const [change, ...more] = changesOf({ body: body("open") }, { body: body("shut") });
  expect(more).toEqual([]);
  expect(change?.was).toMatch(/^… .*The weir is open\. .* …$/);
  expect(change?.is).toMatch(/^… .*The weir is shut\. .* …$/);
});
