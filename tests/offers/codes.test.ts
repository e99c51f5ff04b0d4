import http from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codesIn } from "@/lib/offers/codes.ts";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
let mark: Person;
const server = http.createServer((request, response) => {
  if (!lane(request, response)) response.writeHead(404).end();
});
const lane = fastLane(endpoints);
let site = "";
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  site = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => house.moveClock(noon));

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, `/api/v1/${path}`, { cookie: person.cookie, from: ownNetwork(), ...(body ? { body } : {}) });
const draft = {
  kind: "codes",
  title: "Two hours on a boat",
  link: "https://boats.example/",
  description: "Bring it along.",
};
async function make(codes: string, more: object = {}) {
  const answer = await call(mark, "POST", "desk/offers", { ...draft, codes, ...more });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()) as {
    id: string;
    pasted: { added: number; known: number; notTaken: { line: number }[] };
  };
}
const seen = async (person: Person, id: string) =>
  (await (await call(person, "GET", "offers")).json()).items.find((one: { id: string }) => one.id === id);
/** As a browser sends it, over a socket. */
const press = (person: Person, id: string) =>
  fetch(`${site}/api/v1/offers/${id}/code`, {
    method: "POST",
    headers: { cookie: person.cookie, "content-type": "application/json", "x-forwarded-for": ownNetwork() },
    body: "{}",
  });

