import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type DeskAct, deskActs, mayDo, type StaffRole, staffRoles } from "@/lib/access.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const people = ["nobody", "member", ...staffRoles] as const;
type Who = (typeof people)[number];

const unknownId = "0190a0b0-0000-7000-8000-00000000ffff";
/** A path with ids that nothing has, so that whoever gets past the guard changes nothing. */
const pathOf = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name.endsWith("Id") ? unknownId : "nothing"));

/** What the table in lib/access.ts says that this person gets of this endpoint, before anything else is looked at. */
function expected(access: string, who: Who): 401 | 403 | 404 | "in" {
  if (access === "anyone") return "in";
  if (who === "nobody") return 401;
  if (access === "member") return "in";
  const roles: StaffRole[] = who === "member" ? [] : [who];
  if (!mayDo(roles, "desk.enter")) return 404;
  return mayDo(roles, access as DeskAct) ? "in" : 403;
}

async function answerTo(who: Who, { method, path, body }: (typeof endpoints)[number]["contract"]) {
  // Somebody new each time, for signing out is one of the endpoints.
  const roles = who === "nobody" || who === "member" ? [] : [who];
  const cookie = who === "nobody" ? undefined : (await house.member(who, ...roles)).cookie;
  const answer = await ask(method, pathOf(path), {
    ...(cookie ? { cookie } : {}),
    ...(body ? { body: {} } : {}),
    from: ownNetwork(),
    headers: { "x-request-id": randomUUID() },
  });
  const text = await answer.text();
  const problem = answer.headers.get("content-type") === "application/problem+json" ? JSON.parse(text) : {};
  return {
    status: answer.status,
    code: problem.code as string | undefined,
    title: problem.title as string | undefined,
  };
}

const hidden = "There is no such page, or it is not yours to see.";

describe.each(people)("%s", (who) => {
  const cases = endpoints.map(({ contract }) => [`${contract.method} ${contract.path}`, contract] as const);

  test.each(cases)("%s", async (_, contract) => {
    const { status, code, title } = await answerTo(who, contract);
    // A provider's webhook is proven by its signature; until its secret is set it is hidden from everybody.
    if (contract.isRaw) return expect(status).toBe(404) as unknown as undefined;
    const wanted = expected(contract.access, who);
    if (wanted === "in") {
      // Past the guard it may find nothing under this id, or a body that says nothing; that is another answer than the guard's.
      expect([401, 403]).not.toContain(status);
      expect(title).not.toBe(hidden);
      expect(status).toBeLessThan(500);
      return;
    }
    expect(status).toBe(wanted);
    expect(code).toBe({ 401: "sign_in_needed", 403: "not_allowed", 404: "not_found" }[wanted]);
    if (wanted === 404) expect(title).toBe(hidden);
  });
});

describe("the table of roles", () => {
  test("only an administrator changes settings and reads the audit log", () => {
    for (const act of ["settings.edit", "audit.read"] as const) expect(deskActs[act]).toEqual(["admin"]);
  });

  test("an administrator may do everything, and nobody without a role anything", () => {
    for (const act of Object.keys(deskActs) as DeskAct[]) {
      expect(mayDo(["admin"], act), act).toBe(true);
      expect(mayDo([], act), act).toBe(false);
    }
  });

  test("whoever may do anything at the desk may enter it", () => {
    for (const roles of Object.values(deskActs))
      for (const role of roles) expect(mayDo([role], "desk.enter")).toBe(true);
  });

  test("sending to many is for editors, marketers and administrators: a moderator sends nothing", () => {
    for (const act of ["newsletters.send", "offers.send", "newsletters.write", "offers.write"] as const)
      expect(mayDo(["moderator"], act)).toBe(false);
    expect(mayDo(["marketer"], "newsletters.send")).toBe(false);
  });

  test("every endpoint of the desk names an act of the table, and no other endpoint does", () => {
    for (const { contract } of endpoints) {
      const isDesk = contract.path.startsWith("/api/v1/desk/");
      expect(contract.access in deskActs, contract.path).toBe(isDesk);
    }
  });
});
