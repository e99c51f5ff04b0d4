import { beforeAll, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let reader: Person;
let id: string;
beforeAll(async () => {
  await warmRules();
  reader = await house.member("Wanda O'Pryor & Sons");
  id = (await house.story()).id;
  await house.house
    .sql`insert into story_addresses (address, story_id) values ('https://courier.example/weir', ${id}::uuid)`;
});

const fragment = (address = "https://www.courier.example/weir", headers = {}) =>
  ask("GET", `/api/v1/page-comments?address=${encodeURIComponent(address)}`, { from: ownNetwork(), headers });
const insert = async (text: string, parentId: string | null = null, state = "published" as "published" | "held") =>
  house.house.db.comment.create({
    data: {
      storyId: id,
      authorId: reader.actor.id,
      parentId,
      text,
      state,
      createdAt: house.later(1_000),
      ...(state === "published"
        ? { publishedAt: house.house.now() }
        : { heldAt: house.house.now(), heldBecause: "rules" }),
    },
  });

describe("the comments of a page as plain HTML", () => {
  test("hold what everybody can read, with the replies below, and nothing that waits", async () => {
    const { id: first } = await insert("The gauge stands at eleven.\n\nIt stood at nine\nyesterday.");
    await insert("This one waits for a moderator.", null, "held");
    await insert("Who reads it?", first);
    await expect.poll(async () => (await fragment()).text()).toContain("Who reads it?");
    const answer = await fragment();
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const html = await answer.text();
    expect(html).toContain("<h2>2 comments</h2>");
    expect(html).toContain("<p>The gauge stands at eleven.</p><p>It stood at nine<br>yesterday.</p>");
    expect(html.indexOf("Who reads it?")).toBeGreaterThan(html.indexOf("The gauge"));
    expect(html).toContain("Wanda O&#39;Pryor &amp; Sons");
    expect(html).not.toContain("waits for a moderator");
    expect(html).not.toContain("@");
  });

  test("hold no markup of anybody's", async () => {
    await insert(
      `<img src=x onerror=alert(1)> <script>alert(1)</script> "><svg/onload=alert(1)> </article></li><a href="javascript:x">`,
    );
    await expect.poll(async () => (await fragment()).text()).toContain("onerror");
    const html = await (await fragment()).text();
    for (const sign of ["<img", "<script", "<svg", 'href="javascript']) expect(html).not.toContain(sign);
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    const answer = await fragment();
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'; sandbox");
  });

  test("are the same bytes for who has them, until somebody says something", async () => {
    const etag = (await fragment()).headers.get("etag") ?? "";
    expect((await fragment(undefined, { "if-none-match": etag })).status).toBe(304);
    await insert("Another gauge was found.");
    // Whatever is said by another process is known within half a second.
    await expect.poll(async () => (await fragment(undefined, { "if-none-match": etag })).status).toBe(200);
  });

  test("of a page that is no story's are a 404", async () => {
    expect((await fragment("https://courier.example/other")).status).toBe(404);
    expect((await fragment("no address")).status).toBe(404);
  });
});
