import { beforeAll, describe, expect, test } from "vitest";
import { anyNewsletterBySlug, newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { leaveNewsletter } from "@/lib/newsletters/subscribe.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { acting, newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
beforeAll(async () => {
  ({ edda } = await newsroom(house));
});
const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
let made = 0;
/** A newsletter with one confirmed reader and an issue that is ready to be sent. */
async function aNewsletter() {
  made += 1;
  const slug = `letter-${made}`;
  expect((await call(edda, "POST", "/api/v1/desk/newsletters", { name: `Letter ${made}`, slug })).status).toBe(200);
  const newsletter = await newsletterBySlug(house.system(), slug);
  const [member] = await readersOf(house, topicOf(newsletter), 1);
  if (!member) throw new Error("A reader was made.");
  const reader = acting(house, member);
  const draft = { subject: "The tide", body: "The tide turned at noon, and nobody saw it." };
  const issue = await (await call(edda, "POST", `/api/v1/desk/newsletters/${slug}/issues`, draft)).json();
  return { slug, path: `/api/v1/desk/newsletters/${slug}`, reader, issue };
}
const change = { name: "Another name", description: "", cadence: "Daily", fromName: "", fromAddress: "" };

test("a newsletter is renamed, and who agreed to it keeps the words that they saw", async () => {
  const { slug, path, reader } = await aNewsletter();
  const { wording: before } = await house.house.db.consent.findFirstOrThrow({ where: { memberId: reader.actor.id } });
  expect((await call(edda, "POST", path, change)).status).toBe(200);
  const after = await newsletterBySlug(house.system(), slug);
  expect([after.name, after.wording]).toEqual(["Another name", expect.stringContaining("Another name")]);
  const consent = await house.house.db.consent.findFirstOrThrow({ where: { memberId: reader.actor.id } });
  expect(consent.wording).toBe(before);
  const entry = await house.house.db.auditEntry.findFirstOrThrow({ where: { event: "newsletter.changed" } });
  expect(entry).toMatchObject({ before: { name: "Letter 1" }, after: { name: "Another name", fromName: null } });
});

test("an address that is none is refused, and nothing is changed", async () => {
  const { slug, path } = await aNewsletter();
  const refused = await call(edda, "POST", path, { ...change, fromAddress: "news at example" });
  expect(refused.status).toBe(422);
  expect((await newsletterBySlug(house.system(), slug)).name).not.toBe("Another name");
});

describe("one that has ended", () => {
  test("cannot be asked for nor sent, is still read and left, and comes back as it was", async () => {
    const { slug, path, reader, issue } = await aNewsletter();
    expect((await call(edda, "POST", `${path}/retire`, {})).status).toBe(200);
    const listed = await (await call(undefined, "GET", "/api/v1/newsletters")).json();
    expect(listed.items.map((one: { slug: string }) => one.slug)).not.toContain(slug);
    const stranger = await house.member("Stranger");
    expect((await call(stranger, "POST", `/api/v1/newsletters/${slug}/subscription`, {})).status).toBe(404);
    const sent = await call(edda, "POST", `/api/v1/desk/issues/${issue.id}/send`, { version: issue.version });
    expect([sent.status, (await sent.json()).title]).toEqual([409, expect.stringContaining("has ended")]);
    expect((await call(undefined, "GET", `/api/v1/newsletters/${slug}/feed`)).status).toBe(200);

    expect((await call(edda, "POST", `${path}/bring-back`, {})).status).toBe(200);
    expect((await anyNewsletterBySlug(reader, slug)).standing).toBe("confirmed");
    const again = await call(edda, "POST", `/api/v1/desk/issues/${issue.id}/send`, { version: issue.version });
    expect([again.status, (await again.json()).recipients]).toEqual([200, 1]);
    expect((await call(edda, "POST", `${path}/retire`, {})).status).toBe(200);
    expect(await leaveNewsletter(reader, slug, "a test")).toMatchObject({ standing: "withdrawn" });
  });

  test("does not end while an issue of it waits for its time", async () => {
    const { path, issue } = await aNewsletter();
    const start = { at: "2099-01-01T07:00", zone: "Europe/Berlin" };
    const sent = await call(edda, "POST", `/api/v1/desk/issues/${issue.id}/send`, { version: issue.version, start });
    expect(sent.status, await sent.text()).toBe(200);
    const refused = await call(edda, "POST", `${path}/retire`, {});
    expect([refused.status, (await refused.json()).title]).toEqual([409, expect.stringContaining("“The tide” waits")]);
  });
});
