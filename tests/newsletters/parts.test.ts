import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { docOf, documentOfDoc } from "@/app/(desk)/parts/issue/blocks-and-nodes.ts";
import { setFigureMode } from "@/lib/figures/settings.ts";
import { bodyOf } from "@/lib/newsletters/body.ts";
import type { Block, IssueDocument } from "@/lib/newsletters/document.ts";
import { undividedDocument } from "@/lib/newsletters/document.ts";
import { forEverybody, partOf } from "@/lib/newsletters/parts.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let ada: Person;
let planId = "";
beforeAll(async () => {
  ({ edda, ada } = await newsroom(house));
  const plan = { name: "Digital", productId: `prod_${randomUUID()}`, createdAt: house.system().now() };
  ({ id: planId } = await house.house.db.plan.create({ data: plan }));
});

const text = (words: string, isFor?: "plan" | "no_plan"): Block => ({
  kind: "text",
  spans: [{ text: words }],
  ...(isFor ? { isFor } : {}),
});
const divided: IssueDocument = {
  v: 1,
  blocks: [
    text("The tide brought mud."),
    text("The ledger in full, page by page.", "plan"),
    {
      kind: "button",
      label: "Who pays the lock keeper",
      href: "https://lock.example/keeper",
      isFor: "plan",
    },
    { kind: "button", label: "See the plans", href: "https://river.example/plans", isFor: "no_plan" },
    text("Until next week."),
  ],
};

const payingSince = (memberId: string, daysAgo = 9) =>
  house.house.db.membership.create({
    data: {
      ...{ memberId, planId, source: "complimentary" as const, status: "active" },
      startsAt: new Date(house.system().now().getTime() - daysAgo * 86_400_000),
      createdAt: house.system().now(),
    },
  });

let made = 0;
async function drafted(document: IssueDocument, readers = 3) {
  made += 1;
  const slug = `ledgers-${made}`;
  await makeNewsletter(house.system(), { slug, name: `Ledgers ${made}`, description: "", cadence: "" });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const members = await readersOf(house, topicOf(newsletter), readers);
  const issue = await startIssue(edda, newsletter.id, { subject: "The ledger", preview: "Pages.", document });
  return { slug, members, issueId: issue.id, path: `/api/v1/desk/issues/${issue.id}` };
}
const mailOf = (members: { email: string }[], at: number) => {
  const mail = house.mailsTo(members[at]?.email ?? "").at(-1);
  return { subject: mail?.subject, html: String(mail?.html), text: String(mail?.text) };
};

describe("blocks for who has a plan, or has none", () => {
  test("go into the editor and come out the same, also out of a list that was made of such paragraphs", () => {
    const every: IssueDocument = {
      v: 1,
      blocks: [
        ...divided.blocks,
        { kind: "list", isNumbered: false, items: [[{ text: "One" }]], isFor: "plan" },
        { kind: "divider", isFor: "no_plan" },
        { kind: "quote", spans: [{ text: "Mud." }], source: "", isFor: "plan" },
        { kind: "image", address: "https://p.example/a.png", alt: "Mud", caption: "", href: "", isFor: "plan" },
      ],
    };
    expect(documentOfDoc(docOf(every))).toEqual(every);
    const item = { type: "paragraph", attrs: { isFor: "plan" }, content: [{ type: "text", text: "Ledger" }] };
    const list = { type: "bulletList", content: [{ type: "listItem", content: [item] }] };
    expect(documentOfDoc({ type: "doc", content: [list] }).blocks).toMatchObject([{ kind: "list", isFor: "plan" }]);
  });

  test("what nobody is told apart for holds only what is for everybody", () => {
    expect(bodyOf(divided)).toBe("The tide brought mud.\n\nUntil next week.");
    expect(forEverybody(divided.blocks)).toHaveLength(2);
    expect(partOf(divided, "no_plan").blocks).toHaveLength(3);
    expect(undividedDocument.safeParse(divided).success).toBe(false);
    expect(undividedDocument.safeParse({ v: 1, blocks: forEverybody(divided.blocks) }).success).toBe(true);
  });

  test("each reader gets the part of who they are when it goes out, as HTML and as text", async () => {
    const { members, issueId } = await drafted(divided);
    await payingSince(members[0]?.id ?? "");
    await payingSince(members[1]?.id ?? "", -1);
    const { mailingId } = await sendIssue(edda, issueId, 1);
    // Whoever begins or ends a plan after that gets what stands in the ledger, at every try.
    await payingSince(members[2]?.id ?? "");
    await house.runJobs();
    for (const as of ["html", "text"] as const) {
      expect(mailOf(members, 0)[as]).toContain("The ledger in full");
      expect(mailOf(members, 0)[as]).toContain("https://lock.example/keeper");
      expect(mailOf(members, 0)[as]).not.toContain("See the plans");
      for (const at of [1, 2]) {
        expect(mailOf(members, at)[as]).toContain("https://river.example/plans");
        expect(mailOf(members, at)[as]).not.toContain("The ledger in full");
        expect(mailOf(members, at)[as]).not.toContain("lock.example");
      }
      for (const at of [0, 1, 2]) expect(mailOf(members, at)[as]).toMatch(/tide brought mud[\s\S]*Until next week/);
    }
    const rows = await house.house.db.delivery.findMany({
      where: { mailingId },
      select: { memberId: true, hasPlan: true },
    });
    expect(rows.filter(({ hasPlan }) => hasPlan).map(({ memberId }) => memberId)).toEqual([members[0]?.id]);
    expect(rows.filter(({ hasPlan }) => hasPlan === false)).toHaveLength(2);
  });

  test("an issue for everybody asks nobody for a plan", async () => {
    const { issueId } = await drafted({ v: 1, blocks: forEverybody(divided.blocks) }, 1);
    const { mailingId } = await sendIssue(edda, issueId, 1);
    expect(await house.house.db.mailingWithPlan.count({ where: { mailingId } })).toBe(0);
    expect(await house.house.db.delivery.count({ where: { mailingId, hasPlan: null } })).toBe(1);
  });

  test("stand beside a test of subjects: each reader gets their subject and their part, and links are numbered over both", async () => {
    await setFigureMode(ada, "aggregate");
    const { members, issueId, path } = await drafted(divided, 8);
    for (const { id } of members.slice(0, 4)) await payingSince(id);
    const variants = [{ subject: "The ledger" }, { subject: "Who pays" }];
    const body = { version: 1, test: { variants, share: 50, waitHours: 1, by: "clicks", otherwise: 0 } };
    expect((await ask("PUT", `${path}/subject-test`, { cookie: edda.cookie, body })).status).toBe(200);
    const { mailingId } = await sendIssue(edda, issueId, 2);
    await house.runJobs();
    const tried = members.flatMap(({ email }) => house.mailsTo(email).map(({ subject }) => subject));
    expect(tally(tried)).toEqual({ "The ledger": 2, "Who pays": 2 });
    const decided = { cookie: edda.cookie, body: { variant: 1 } };
    expect((await ask("POST", `/api/v1/desk/mailings/${mailingId}/subject-test`, decided)).status).toBe(200);
    await house.runJobs();
    const got = members.map((_, at) => mailOf(members, at));
    expect(got.map(({ text: words }) => words.includes("The ledger in full"))).toEqual(members.map((_, at) => at < 4));
    expect(tally(got.map(({ subject }) => subject ?? ""))).toEqual({ "The ledger": 2, "Who pays": 6 });
    for (const { html, subject } of got) expect(html).toContain(`>${subject}</h1>`);
    const links = await house.house.db.mailingLink.findMany({ where: { mailingId }, orderBy: { link: "asc" } });
    expect(links.map(({ address }) => address)).toEqual(["https://lock.example/keeper", "https://river.example/plans"]);
    await setFigureMode(ada, "off");
  });
});

