import { beforeAll, describe, expect, test } from "vitest";
import { perKey } from "@/lib/api-key.ts";
import { once, sweepOnce } from "@/lib/once.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let ada: Person;
let edda: Person;
beforeAll(async () => {
  ({ ada, edda } = await newsroom(house));
});

const desk = (method: string, path: string, body?: unknown, person = ada) =>
  ask(method, `/api/v1/desk/${path}`, {
    cookie: person.cookie,
    from: ownNetwork(),
    ...(body === undefined ? {} : { body }),
  });
const make = async (...acts: string[]) =>
  (await (await desk("POST", "keys", { name: "The CMS", acts })).json()) as {
    id: string;
    prefix: string;
    token: string;
  };
const by = (token: string, method: string, path: string, body?: unknown, headers = {}) =>
  ask(method, path, {
    from: ownNetwork(),
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
const aStory = (number: number, more = {}) => ({
  address: `https://www.courier.example/${number}/weir`,
  title: `The weir, part ${number}`,
  ...more,
});

describe("a program with a key", () => {
  test("does what its key is for, and nothing else of what its maker may", async () => {
    const { token } = await make("stories.import");
    const pushed = await by(token, "PUT", "/api/v1/desk/stories", aStory(1));
    expect(pushed.status).toBe(200);
    expect(await pushed.json()).toMatchObject({ outcome: "added" });
    for (const [method, path] of [
      ["GET", "/api/v1/desk/comments"],
      ["GET", "/api/v1/desk/keys"],
      ["POST", "/api/v1/desk/newsletters"],
    ] as const) {
      const answer = await by(token, method, path, method === "POST" ? {} : undefined);
      expect(answer.status, path).toBe(403);
      expect((await answer.json()).title, path).toContain("It is for: stories.import");
    }
  });

  test("acts for no member, however it asks", async () => {
    const { token } = await make("stories.import", "comments.moderate");
    for (const { contract } of endpoints.filter((one) => one.contract.access === "member")) {
      const path = contract.path.replaceAll(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
      const answer = await by(token, contract.method, path, contract.body ? {} : undefined);
      expect(answer.status, contract.id).toBe(403);
    }
  });

  test("is nobody where anybody may ask", async () => {
    const { token } = await make("stories.import");
    const { member } = await (await by(token, "GET", "/api/v1/page-state?address=x")).json();
    expect(member).toBeNull();
  });

  test("is told apart from its maker in the audit log", async () => {
    const { token } = await make("stories.import");
    const { id } = await (await by(token, "PUT", "/api/v1/desk/stories", aStory(2))).json();
    const [entry] = await house.house.sql<{ actorKind: string; actorId: string }>`
      select actor_kind as "actorKind", actor_id as "actorId" from audit_entries where subject_id = ${id}`;
    expect(entry).toEqual({ actorKind: "key", actorId: ada.actor.id });
  });

  test("needs no origin, and gains nothing by a cookie that comes with it", async () => {
    const { token } = await make("stories.import");
    const answer = await ask("GET", "/api/v1/desk/keys", {
      cookie: ada.cookie,
      from: ownNetwork(),
      headers: { authorization: `Bearer ${token}`, origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    });
    expect(answer.status).toBe(403);
  });

  test("is told how much it may still ask, and to wait beyond that", async () => {
    const { token, id } = await make("stories.import");
    const first = await by(token, "GET", "/api/v1/stories");
    expect(first.headers.get("ratelimit-limit")).toBe(String(perKey.points));
    expect(first.headers.get("ratelimit-remaining")).toBe(String(perKey.points - 1));
    await house.house.sql`update rate_limits set points = ${perKey.points} where key = ${`api-key:${id}`}`;
    const over = await by(token, "GET", "/api/v1/stories");
    expect(over.status).toBe(429);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a key", () => {
  test("is shown whole once; the database holds a keyed hash, the list its beginning", async () => {
    const { token, prefix } = await make("stories.import");
    expect(token).toMatch(/^mh_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
    const { items } = await (await desk("GET", "keys")).json();
    expect(JSON.stringify(items)).not.toContain(token);
    expect(items[0]).toMatchObject({ prefix, name: "The CMS", madeBy: "Ada Admin" });
    const rows = await house.house.sql<{ row: string }>`
      select to_json(k)::text as row from api_keys k union all select to_json(a)::text from audit_entries a where subject_kind = 'key'`;
    for (const { row } of rows) expect(row).not.toContain(token.slice(12));
  });

  test("that is revoked opens nothing from the next request on", async () => {
    const { token, id } = await make("stories.import");
    expect((await by(token, "PUT", "/api/v1/desk/stories", aStory(3))).status).toBe(200);
    await desk("POST", `keys/${id}/revoke`, {});
    expect((await by(token, "PUT", "/api/v1/desk/stories", aStory(3))).status).toBe(401);
    expect((await by(token, "GET", "/api/v1/stories")).status).toBe(401);
  });

  test("does no more than its maker may now, and nothing when they have left the desk", async () => {
    const zoe = await house.member("Zoe Admin", "admin");
    const made = await (
      await desk("POST", "keys", { name: "Zoe's", acts: ["stories.import", "audit.read"] }, zoe)
    ).json();
    await house.house.sql`update staff_grants set role = 'editor' where member_id = ${zoe.actor.id}::uuid`;
    expect((await by(made.token, "PUT", "/api/v1/desk/stories", aStory(4))).status).toBe(200);
    const audit = await by(made.token, "GET", "/api/v1/desk/keys");
    expect((await audit.json()).title).toContain("It is for: stories.import.");
    await house.house.sql`update staff_grants set revoked_at = now() where member_id = ${zoe.actor.id}::uuid`;
    expect((await by(made.token, "PUT", "/api/v1/desk/stories", aStory(4))).status).toBe(403);
    await house.house.sql`update members set banned_at = now() where id = ${zoe.actor.id}::uuid`;
    expect((await by(made.token, "PUT", "/api/v1/desk/stories", aStory(4))).status).toBe(401);
  });

  test.each([
    "mh_",
    "mh_aaaaaaaa_",
    "mh_aaaaaaaa_bbb",
    `mh_aaaaaaaa_${"b".repeat(43)}`,
    `mh_aaaaaaaa_${"b".repeat(5_000)}`,
  ])("that is none is refused: %#", async (token) => {
    expect((await by(token, "GET", "/api/v1/stories")).status).toBe(401);
  });

  test("is an administrator's to make, and never one that opens the settings or the staff", async () => {
    expect((await desk("POST", "keys", { name: "Edda's", acts: ["stories.import"] }, edda)).status).toBe(403);
    for (const act of ["settings.edit", "staff.manage", "desk.enter", "everything"])
      expect((await desk("POST", "keys", { name: "The CMS", acts: [act] })).status, act).toBe(422);
    expect((await desk("POST", "keys", { name: "The CMS", acts: [] })).status).toBe(422);
  });
});

describe("a request with an Idempotency-Key", () => {
  const newsletter = (slug: string) => ({ slug, name: "The Weir", description: "", cadence: "" });
  const post = (token: string, slug: string, name: string) =>
    by(token, "POST", "/api/v1/desk/newsletters", newsletter(slug), { "idempotency-key": name });

  test("is done once, however often it is asked, and answered alike", async () => {
    const { token } = await make("newsletters.write");
    const first = await post(token, "weir-a", "one");
    const again = await post(token, "weir-a", "one");
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(first.headers.get("idempotent-replayed")).toBeNull();
  });

  test("that comes twenty times at once is done once; the others are told to ask again", async () => {
    const { token } = await make("newsletters.write");
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(token, "weir-b", "two")));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    const [made] = await house.house.sql<{
      count: number;
    }>`select count(*)::int as count from newsletters where slug = 'weir-b'`;
    expect(made?.count).toBe(1);
    expect((await post(token, "weir-b", "two")).status).toBe(200);
  });

  test("and another body is refused, and so is a name that is none", async () => {
    const { token } = await make("newsletters.write");
    await post(token, "weir-c", "three");
    expect((await post(token, "weir-d", "three")).status).toBe(422);
    expect((await post(token, "weir-d", "with spaces")).status).toBe(422);
    const [made] = await house.house.sql<{
      count: number;
    }>`select count(*)::int as count from newsletters where slug = 'weir-d'`;
    expect(made?.count).toBe(0);
  });

  test("is another one for another key", async () => {
    const [one, other] = [await make("newsletters.write"), await make("newsletters.write")];
    expect((await post(one.token, "weir-e", "four")).status).toBe(200);
    expect((await post(other.token, "weir-f", "four")).status).toBe(200);
  });

  test("that was refused can be mended and asked again under its name", async () => {
    const { token } = await make("newsletters.write");
    expect((await post(token, "Not a slug", "five")).status).toBe(422);
    expect((await post(token, "weir-g", "five")).status).toBe(200);
  });

  test("that broke off after the deed is not done again", async () => {
    const { id } = await make("newsletters.write");
    let done = 0;
    const asked = { keyId: id, name: "broken", fingerprint: "x" };
    const deed = async (): Promise<never> => {
      done += 1;
      throw new Error("The connection to the database ended behind the commit.");
    };
    await expect(once(house.house, asked, deed)).rejects.toThrow("behind the commit");
    await expect(once(house.house, asked, deed)).rejects.toMatchObject({ code: "changed_meanwhile" });
    expect(done).toBe(1);
  });

  test("whose end was lost is never done again by itself", async () => {
    const { token, id } = await make("newsletters.write");
    await post(token, "weir-h", "six");
    await house.house.sql`
      update once_requests set done_at = null, started_at = now() - interval '2 minutes' where key_id = ${id}::uuid`;
    const answer = await post(token, "weir-h", "six");
    expect(answer.status).toBe(409);
    expect((await answer.json()).title).toContain("its end was lost");
    await house.house.sql`update once_requests set started_at = now() - interval '25 hours' where key_id = ${id}::uuid`;
    await sweepOnce(house.house);
    const [left] = await house.house.sql<{
      count: number;
    }>`select count(*)::int as count from once_requests where key_id = ${id}::uuid`;
    expect(left?.count).toBe(0);
  });
});

describe("a story that a CMS pushes", () => {
  const push = async (story: object) => {
    const { token } = await make("stories.import");
    const answer = await by(token, "PUT", "/api/v1/desk/stories", story);
    return { status: answer.status, ...(await answer.json()) };
  };

  test("is one story under all of its addresses, brought up to date and not doubled", async () => {
    const first = await push(aStory(20, { standfirst: "Who reads it.", publishedAt: "2026-03-01T10:00:00+01:00" }));
    const same = await push({
      ...aStory(20, { standfirst: "Who reads it." }),
      address: "http://courier.example/20/weir/?utm_source=x",
    });
    expect(same).toMatchObject({ id: first.id, outcome: "unchanged" });
    const changed = await push(aStory(20, { title: "The weir, corrected", standfirst: "Who reads it." }));
    expect(changed).toMatchObject({ id: first.id, outcome: "changed" });
  });

  test("is cleaned on its way in", async () => {
    const { id } = await push(
      aStory(21, { bodyHtml: `<p onclick="x()">Water <script>alert(1)</script>went down.</p>` }),
    );
    const story = await (await ask("GET", `/api/v1/stories/${id}`, { from: ownNetwork() })).json();
    expect(story.bodyHtml).toBe("<p>Water went down.</p>");
  });

  test.each([
    [{ address: "javascript:alert(1)", title: "x" }, /https/],
    [{ address: "https://courier.example/x", title: " " }, /title/],
    [{ address: "https://courier.example/x" }, /^Title: /],
    [{ address: "https://courier.example/x", title: "x", publishedAt: "yesterday" }, /^Published at: /],
  ])("is refused with what to mend: %j", async (story, says) => {
    const answer = await push(story);
    expect(answer.status).toBe(422);
    expect(answer.title).toMatch(says);
  });
});
