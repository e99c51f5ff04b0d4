import { expect, test } from "vitest";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

// The second factor for these two is promised where all such acts are listed.
const house = testHouse({ STAFF_SECOND_FACTOR: "optional" });
type Person = Awaited<ReturnType<typeof house.member>>;

const give = (by: Person, email: string, role: string) =>
  ask("POST", "/api/v1/desk/staff", { cookie: by.cookie, body: { email, role } });
const take = (by: Person, from: Person, role: string) =>
  ask("POST", `/api/v1/desk/staff/${from.actor.id}/revocations`, { cookie: by.cookie, body: { role } });
const moderates = async (who: Person) =>
  (await ask("GET", "/api/v1/desk/comments?list=held", { cookie: who.cookie })).status === 200;

test("an administrator gives a role and takes it back at the desk; each holds from the next request on, and is in the audit log", async () => {
  const [ada, ann] = [await house.member("Ada", "admin"), await house.member("Ann")];
  expect(await moderates(ann)).toBe(false);
  expect(await (await give(ada, ann.actor.email, "moderator")).json()).toEqual({ memberId: ann.actor.id, isNew: true });
  expect(await moderates(ann)).toBe(true);
  expect(await (await give(ada, ann.actor.email, "moderator")).json()).toMatchObject({ isNew: false });
  expect((await take(ada, ann, "moderator")).status).toBe(200);
  expect(await moderates(ann)).toBe(false);
  expect((await take(ada, ann, "moderator")).status).toBe(404);
  const written = await house.house.db.auditEntry.findMany({
    where: { subjectId: ann.actor.id, event: { startsWith: "staff." }, actorId: ada.actor.id },
  });
  expect(written.map(({ event }) => event).sort()).toEqual(["staff.granted", "staff.revoked"]);
});

test("an address that nobody has been here with gets a role, and opens the desk at its first sign-in", async () => {
  const ada = await house.member("Ada", "admin");
  const { memberId } = (await (await give(ada, "new.editor@paper.test", "editor")).json()) as { memberId: string };
  const grants = await house.house.db.staffGrant.findMany({ where: { memberId, revokedAt: null } });
  expect(grants.map(({ role }) => role)).toEqual(["editor"]);
  expect((await give(ada, "not an address", "editor")).status).toBe(422);
  expect((await give(ada, "new.editor@paper.test", "owner")).status).toBe(422);
});

test("somebody is always left who can give roles: not one's own is taken, and of two who take each other's one keeps theirs", async () => {
  for (const { memberId } of await house.house.db.staffGrant.findMany({ where: { role: "admin", revokedAt: null } }))
    await house.house.db.staffGrant.updateMany({ where: { memberId }, data: { revokedAt: house.house.now() } });
  const [ada, bea] = [await house.member("Ada", "admin"), await house.member("Bea", "admin")];
  expect((await take(ada, ada, "admin")).status).toBe(403);
  const answers = await Promise.all([take(ada, bea, "admin"), take(bea, ada, "admin")]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await house.house.db.staffGrant.count({ where: { role: "admin", revokedAt: null } })).toBe(1);
});

test("who is given a role at the desk is told by mail, by whom and what it opens, and told when it is taken back; once each", async () => {
  const [ada, kim] = [await house.member("Ada", "admin"), await house.member("Kim")];
  await give(ada, kim.actor.email, "editor");
  await give(ada, kim.actor.email, "editor");
  await house.runJobs();
  expect(house.mailsTo(kim.actor.email).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^The desk of .+ is open to you$/),
  ]);
  const [given] = house.mailsTo(kim.actor.email);
  expect(given?.text).toContain("Ada has opened the desk");
  expect(given?.text).toContain("edit the house rules");
  expect(given?.text).not.toContain("change settings");
  expect(given?.text).toContain("http://site.test/desk");
  await take(ada, kim, "editor");
  await house.runJobs();
  expect(house.mailsTo(kim.actor.email)[1]?.subject).toMatch(/^Your role at the desk of /);
  expect(house.mailsTo(kim.actor.email)[1]?.text).toContain("Ada has taken back your role as editor");
  // Given and taken before a mail could leave: that it is open would not be true.
  await give(ada, kim.actor.email, "marketer");
  await take(ada, kim, "marketer");
  await house.runJobs();
  expect(house.mailsTo(kim.actor.email).map(({ subject }) => subject.startsWith("The desk"))).toEqual([
    true,
    false,
    false,
  ]);
});

test("an address that takes no mail gets none about a role either, and the role holds all the same", async () => {
  const [ada, lou] = [await house.member("Ada", "admin"), await house.member("Lou")];
  const addressKey = house.house.tokens.keyedHash("address", lou.actor.email);
  await house.house.db.suppression.create({ data: { addressKey, reason: "dead", at: house.house.now() } });
  await give(ada, lou.actor.email, "moderator");
  await house.runJobs();
  expect(house.mailsTo(lou.actor.email)).toEqual([]);
  expect(await moderates(lou)).toBe(true);
});