type Points = { points: { id: string; level: string; title: string; words: string }[] };
const checkOf = async (path: string) =>
  ((await (await ask("GET", `${path}/check`, { cookie: edda.cookie })).json()) as Points).points;

describe("the check of an issue in two parts", () => {
  test("says how many get which, and checks each part by itself", async () => {
    const { members, path } = await drafted(divided);
    await payingSince(members[0]?.id ?? "");
    const points = await checkOf(path);
    expect(points.find(({ id }) => id === "parts")?.words).toBe(
      "2 blocks for who has a plan, 1 block for who has none. Of 3 readers, 1 has a plan now; it counts who has one when it goes out.",
    );
    expect(points.filter(({ title }) => title.startsWith("Words")).map(({ title }) => title)).toEqual([
      "Words, without a plan",
      "Words, with a plan",
    ]);
    expect(points.filter(({ id }) => id === "postal")).toHaveLength(1);
    expect(new Set(points.map(({ id }) => id)).size).toBe(points.length);
  });

  test("an empty mail for one of the two is refused in words, at the API as well", async () => {
    const { path } = await drafted({ v: 1, blocks: [text("The ledger in full.", "plan")] });
    const empty = (await checkOf(path)).find(({ id }) => id === "words:no_plan");
    expect(empty).toMatchObject({ level: "must", title: "Words, without a plan" });
    expect(empty?.words).toMatch(/^Readers without a plan would get an empty mail\./);
    const sent = await ask("POST", `${path}/send`, { cookie: edda.cookie, body: { version: 1 } });
    const { title } = (await sent.json()) as { title: string };
    expect([sent.status, title]).toEqual([422, expect.stringContaining("would get an empty mail")]);
  });
});

describe("looking at one part", () => {
  test("the preview shows who has none by default, and who has a plan where it is asked", async () => {
    const { path } = await drafted(divided);
    const shown = async (part: string) => (await ask("GET", `${path}/preview${part}`, { cookie: edda.cookie })).text();
    expect(await shown("")).not.toContain("The ledger in full");
    expect(await shown("?part=no_plan")).toContain("See the plans");
    expect(await shown("?part=plan")).toContain("The ledger in full");
    expect(await shown("?part=plan")).not.toContain("See the plans");
  });

  test("a test mail says in its subject which part it is", async () => {
    const { path } = await drafted(divided);
    for (const part of ["plan", "no_plan"]) {
      const body = { to: [edda.actor.email], part };
      expect((await ask("POST", `${path}/test-mails`, { cookie: edda.cookie, body })).status).toBe(200);
      await house.runJobs();
      const mail = house.mailsTo(edda.actor.email).at(-1);
      expect(mail?.subject).toBe(`[Test ${part === "plan" ? "with" : "without"} a plan] The ledger`);
      expect(mail?.text?.includes("The ledger in full")).toBe(part === "plan");
    }
  });
});
