import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { setLanguageOfComments } from "@/lib/comments/house-rules.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { actingAs } from "@/lib/context.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let staff: Awaited<ReturnType<typeof newsroom>>;
beforeAll(async () => {
  await warmRules();
  staff = await newsroom(house);
});
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const loud = "I have read the LEDGER AT THE WEIR and the FIGURES ARE RIGHT.";
const call = (person: Person | undefined, method: string, path: string, asked: Asked = {}) =>
  ask(method, path, { ...(person ? { cookie: person.cookie } : {}), from: ownNetwork(), ...asked });
const post = (person: Person, storyId: string, body: unknown) =>
  call(person, "POST", `/api/v1/stories/${storyId}/comments`, { body });
const rulesNow = async () => (await (await call(staff.edda, "GET", "/api/v1/desk/rules")).json()).rules;
const tune = async (change: object) => {
  const answer = await call(staff.edda, "POST", "/api/v1/desk/rules", { body: { ...(await rulesNow()), ...change } });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
};
const addList = async (body: object) => {
  const answer = await call(staff.edda, "POST", "/api/v1/desk/rules/lists", {
    body: { handling: "hold", guideline: "not-abusive", ...body },
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
};
const someone = async () => ({ person: await house.member("Someone"), story: await house.story() });
const stored = (id: string) => house.house.db.comment.findUniqueOrThrow({ where: { id } });

beforeEach(async () => {
  await house.house.db.setting.deleteMany({ where: { key: { in: ["house-rules", "comments-language"] } } });
  await house.house.db.wordList.deleteMany();
});

describe("a rule that is tuned", () => {
  test("off finds nothing, so the comment is published", async () => {
    const { person, story } = await someone();
    expect((await post(person, story.id, { text: loud })).status).toBe(422);
    await tune({ shouting: "off" });
    expect((await (await post(person, story.id, { text: loud })).json()).state).toBe("published");
  });

  test("to hold, stores the comment at once for a moderator and says so, without a detour", async () => {
    const { person, story } = await someone();
    await tune({ shouting: "hold" });
    const answer = await post(person, story.id, { text: loud });
    const { id, state } = await answer.json();
    expect([answer.status, state]).toEqual([201, "held"]);
    expect(await stored(id)).toMatchObject({
      heldBecause: "rules",
      findings: [{ rule: "shouting", handling: "hold" }],
    });
  });

  test("to refuse, stores nothing, however often its author insists", async () => {
    const { person, story } = await someone();
    await tune({ shouting: "refuse" });
    for (const insists of [false, true]) {
      const answer = await post(person, story.id, { text: loud, insists });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: "comment_breaks_rules", mayInsist: false });
    }
    expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(0);
  });

  test("tells who is writing what becomes of it", async () => {
    await tune({ shouting: "refuse" });
    const { findings } = await (
      await call(undefined, "POST", "/api/v1/comments/check", { body: { text: loud } })
    ).json();
    expect(findings).toMatchObject([{ rule: "shouting", handling: "refuse" }]);
  });

  test("holds an edit, too", async () => {
    const { person, story } = await someone();
    await tune({ shouting: "hold" });
    const { id, version } = await (await post(person, story.id, { text: good })).json();
    const answer = await call(person, "PATCH", `/api/v1/comments/${id}`, { body: { text: loud, version } });
    expect((await answer.json()).state).toBe("held");
  });

  test("by two people at once is tuned by the first, and the second is told", async () => {
    const rules = await rulesNow();
    const change = (body: object) => call(staff.edda, "POST", "/api/v1/desk/rules", { body: { ...rules, ...body } });
    const answers = await Promise.all([change({ links: "hold" }), change({ links: "refuse" })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const won = answers[0]?.status === 200 ? "hold" : "refuse";
    expect(await rulesNow()).toMatchObject({ links: won, version: 1 });
  });

  test("is in the audit log, before and after", async () => {
    await tune({ links: "refuse" });
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { event: "house-rules.changed", after: { path: ["links"], equals: "refuse" } },
      orderBy: { id: "desc" },
    });
    expect(entry).toMatchObject({
      before: { links: "nudge" },
      after: { links: "refuse" },
      actorId: staff.edda.actor.id,
    });
  });

  test("cannot be set to what there is not", async () => {
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules", {
      body: { ...(await rulesNow()), links: "delete", firstComments: 51 },
    });
    const { title } = await answer.json();
    expect(answer.status).toBe(422);
    expect(title).toContain("Links: Choose off, nudge, hold or refuse.");
    expect(title).toContain("First comments: Write a whole number from 0 to 50.");
  });
});