describe("codes that are pasted", () => {
  test("are read one a line or from a table, and what is no code is named with its line", () => {
    expect(codesIn("BOAT-1\nBOAT-2\r\n\nBOAT-1\nno code at all\n  BOAT-3  \n")).toEqual({
      codes: ["BOAT-1", "BOAT-2", "BOAT-3"],
      notTaken: [
        { line: 3, text: "", reason: "It is blank." },
        { line: 4, text: "BOAT-1", reason: "It stands in line 1 already." },
        { line: 5, text: "no code at all", reason: expect.stringContaining("3 to 80 letters") },
      ],
    });
    expect(codesIn('\uFEFFCode;Worth\n"A-100";5\nB-200\t7\nC-300,9').codes).toEqual(["A-100", "B-200", "C-300"]);
    expect(codesIn('"unclosed\nD-400').notTaken).toMatchObject([{ line: 1 }]);
  });

  test("belong to the offer, and what was not taken is told to who pasted them", async () => {
    const { id, pasted } = await make("ONE-1\nONE-1\n\nONE-2");
    expect(pasted).toMatchObject({ added: 2, known: 0, notTaken: [{ line: 2 }, { line: 3 }] });
    const more = await (await call(mark, "POST", `desk/offers/${id}/codes`, { codes: "ONE-2\nONE-3" })).json();
    expect(more).toEqual({ added: 1, known: 1, notTaken: [] });
    const none = await call(mark, "POST", `desk/offers/${id}/codes`, { codes: "\n \n" });
    expect([none.status, (await none.json()).title]).toEqual([422, expect.stringContaining("Line 1: It is blank.")]);
    expect((await call(mark, "POST", "desk/offers", { ...draft, codes: "" })).status).toBe(422);
  });

  test("are given in their order, to each member one, the same one ever after", async () => {
    const { id } = await make("FIRST-1\nFIRST-2");
    const [ann, ben] = [await house.member("Ann"), await house.member("Ben")];
    expect(await seen(ann, id)).toMatchObject({ standing: "open", code: null });
    expect(await (await press(ann, id)).json()).toEqual({ offerId: id, code: "FIRST-1" });
    expect((await (await press(ben, id)).json()).code).toBe("FIRST-2");
    expect((await (await press(ann, id)).json()).code).toBe("FIRST-1");
    expect(await seen(ann, id)).toMatchObject({ standing: "mine", code: "FIRST-1" });
    const entries = await house.house.db.auditEntry.count({ where: { subjectId: id, event: "offer.code-given" } });
    expect(entries).toBe(2);
  });

  test("pressed by a hundred members at once, ten go to ten, each once; the others are told, and so is the page", async () => {
    const { id } = await make(Array.from({ length: 10 }, (_, at) => `RUSH-${at}`).join("\n"));
    const members = await Promise.all(Array.from({ length: 100 }, (_, at) => house.member(`Reader ${at}`)));
    const answers = await Promise.all(members.map((member) => press(member, id)));
    const given = await Promise.all(answers.filter(({ ok }) => ok).map(async (answer) => (await answer.json()).code));
    expect(new Set(given).size).toBe(10);
    expect(given).toHaveLength(10);
    const refused = answers.filter(({ ok }) => !ok);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]));
    expect(await refused[0]?.json()).toMatchObject({ code: "none_left" });
    const without = members[answers.findIndex(({ ok }) => !ok)] as Person;
    expect((await seen(without, id)).standing).toBe("none left");
    await call(mark, "POST", `desk/offers/${id}/codes`, { codes: "RUSH-LATE" });
    expect((await (await press(without, id)).json()).code).toBe("RUSH-LATE");
  });

  test("pressed fifty times at once by one member, one is theirs and the others stay", async () => {
    const { id } = await make("LONE-1\nLONE-2\nLONE-3");
    const cleo = await house.member("Cleo");
    const answers = await Promise.all(Array.from({ length: 50 }, () => press(cleo, id)));
    const codes = await Promise.all(answers.map(async (answer) => (await answer.json()).code));
    expect(new Set(codes)).toEqual(new Set(["LONE-1"]));
    expect(await house.house.db.offerCode.count({ where: { offerId: id, givenAt: null } })).toBe(2);
  });

  test("beyond the cap are given to nobody, under any race", async () => {
    const { id } = await make("CAP-1\nCAP-2\nCAP-3\nCAP-4", { mostCodes: "2" });
    const members = await Promise.all(Array.from({ length: 20 }, (_, at) => house.member(`Capped ${at}`)));
    const answers = await Promise.all(members.map((member) => press(member, id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
  });

  test("of an offer that is over are given no more; who holds one of a withdrawn offer sees it until its end", async () => {
    const { id } = await make("END-1\nEND-2", { endsAt: "2026-03-20" });
    const [dan, eve] = [await house.member("Dan"), await house.member("Eve")];
    await press(dan, id);
    await call(mark, "POST", `desk/offers/${id}/withdraw`, {});
    expect((await seen(dan, id)).code).toBe("END-1");
    expect(await seen(eve, id)).toBeUndefined();
    expect((await press(eve, id)).status).toBe(409);
    house.moveClock(new Date("2026-03-21T00:00:00Z"));
    // Nobody is signed out by it.
    await house.house.sql`update sessions set expires_at = ${new Date("2026-04-21T00:00:00Z")}`;
    expect(await seen(dan, id)).toBeUndefined();
    expect((await press(dan, id)).status).toBe(409);
  });

  test("that a member held stay used when the member is erased", async () => {
    const { id } = await make("GONE-1\nGONE-2");
    const [fay, gil] = [await house.member("Fay"), await house.member("Gil")];
    await press(fay, id);
    await house.house.db.member.delete({ where: { id: fay.actor.id } });
    expect((await (await press(gil, id)).json()).code).toBe("GONE-2");
  });

  test("are for members alone, and a common code needs no press", async () => {
    const { id } = await make("DOOR-1");
    expect((await ask("POST", `/api/v1/offers/${id}/code`, { body: {}, from: ownNetwork() })).status).toBe(401);
    const plain = await call(mark, "POST", "desk/offers", {
      title: "A common one",
      link: "https://x.example/",
      code: "ALL",
    });
    const { id: common } = await plain.json();
    const hal = await house.member("Hal");
    expect(await seen(hal, common)).toMatchObject({ kind: "link", code: "ALL", standing: "open" });
    expect((await press(hal, common)).status).toBe(404);
  });
});
