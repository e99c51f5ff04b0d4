import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx, Member } from "@/lib/context.ts";
import { makeKey } from "@/lib/keys/keys.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let admin: Ctx<Member> & { cookie: string };
let headers: Record<string, string>;

const words = {
  title: "A password has changed",
  kind: "transactional",
  subject: "Your password has changed",
  body: "Somebody, you we hope, has changed your password at {place}.",
  fields: [{ name: "place", kind: "text" }],
};
const picture = (address: string, href: string) => ({ kind: "image", address, href, alt: "A parcel", caption: "" });
const story = (address: string) => ({
  ...{ kind: "story", storyId: randomUUID(), title: "A story", standfirst: "", byline: "", imageAddress: "" },
  address,
});
const at = (name: string) => `/api/v1/desk/message-templates/${name}`;
const make = async (more: Record<string, unknown> = {}) => {
  const name = `t-${randomUUID().slice(0, 8)}`;
  const answer = await ask("POST", "/api/v1/desk/message-templates", { body: { ...words, name, ...more }, headers });
  return { name, answer };
};
const save = (name: string, version: number, more: Record<string, unknown> = {}) =>
  ask("PUT", at(name), { body: { ...words, version, ...more }, headers });

beforeAll(async () => {
  admin = await house.member("Ada Marlowe", "admin");
  headers = { authorization: `Bearer ${(await makeKey(admin, { name: "CMS", acts: ["messages.write"] })).token}` };
});

describe("a template", () => {
  test("is not made without saying that it is transactional", async () => {
    const { answer } = await make({ kind: undefined });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { title: string }).title).toContain("Say that it is transactional");
  });

  test("is saved over the version that was open; of two who save at once one is told", async () => {
    const { name } = await make();
    const answers = await Promise.all([save(name, 1), save(name, 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test.each([
    ["a field in the words that it does not declare", { subject: "Hello {stranger}" }, "{stranger}"],
    ["another system's mark", { body: "Dear {{first_name}} of {{city}}, hello to you." }, "{{city}}"],
    [
      "a button that leads nowhere",
      { body: undefined, document: { v: 1, blocks: [{ kind: "button", label: "Go", href: "" }] } },
      "leads nowhere",
    ],
    [
      "a button that leads where a text says",
      { body: undefined, document: { v: 1, blocks: [{ kind: "button", label: "Go", href: "{place}" }] } },
      "Make it a link",
    ],
    [
      "a field in a link's address",
      { body: "Look at [your order](https://shop.test/{place}) now." },
      "inside an address",
    ],
    [
      "a field in an address that a browser has written",
      { body: "Look at [your order](https://shop.test/%7Bplace%7d) now." },
      "inside an address",
    ],
    [
      "a field in a picture's address",
      { body: undefined, document: { v: 1, blocks: [picture("https://shop.test/{place}.png", "")] } },
      "inside an address",
    ],
    [
      "a field where a press on a picture leads",
      {
        body: undefined,
        document: { v: 1, blocks: [picture("https://shop.test/a.png", "https://shop.test/{place}")] },
      },
      "inside an address",
    ],
    [
      "a field in a story's address",
      { body: undefined, document: { v: 1, blocks: [story("https://site.test/{place}")] } },
      "inside an address",
    ],
    [
      "a field in a list's link",
      { body: "- [one](https://shop.test/one)\n- [two](https://shop.test/{place})" },
      "inside an address",
    ],
    [
      "a button's address with a field and more",
      {
        body: undefined,
        document: { v: 1, blocks: [{ kind: "button", label: "Go", href: "https://shop.test/{place}" }] },
      },
      "inside an address",
    ],
    ["no subject", { subject: "" }, "subject"],
    ["two fields of one name", { fields: [words.fields[0], words.fields[0]] }, "same name"],
    [
      "markup for an address",
      { body: undefined, document: { v: 1, blocks: [{ kind: "button", label: "Go", href: "javascript:alert(1)" }] } },
      "",
    ],
  ])("is not saved with %s, and what it was stays", async (_, wrong, said) => {
    const { name } = await make();
    const answer = await save(name, 1, wrong as Record<string, unknown>);
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { title: string }).title).toContain(said);
    expect(await (await ask("GET", at(name), { headers })).json()).toMatchObject({ version: 1, isReady: true });
  });

  test("may hold braces of its own in an address, and a field there keeps an older one from being sent", async () => {
    const { name } = await make();
    const kept = { body: "At {place}: [look](https://shop.test/?q=%7Bitem%7D) at it." };
    expect((await save(name, 1, kept)).status).toBe(200);
    const document = { v: 1, blocks: [{ kind: "button", label: "Go", href: "https://shop.test/{place}" }] };
    await house.house.db.messageTemplate.update({ where: { name }, data: { document } });
    expect(await (await ask("GET", at(name), { headers })).json()).toMatchObject({ isReady: false });
  });

  test("is shown as its mail under a policy in which nothing can run", async () => {
    const { name } = await make();
    const answer = await ask("GET", `${at(name)}/preview`, { headers });
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox .*default-src 'none'/);
    expect(await answer.text()).toContain("has changed your password at place.");
  });

  test("is tried on colleagues alone, marked as a test", async () => {
    const { name } = await make();
    const fields = { place: "The Meridian" };
    const refused = await ask("POST", `${at(name)}/test-mails`, { body: { to: ["x@reader.test"], fields }, headers });
    expect(refused.status).toBe(422);
    const sent = await ask("POST", `${at(name)}/test-mails`, { body: { to: [admin.actor.email], fields }, headers });
    expect(await sent.json()).toEqual({ mails: 1 });
    await house.runJobs();
    const mail = house.mailsTo(admin.actor.email).at(-1);
    expect(mail?.subject).toBe("[Test] Your password has changed");
    expect(mail?.text).toContain("at The Meridian.");
  });

  test("an issue of a newsletter takes no field for an address", async () => {
    const editor = await house.member("Ed Itor", "editor");
    const newsletter = await house.house.db.newsletter.create({ data: { slug: "tides", name: "Tides" } });
    const answer = await ask("POST", `/api/v1/desk/newsletters/${newsletter.slug}/issues`, {
      body: { subject: "High water", document: { v: 1, blocks: [{ kind: "button", label: "Go", href: "{link}" }] } },
      cookie: editor.cookie,
    });
    expect(answer.status).toBe(422);
  });
});
