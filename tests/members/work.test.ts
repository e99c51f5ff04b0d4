import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { isPassingAddress } from "@/lib/members/passing-address.ts";
import { countOne } from "@/lib/rate-limit.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, tally } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
beforeEach(() => house.moveClock(noon));

let asked = 0;
const signIn = (from: string, more: object = {}) => {
  asked += 1;
  return ask("POST", "/api/v1/sign-in", { body: { email: `work.${asked}@reader.test`, ...more }, from });
};

/** A network from which so much was asked that the next costs some work. */
async function busy() {
  const from = ownNetwork();
  await Promise.all(Array.from({ length: 60 }, () => signIn(from)));
  return from;
}

function solve({ challenge, bits }: { challenge: string; bits: number }) {
  for (let answer = 0; ; answer += 1) {
    const digest = createHash("sha256").update(`${challenge}:${answer}`).digest();
    if (digest.readUInt32BE(0) >>> (32 - bits) === 0) return { challenge, answer: String(answer) };
  }
}
const needed = async (from: string) => (await (await signIn(from)).json()) as { challenge: string; bits: number };

describe("work for a sign-in", () => {
  test("is asked for from the sixty-first of a network on, exactly, when a hundred ask at once", async () => {
    const from = ownNetwork();
    const answers = await Promise.all(Array.from({ length: 100 }, () => signIn(from)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 60, 428: 40 });
    expect((await signIn(ownNetwork())).status).toBe(202);
  });

  test("lets who has done it go on, and is good once however many show it at once", async () => {
    const from = await busy();
    const work = solve(await needed(from));
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(from, { work })));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 1, 428: 19 });
  });

  test("is taken for nothing that was made up, not done, or given out more than ten minutes ago", async () => {
    const from = await busy();
    const { challenge, bits } = await needed(from);
    const own = solve({ challenge: challenge.replace(/^\d+/, (until) => String(Number(until) + 1)), bits });
    expect((await signIn(from, { work: own })).status).toBe(428);
    const good = solve({ challenge, bits });
    const undone = { challenge, answer: String(Number(good.answer) + 1) };
    expect((await signIn(from, { work: undone })).status).toBe(428);
    expect((await signIn(from, { work: { challenge, answer: "soon" } })).status).toBe(422);
    house.later(10 * 60_000);
    expect((await signIn(from, { work: good })).status).toBe(428);
  });

  test("sends a form without scripts to a page that says what is needed, with nothing of what was begun lost", async () => {
    const from = await busy();
    const form = { email: "no.scripts@reader.test", returnTo: "/offers" };
    const answer = await ask("POST", "/api/v1/sign-in", { form, from });
    const to = new URL(answer.headers.get("location") ?? "", "http://site.test");
    expect([answer.status, to.pathname, to.searchParams.get("returnTo")]).toEqual([303, "/signin", "/offers"]);
    expect(to.searchParams.get("problem")).toMatch(/needs scripts/);
  });

  test("keeps no challenge and no answer that anybody could use", async () => {
    const from = await busy();
    const work = solve(await needed(from));
    await signIn(from, { work });
    expect(await dumpOf(house)).not.toContain(work.challenge);
  });

  test("is asked for on the whole site when very much is asked for from everywhere", async () => {
    const { pool } = house.house;
    const site = { name: "sign-in-free-site", points: 3_000, perSeconds: 3_600 };
    while ((await countOne(pool, site, "all")) < 2_998);
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(ownNetwork())));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 202: 2, 428: 8 });
    const from = ownNetwork();
    expect((await signIn(from, { work: solve(await needed(from)) })).status).toBe(202);
  });

  test("B14: gets an address no second mail within the hour while very much is asked for, and one that has none gets its own", async () => {
    const { pool } = house.house;
    const site = { name: "sign-in-free-site", points: 3_000, perSeconds: 3_600 };
    const email = "on.the.list@reader.test";
    while ((await countOne(pool, site, "all")) < 3_000);
    const worked = async (more: object) => {
      const from = ownNetwork();
      return signIn(from, { work: solve(await needed(from)), ...more });
    };
    expect((await worked({ email })).status).toBe(202);
    house.later(5 * 60_000);
    const again = await worked({ email });
    expect([again.status, (await again.json()).title]).toEqual([
      429,
      expect.stringMatching(/one an hour.*spam folder/),
    ]);
    expect((await worked({ email: "a.real.reader@reader.test" })).status).toBe(202);
    await house.runJobs();
    expect([email, "a.real.reader@reader.test"].map((to) => house.mailsTo(to).length)).toEqual([1, 1]);
  });
});

describe("a passing address", () => {
  test.each([
    ["ines+news@example.org", true],
    ["ines@mailinator.com", true],
    ["ines@guerrillamail.com", true],
    ["ines@example.org", false],
    ["ines@gmail.com", false],
    // Relays behind which somebody keeps their own mailbox are no throwaways.
    ["abc@privaterelay.appleid.com", false],
    ["abc@mozmail.com", false],
    ["abc@duck.com", false],
  ])("%s: %s", (email, isPassing) => {
    expect(isPassingAddress(email)).toBe(isPassing);
  });

  test("signs in as any other; its first two comments wait, and the third does not once they are published", async () => {
    const ctx = await house.member("Pia Passing");
    const story = await house.story();
    const email = "pia+here@reader.test";
    await house.house.db.member.update({ where: { id: ctx.actor.id }, data: { email } });
    const say = async (text: string) => {
      const answer = await ask("POST", `/api/v1/stories/${story.id}/comments`, {
        cookie: ctx.cookie,
        body: { text },
        from: ownNetwork(),
      });
      expect(answer.status).toBe(201);
      return ((await answer.json()) as { state: string }).state;
    };
    expect(await say("The ferry left the bridge late this morning, and nobody told us why.")).toBe("held");
    expect(await say("My grandmother planted every pear tree that stands behind the old mill.")).toBe("held");
    await house.house.db.comment.updateMany({
      where: { authorId: ctx.actor.id },
      data: { state: "published", publishedAt: noon },
    });
    expect(await say("A council that meets at noon should not wonder that no worker comes to listen.")).toBe(
      "published",
    );
  });
});
