import { NextRequest } from "next/server";
import type { ReactElement, ReactNode } from "react";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import StoryPage, { generateMetadata } from "@/app/(reader)/stories/[storyId]/page.tsx";
import { proxy } from "@/proxy.ts";
import { type Browser, browser } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { shop } from "./shop.ts";

/** What the screen is given with its request, after proxy.ts. */
const given = vi.hoisted(() => ({ cookie: "", headers: new Headers() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => {
      const found = given.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
      return found && { name, value: found.slice(name.length + 1) };
    },
  }),
  headers: async () => given.headers,
}));

const here = shop();
const { house } = here;
/** Words that stand in the body alone. */
const closedWords = "nobody had counted the herons";
let people: { mark: Person; ada: Person; edda: Person };
let storyId = "";
let other = "";
beforeAll(async () => {
  people = await newsroom(house);
  const stories = [await house.story("The weir"), await house.story("The lock")];
  [storyId, other] = stories.map(({ id }) => id) as [string, string];
  for (const { id } of stories)
    await house.house.db.story.update({
      where: { id },
      data: { bodyHtml: `<p>Until then ${closedWords}.</p>`, byline: "I. Okafor" },
    });
});
beforeEach(() => set({ isMetered: "yes", freeStories: 1, meteredSections: "" }));
const set = (body: object) => here.call(people.ada, "POST", "desk/settings/plans", body);

type Visit = { status: number; words: string; data: Record<string, unknown> };

/** Comes to a story's page as a browser does: by proxy.ts, then the screen, whose parts are run as Next would; `words` is all that is sent of it. */
async function visit(
  reader: Browser,
  id: string,
  { method = "GET", ...headers }: Record<string, string> = {},
): Promise<Visit> {
  const request = new NextRequest(`http://site.test/stories/${id}`, {
    method,
    headers: { cookie: reader.cookie, "x-masthead-meter": '{"state":"open"}', ...headers },
  });
  const answer = await proxy(request);
  for (const line of answer.headers.getSetCookie()) {
    const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
    reader.jar.set(name, value);
  }
  if (answer.headers.get("x-middleware-next") !== "1") return { status: answer.status, words: "", data: {} };
  given.cookie = reader.cookie;
  given.headers = new Headers();
  for (const name of answer.headers.get("x-middleware-override-headers")?.split(",") ?? [])
    given.headers.set(name, answer.headers.get(`x-middleware-request-${name}`) ?? "");
  const props = { params: Promise.resolve({ storyId: id }), searchParams: Promise.resolve({}) };
  const sent: string[] = [JSON.stringify(await generateMetadata(props))];
  await walk(await StoryPage(props), sent);
  const data = sent.find((one) => one.includes("schema.org")) ?? "{}";
  return { status: 200, words: sent.join("\n"), data: JSON.parse(data) };
}

type Component = (props: object) => ReactNode | Promise<ReactNode>;
async function walk(node: ReactNode, sent: string[]): Promise<void> {
  if (Array.isArray(node)) {
    for (const one of node) await walk(one, sent);
    return;
  }
  if (typeof node === "string") sent.push(node);
  if (typeof node !== "object" || node === null || !("type" in node)) return;
  const { type, props } = node as ReactElement<Record<string, unknown>>;
  if (typeof type === "function" && type.constructor.name === "AsyncFunction")
    return walk(await (type as Component)(props), sent);
  // A part that is drawn from its context alone is given nothing else.
  const { children, dangerouslySetInnerHTML, ctx: _, ...rest } = props;
  sent.push(JSON.stringify(rest));
  if (dangerouslySetInnerHTML) sent.push((dangerouslySetInnerHTML as { __html: string }).__html);
  await walk(children as ReactNode, sent);
}

