import { expect, test } from "vitest";
import { gathered } from "@/lib/gather.ts";
import { ask } from "./api-door.ts";
import { testHouse } from "./house.ts";

const house = testHouse();

test("everybody who asks at once is told who they themselves are, and who has no session is told nothing", async () => {
  const members = await Promise.all(Array.from({ length: 12 }, (_, at) => house.member(`Reader ${at}`)));
  const asked = [...members, ...members].flatMap((member) => [member, undefined]);
  const answers = await Promise.all(
    asked.map(async (member) => {
      const answer = await ask("GET", "/api/v1/me", member ? { cookie: member.cookie } : {});
      return answer.ok ? ((await answer.json()) as { email: string }).email : answer.status;
    }),
  );
  expect(answers).toEqual(asked.map((member) => member?.actor.email ?? 401));
});

test("everybody who saves at once saves their own story, and hears of their own that is not there", async () => {
  const members = await Promise.all(Array.from({ length: 6 }, (_, at) => house.member(`Saver ${at}`)));
  const stories = await Promise.all(members.map((_, at) => house.story(`The weir, part ${at}`)));
  const presses = members.flatMap(({ cookie, actor }, at) => [
    { cookie, memberId: actor.id, storyId: stories[at]?.id ?? "" },
    { cookie, memberId: actor.id, storyId: "0190a0b0-0000-7000-8000-00000000ffff" },
  ]);
  const statuses = await Promise.all(
    presses.map(async ({ cookie, storyId }) => (await ask("PUT", `/api/v1/bookmarks/${storyId}`, { cookie })).status),
  );
  expect(statuses).toEqual(members.flatMap(() => [200, 404]));
  const saved = await house.house.db.bookmark.findMany({ select: { memberId: true, storyId: true } });
  expect(saved.map(({ memberId, storyId }) => `${memberId} ${storyId}`).sort()).toEqual(
    members.map(({ actor }, at) => `${actor.id} ${stories[at]?.id}`).sort(),
  );
});

test("every page that asks at once is told of its own story, and of what it is to its own reader", async () => {
  const [wilma, greta] = [await house.member("Wilma"), await house.member("Greta")];
  const stories = await Promise.all([1, 2, 3, 4].map((at) => house.story(`The ferry, part ${at}`)));
  const [first] = stories;
  await ask("PUT", `/api/v1/bookmarks/${first?.id}`, { cookie: wilma.cookie });
  const asked = stories.flatMap((story) => [wilma, greta, undefined].map((reader) => ({ story, reader })));
  const told = await Promise.all(
    asked.map(async ({ story, reader }) => {
      const address = encodeURIComponent(`http://site.test/stories/${story.id}`);
      const path = `/api/v1/page-state?address=${address}`;
      const state = await (await ask("GET", path, reader ? { cookie: reader.cookie } : {})).json();
      return [state.story.title, state.member?.name ?? null, state.story.isSaved];
    }),
  );
  expect(told).toEqual(
    asked.map(({ story, reader }) => [
      story.title,
      reader?.actor.displayName ?? null,
      story === first && reader === wilma,
    ]),
  );
});

/** What was asked in one statement each, and a way to ask. */
function asking(answer: (questions: number[]) => number[] | Promise<number[]>, bounds = {}) {
  const statements: number[][] = [];
  const ask = gathered(async (questions: number[]) => {
    statements.push(questions);
    return answer(questions);
  }, bounds);
  return { statements, ask };
}

test("what comes together is asked together, in no more than so many, and each answer is for its own question", async () => {
  const { ask, statements } = asking((questions) => questions.map((one) => one * 10), { most: 4 });
  const all = Array.from({ length: 10 }, (_, at) => at);
  expect(await Promise.all(all.map(ask))).toEqual(all.map((one) => one * 10));
  expect(statements.map((one) => one.length)).toEqual([4, 4, 2]);
});

test("a question that a statement fails for fails alone: the others are asked once more, by themselves", async () => {
  const { ask } = asking((questions) => {
    if (questions.includes(3)) throw new Error("three");
    return questions;
  });
  const told = await Promise.allSettled([1, 2, 3, 4].map(ask));
  expect(told.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message))).toEqual([1, 2, "three", 4]);
});

test("a database that is away is asked once, and everybody is told", async () => {
  const { ask, statements } = asking(() => {
    throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  });
  const told = await Promise.allSettled([1, 2, 3].map(ask));
  expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(statements).toEqual([[1, 2, 3]]);
});

test("too few answers are nobody's", async () => {
  const { ask } = asking((questions) => questions.slice(1));
  const told = await Promise.allSettled([1, 2].map(ask));
  expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