describe("the language of the comments", () => {
  const german = "Ich habe den Bericht am Wehr gelesen, und die Zahlen in diesem Artikel stimmen.";

  test("is English until another is set; then a comment in that one is published, and one in English is told so", async () => {
    const { person, story } = await someone();
    expect((await rulesNow()).language).toBe("en");
    expect((await post(person, story.id, { text: german })).status).toBe(422);
    await tune({ language: "de" });
    expect((await (await post(person, story.id, { text: german })).json()).state).toBe("published");
    const answer = await post(person, story.id, { text: good });
    expect(answer.status).toBe(422);
    expect((await answer.json()).findings[0].reason).toMatch(/^Comments here are in German, and “I have read/);
  });

  test("stays as it is for a program that sends none", async () => {
    await tune({ language: "fr" });
    const { language, ...others } = await rulesNow();
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules", { body: { ...others, links: "hold" } });
    expect(await answer.json()).toMatchObject({ language, links: "hold" });
    expect(language).toBe("fr");
  });

  test("that the rules do not know is refused, and changes nothing", async () => {
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules", {
      body: { ...(await rulesNow()), language: "tlh" },
    });
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toContain("Language: Choose one of the languages that the house rules know.");
    expect((await rulesNow()).language).toBe("en");
  });

  test("is in the audit log, before and after", async () => {
    await tune({ language: "sv" });
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { event: "house-rules.changed", after: { path: ["language"], equals: "sv" } },
      orderBy: { id: "desc" },
    });
    expect(entry).toMatchObject({ before: { language: "en" }, actorId: staff.edda.actor.id });
  });

  test("is set at the command line as well, which is in the audit log as the operator’s", async () => {
    const before = await rulesNow();
    await setLanguageOfComments(actingAs(house.house, { kind: "operator" }, randomUUID()), "pl");
    expect(await rulesNow()).toMatchObject({ language: "pl", version: before.version + 1 });
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { event: "house-rules.changed", after: { path: ["language"], equals: "pl" } },
    });
    expect(entry).toMatchObject({ actorKind: "operator", actorId: null });
  });

  test("that is proposed is tried, and played on the comments of the month, before it is saved", async () => {
    const { person, story } = await someone();
    await post(person, story.id, { text: good });
    const { version: _, ...rules } = await rulesNow();
    const proposed = { ...rules, language: "de" };
    const tried = async (text: string) =>
      (await (await call(staff.edda, "POST", "/api/v1/desk/rules/trial", { body: { text, rules: proposed } })).json())
        .fate;
    expect([await tried(good), await tried(german)]).toEqual(["nudged", "published"]);
    const { changed } = await (
      await call(staff.edda, "POST", "/api/v1/desk/rules/what-if", { body: { rules: proposed } })
    ).json();
    expect(changed).toContainEqual(expect.objectContaining({ text: good, now: "published", proposed: "nudged" }));
    expect((await rulesNow()).language).toBe("en");
  });

  test("is named by the guidelines, unless the newsroom has its own words, and by what elements ask of a page", async () => {
    const { story } = await someone();
    await tune({ language: "nl" });
    const [first] = await readGuidelines(house.house);
    expect([first?.id, first?.title]).toEqual(["english", "Write in Dutch"]);
    expect(first?.body).toContain("is in Dutch, so that everybody");
    const address = encodeURIComponent(`${house.house.env.http.appUrl}/stories/${story.id}`);
    const state = await (await call(undefined, "GET", `/api/v1/page-state?address=${address}`)).json();
    expect(state.story.language).toBe("nl");
  });

  test("leaves words of the newsroom’s own as they are: they are found in every language", async () => {
    const { person, story } = await someone();
    await tune({ language: "de" });
    await addList({ name: "Schimpf", words: ["Trottel", "Vollpfosten*"] });
    const answer = await post(person, story.id, { text: `${german} Du bist ein Vollpf0sten.` });
    expect((await answer.json()).state).toBe("held");
  });

  test("that cannot be read holds every comment, and publishes none", async () => {
    const { person, story } = await someone();
    await house.house.db.setting.create({ data: { key: "comments-language", value: { language: "xx" } } });
    const { id } = await (await post(person, story.id, { text: good })).json();
    expect(await stored(id)).toMatchObject({ state: "held", heldBecause: "check-failed" });
  });

  test("is kept apart from the rules, so that a version of the product that knows no languages reads these as before", async () => {
    await tune({ language: "it" });
    const { value } = await house.house.db.setting.findUniqueOrThrow({ where: { key: "house-rules" } });
    expect(value).not.toHaveProperty("language");
  });
});