describe("the page of a story", () => {
  test("that is closed holds no word of it, and says what opens it", async () => {
    const reader = browser();
    const first = await visit(reader, storyId);
    expect(first.words).toContain(closedWords);
    expect(first.words).toContain('{"reading":{"state":"free","left":0,"of":1}}');
    expect((await visit(reader, storyId)).words).toContain(closedWords);
    const second = await visit(reader, other);
    expect(second.words).not.toContain("herons");
    expect(second.words).toContain("This story goes on for who has a plan");
    // What a reader says of the verdict themselves is overwritten.
    expect(
      (await visit(reader, other, { "x-masthead-meter": '{"state":"open","isMetered":true}' })).words,
    ).not.toContain("herons");
  });

  test("tells search engines which of its words are for who pays, where they are, and says it of no other", async () => {
    const closed = { "@type": "WebPageElement", isAccessibleForFree: false, cssSelector: ".metered" };
    const reader = browser();
    const open = await visit(reader, storyId);
    expect(open.data).toMatchObject({
      "@type": "NewsArticle",
      headline: "The weir",
      isAccessibleForFree: false,
      hasPart: closed,
      author: { name: "I. Okafor" },
    });
    expect(open.words).toContain('"className":"body metered"');
    const wall = await visit(reader, other);
    expect(wall.data).toMatchObject({ isAccessibleForFree: false, hasPart: closed });
    expect(wall.words).toContain('"className":"wall metered"');
    // Open to the newsroom, and metered all the same.
    const editor = browser();
    editor.jar.set(...(people.edda.cookie.split("=") as [string, string]));
    expect((await visit(editor, other)).data).toMatchObject({ isAccessibleForFree: false, hasPart: closed });
    await set({ isMetered: "no" });
    const free = await visit(browser(), storyId);
    expect(free.data).toMatchObject({ isAccessibleForFree: true });
    expect(free.data).not.toHaveProperty("hasPart");
    expect(free.words).toContain('"className":"body"');
  });

  test("keeps a title from ending the data that machines read", async () => {
    const { id } = await house.story("</script><script>alert(1)</script>");
    const { words, data } = await visit(browser(), id);
    expect(data.headline).toBe("</script><script>alert(1)</script>");
    expect(words.split("\n").find((one) => one.includes("schema.org"))).not.toContain("<");
  });

  test("that a browser makes ahead is none, so that no wall stands before who comes; and nothing is counted", async () => {
    const reader = browser();
    for (const ahead of [
      { "sec-purpose": "prefetch;prerender" },
      { "sec-purpose": "prefetch" },
      { purpose: "prefetch" },
    ] as Record<string, string>[])
      expect(await visit(reader, storyId, ahead)).toMatchObject({ status: 503, words: "" });
    for (const ahead of [{ "next-router-prefetch": "1" }, { "x-masthead-router-ahead": "1" }] as Record<
      string,
      string
    >[])
      expect(await visit(reader, storyId, ahead)).toMatchObject({ status: 204, words: "" });
    expect(reader.jar.has("masthead.meter")).toBe(false);
    expect((await visit(reader, storyId)).words).toContain(closedWords);
    // Counted already, it may be made ahead; a story beyond the free ones may not, for a plan may be bought meanwhile.
    expect((await visit(reader, storyId, { "sec-purpose": "prefetch" })).words).toContain(closedWords);
    expect((await visit(reader, other, { "sec-purpose": "prefetch" })).status).toBe(503);
  });

  test("asked for by HEAD counts nothing", async () => {
    const reader = browser();
    expect((await visit(reader, storyId, { method: "HEAD" })).words).not.toContain("herons");
    expect(reader.jar.has("masthead.meter")).toBe(false);
  });
});

test("no other answer holds the words of a story that is closed: lists, search, fragments, feeds, mails, copies", async () => {
  await set({ freeStories: 0 });
  const wanda = await house.member("Wanda");
  const { ada, edda } = people;
  await here.call(ada, "POST", "desk/origins", { origin: "https://courier.example" });
  await here.call(wanda, "PUT", `bookmarks/${storyId}`);
  const address = `http://site.test/stories/${storyId}`;
  const feed = await (await here.call(wanda, "POST", "bookmarks/feed", {})).json();
  const paths: [Person, string][] = [
    [wanda, `stories/${storyId}`],
    [wanda, "stories?most=100"],
    [wanda, `page-state?address=${encodeURIComponent(address)}`],
    [wanda, `page-comments?address=${encodeURIComponent(address)}`],
    [wanda, `stories/${storyId}/comments`],
    [wanda, "bookmarks?shelf=unread"],
    [wanda, "bookmarks/device-copy"],
    [wanda, `bookmarks/device-copy/${storyId}`],
    [wanda, "bookmarks/export/json"],
    [wanda, "bookmarks/export/csv"],
    [wanda, new URL(feed.address).pathname.replace("/api/v1/", "")],
    [edda, "desk/stories?q=weir"],
  ];
  for (const [person, path] of paths) {
    const answer = await here.call(person, "GET", path);
    expect([path, answer.status]).toEqual([path, 200]);
    const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
    expect(text, path).not.toContain("herons");
  }
});