test("settings that cannot be read hold every comment, and publish none", async () => {
  const { person, story } = await someone();
  await house.house.db.setting.create({ data: { key: "house-rules", value: { links: 7 } } });
  const { id, state } = await (await post(person, story.id, { text: good })).json();
  expect(state).toBe("held");
  expect(await stored(id)).toMatchObject({ heldBecause: "check-failed" });
});

describe("a word list", () => {
  test("is heeded by the next comment, however the word is disguised, and no more once it is gone", async () => {
    const { person, story } = await someone();
    const { id } = await addList({ name: "Of the day", words: "grifter\nfake news\n\n" });
    const held = await (await post(person, story.id, { text: `${good} He was a gr1fter.` })).json();
    expect(held.state).toBe("held");
    expect((await stored(held.id)).findings).toMatchObject([{ rule: "words", handling: "hold" }]);
    await call(staff.edda, "POST", `/api/v1/desk/rules/lists/${id}/drop`, { body: {} });
    const after = await (
      await post(person, story.id, { text: "He was a grifter, and I have seen it in the ledger." })
    ).json();
    expect(after.state).toBe("published");
  });

  test("that is changed is heeded as it is now", async () => {
    const { person, story } = await someone();
    const list = await addList({ name: "Changing", words: ["weasel"] });
    const path = `/api/v1/desk/rules/lists/${list.id}`;
    const body = { name: "Changing", handling: "refuse", guideline: "not-personal", words: ["stoat"], version: 1 };
    expect((await call(staff.edda, "POST", path, { body })).status).toBe(200);
    expect((await call(staff.edda, "POST", path, { body })).status).toBe(409);
    expect((await post(person, story.id, { text: "I saw a weasel at the weir this morning." })).status).toBe(201);
    expect((await post(person, story.id, { text: "I saw a stoat at the weir this morning." })).status).toBe(422);
  });

  test("is refused with every word that could not be found, and stores nothing", async () => {
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules/lists", {
      body: { name: "Bad", handling: "hold", guideline: "links", words: "fine\n!!!\nab*" },
    });
    const { title } = await answer.json();
    expect(answer.status).toBe(422);
    for (const word of ["“!!!”", "“ab*”"]) expect(title).toContain(word);
    expect(await house.house.db.wordList.count()).toBe(0);
  });

  test("has a name of its own", async () => {
    await addList({ name: "Twins", words: ["weasel"] });
    const again = { name: "Twins", handling: "hold", guideline: "links", words: "stoat" };
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules/lists", { body: again });
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining("“Twins”")]);
  });
});

describe("new commenters", () => {
  test("wait for a moderator until so many of theirs were published", async () => {
    const { person, story } = await someone();
    await tune({ firstComments: 1 });
    const first = await (await post(person, story.id, { text: good })).json();
    expect(first.state).toBe("held");
    expect(await stored(first.id)).toMatchObject({ heldBecause: "first" });
    const body = { state: "published", version: 1 };
    await call(staff.mo, "POST", `/api/v1/desk/comments/${first.id}/decision`, { body });
    const second = await (
      await post(person, story.id, { text: "The weir was low on Monday, as the story says." })
    ).json();
    expect(second.state).toBe("published");
  });

  test("do not get round it by an edit of what a moderator has published", async () => {
    const { person, story } = await someone();
    await tune({ firstComments: 1 });
    const { id } = await (await post(person, story.id, { text: good })).json();
    const body = { state: "published", version: 1 };
    await call(staff.mo, "POST", `/api/v1/desk/comments/${id}/decision`, { body });
    const { version } = await stored(id);
    const edit = { text: "The weir was high on Monday, whatever the story says.", version };
    const answer = await call(person, "PATCH", `/api/v1/comments/${id}`, { body: edit });
    expect((await answer.json()).state).toBe("held");
  });
});

test("a house that reads everything first publishes nothing by itself", async () => {
  const { person, story } = await someone();
  await tune({ reading: "before" });
  const { id, state } = await (await post(person, story.id, { text: good })).json();
  expect([state, (await stored(id)).heldBecause]).toEqual(["held", "all"]);
});

describe("what a member has said before", () => {
  const said = "Everybody should know that the new weir will cost the town three million by the end of the year.";

  test("is a repeat under another story, with a word changed too", async () => {
    const { person, story } = await someone();
    expect((await post(person, story.id, { text: said })).status).toBe(201);
    const other = await house.story();
    for (const text of [said, said.replace("three", "four")]) {
      const answer = await post(person, other.id, { text });
      expect([answer.status, (await answer.json()).findings]).toMatchObject([422, [{ rule: "repeats" }]]);
    }
    expect((await (await post(person, other.id, { text: said, insists: true })).json()).state).toBe("held");
  });

  test("is none when it was pressed twice, when it is another thought, or when somebody else says it", async () => {
    const { person, story } = await someone();
    const { id } = await (await post(person, story.id, { text: said })).json();
    expect((await (await post(person, story.id, { text: said })).json()).id).toBe(id);
    const other = "The weir is old, and whoever has seen the gates knows that they will not hold another winter.";
    expect((await post(person, story.id, { text: other })).status).toBe(201);
    expect((await post(await house.member("Another"), story.id, { text: said })).status).toBe(201);
  });

  test("is none while that very comment is edited, and one as soon as another says it", async () => {
    const { person, story } = await someone();
    const { id } = await (await post(person, story.id, { text: said })).json();
    const check = async (more: object) => {
      const body = { text: said.replace("three", "four"), ...more };
      return (await (await call(person, "POST", "/api/v1/comments/check", { body })).json()).findings;
    };
    expect(await check({ commentId: id })).toEqual([]);
    expect(await check({})).toMatchObject([{ rule: "repeats" }]);
  });

  test("is none any more after a week", async () => {
    const { person, story } = await someone();
    const { id } = await (await post(person, story.id, { text: said })).json();
    const long = new Date(house.system().now().getTime() - 8 * 86_400_000);
    await house.house.db.comment.update({ where: { id }, data: { createdAt: long } });
    expect((await post(person, (await house.story()).id, { text: said })).status).toBe(201);
  });
});

describe("what a change would have done", () => {
  const whatIf = async (body: object) => {
    const answer = await call(staff.edda, "POST", "/api/v1/desk/rules/what-if", { body });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return answer.json();
  };

  test("is told of every comment of the month, part by part, and changes nothing", async () => {
    const { person, story } = await someone();
    const start = house.system().now().getTime();
    await house.house.db.comment.deleteMany();
    await house.house.db.comment.createMany({
      data: Array.from({ length: 450 }, (_, at) => ({
        storyId: story.id,
        authorId: person.actor.id,
        text: at % 9 === 0 ? loud : good,
        state: "published" as const,
        createdAt: new Date(start - at * 60_000),
      })),
    });
    const old = { storyId: story.id, authorId: person.actor.id, text: loud, state: "published" as const };
    await house.house.db.comment.create({ data: { ...old, createdAt: new Date(start - 31 * 86_400_000) } });
    const { version, ...rules } = await rulesNow();
    const seen: { id: string; now: string; proposed: string }[] = [];
    const sums = { seen: 0, now: 0, proposed: 0 };
    let next: string | undefined;
    for (let part = 0; part < 5; part += 1) {
      const answer = await whatIf({ rules: { ...rules, shouting: "off" }, ...(next ? { after: next } : {}) });
      seen.push(...answer.changed);
      sums.seen += answer.seen;
      sums.now += answer.now.nudged;
      sums.proposed += answer.proposed.published;
      next = answer.next ?? undefined;
      if (!next) break;
    }
    expect(sums).toEqual({ seen: 450, now: 50, proposed: 450 });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(50);
    expect(new Set(seen.map(({ now, proposed }) => `${now} ${proposed}`))).toEqual(new Set(["nudged published"]));
    expect((await rulesNow()).shouting).toBe("nudge");
  });

  test("tells of a list that is tried, in place of the one that it replaces", async () => {
    const { person, story } = await someone();
    await house.house.db.comment.deleteMany();
    await post(person, story.id, { text: "I saw a weasel at the weir this morning." });
    const list = { name: "Animals", handling: "refuse", guideline: "on-topic", words: "weasel" };
    const { changed } = await whatIf({ list });
    expect(changed).toMatchObject([{ now: "published", proposed: "refused", state: "published" }]);
    const kept = await addList({ ...list });
    const { changed: back } = await whatIf({ list: { ...list, words: "stoat", replaces: kept.id } });
    expect(back).toMatchObject([{ now: "refused", proposed: "published" }]);
  });
});

test("the box to try it in says what would become of a text, by rules that are not saved", async () => {
  const { version, ...rules } = await rulesNow();
  const tryIt = async (body: object) => (await call(staff.edda, "POST", "/api/v1/desk/rules/trial", { body })).json();
  expect(await tryIt({ text: loud })).toMatchObject({ fate: "nudged" });
  expect(await tryIt({ text: loud, rules: { ...rules, shouting: "refuse" } })).toMatchObject({ fate: "refused" });
  expect(await tryIt({ text: good, rules: { ...rules, reading: "before" } })).toMatchObject({
    fate: "held",
    findings: [],
  });
});

test("only editors and administrators tune the rules", async () => {
  for (const person of [staff.mo, undefined, await house.member("Nobody")]) {
    const answer = await call(person, "POST", "/api/v1/desk/rules", { body: await rulesNow() });
    expect([401, 403, 404]).toContain(answer.status);
  }
});
