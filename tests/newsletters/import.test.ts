import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { parse } from "csv-parse/sync";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ImportChoice, importReaders } from "@/lib/newsletters/import.ts";
import { forgetOldLists } from "@/lib/newsletters/lists/forget.ts";
import { problemLine, problemsHeader, type RowProblem } from "@/lib/newsletters/lists/problems.ts";
import { readersAsCsv } from "@/lib/newsletters/lists/take-along.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { leaveNewsletter } from "@/lib/newsletters/subscribe.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { acting, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const consent = { wording: "Send me the Tides every week.", source: "the old list, 2019" };
let made = 0;
const newsletter = async () => {
  made += 1;
  const draft = { slug: `import-${made}`, name: `Import ${made}`, description: "", cadence: "", language: "en" };
  await makeNewsletter(house.system(), draft);
  const line = await newsletterBySlug(house.system(), draft.slug);
  return { ...line, topic: topicOf(line) };
};
const importing = (slug: string, csv: string | Buffer, more: Partial<ImportChoice> = {}) =>
  importReaders(house.system(), slug, Readable.from([csv]), { ...consent, ...more });
const standings = async (topic: string) =>
  Object.fromEntries(
    (await house.house.db.consentStanding.findMany({ where: { topic }, include: { member: true } })).map((one) => [
      one.member.email,
      one.act,
    ]),
  );
const sumOf = ({ lines: _, problems: __, ...parts }: Awaited<ReturnType<typeof importing>>) =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);
beforeAll(() => house.member("Somebody"));

describe("an export of another program", () => {
  test.each([
    [
      "mailchimp",
      "Email Address,First Name,Last Name,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,CLEAN_TIME,LEID,EUID",
      [
        "a@%,Ann,Ore,2020-01-02 03:04:05,2020-01-02 03:05:00,,,1,x",
        "b@%,,,2020-01-02 03:04:05,,2021-01-01 00:00:00,,2,x",
      ],
      ["c@%,,,2020-01-02 03:04:05,,,2021-01-01 00:00:00,3,x", "d@%,,,,,,,4,x"],
    ],
    [
      "substack",
      "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at",
      ["a@%,false,,other,false,2020-01-01T00:00:00.000Z,", "b@%,true,,yearly,true,2020-01-01T00:00:00.000Z,"],
      [],
    ],
    [
      "ghost",
      "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers",
      ["1,a@%,Ann,,true,false,,2020-01-01T00:00:00.000Z,,,", "2,b@%,Bo,,false,false,,2020-01-01T00:00:00.000Z,,,"],
      [],
    ],
    [
      "listmonk",
      "uuid,email,name,attributes,status,created_at,updated_at",
      [
        'u,a@%,Ann,"{""city"": ""Ely""}",enabled,2020-01-01,2020-01-01',
        "u,b@%,Bo,{},blocklisted,2020-01-01,2020-01-01",
      ],
      [],
    ],
    [
      "wordpress",
      "Email,First name,Last name,List status,Global status",
      ["a@%,Ann,Ore,Subscribed,Subscribed", "b@%,,,Subscribed,Unsubscribed"],
      ["c@%,,,Subscribed,Bounced", "d@%,,,Subscribed,Unconfirmed"],
    ],
  ] as const)(
    "N14: of %s confirms those who are subscribed there, and nobody else",
    async (preset, header, rows, others) => {
      const { slug, topic } = await newsletter();
      const csv = [header, ...rows, ...others].join("\n").replaceAll("%", `${preset}.test`);
      const report = await importing(slug, csv, { preset });
      expect(report).toMatchObject({ added: 1, unsubscribed: 1, lines: rows.length + others.length });
      if (others.length > 0) expect(report).toMatchObject({ bounced: 1, pending: 1 });
      expect(sumOf(report)).toBe(report.lines);
      expect(await standings(topic)).toEqual({ [`a@${preset}.test`]: "confirmed" });
    },
  );

  test("N14: of The Newsletter Plugin has letters for who confirmed, and a name in two columns", async () => {
    const { slug, topic } = await newsletter();
    const rows = ["C", "S", "U", "B", "P", "x"].map(
      (status) => `"${status}@letters.test";"Ann";"Ore";"n";"${status}";"2020-01-02 03:04:05";"t0ken";`,
    );
    const csv = `\ufeff"Email";"Name";"Surname";"Gender";"Status";"Date";"Token";\n${rows.join("\n")}\n`;
    const report = await importing(slug, csv, { preset: "wordpress", keepsNames: true });
    expect(report).toMatchObject({ added: 1, pending: 1, unsubscribed: 2, bounced: 1, bad: 1, lines: 6 });
    expect(await standings(topic)).toEqual({ "c@letters.test": "confirmed" });
    const reader = await house.house.db.member.findUniqueOrThrow({ where: { email: "c@letters.test" } });
    expect(reader).toMatchObject({ displayName: "Ann Ore", createdAt: new Date("2020-01-02T03:04:05Z") });
  });

  test("is refused where its columns are those of another, with what it lacks", async () => {
    const { slug } = await newsletter();
    await expect(importing(slug, "email\na@x.test\n", { preset: "ghost" })).rejects.toThrow(
      /not an export of ghost.*lacks “subscribed to emails”/,
    );
  });

  test.each([
    ["Email Address,Unsubscribed At\na@x.test,2021-01-01\n", /“Unsubscribed At”.*Call it “status”/],
    ["email,opted_out\na@x.test,true\n", /“opted_out”/],
    ["email,opt.out\na@x.test,true\n", /“opt.out”/],
    ["email,type\na@x.test,unsubscribed\n", /“type”/],
    ["email,Email Marketing Status\na@x.test,Never subscribed\n", /“Email Marketing Status”/],
    // Exports of those we know, without the column that says it.
    ["email,active_subscription,plan\na@x.test,false,other\n", /“active_subscription”/],
    ["id,email,subscribed_to_emails\n1,a@x.test,false\n", /“subscribed_to_emails”/],
    ["email,status,status\na@x.test,subscribed,unsubscribed\n", /Two columns are called “status”/],
  ])("that tells its readers apart in a way that nobody knows is refused: %j", async (csv, says) => {
    const { slug, topic } = await newsletter();
    await expect(importing(slug, csv)).rejects.toThrow(says);
    expect(await standings(topic)).toEqual({});
  });

  test("confirms nobody of whom another column says that they have left, whatever it is called", async () => {
    const { slug, topic } = await newsletter();
    const csv = [
      "Email Address,OPTIN_TIME,Unsubscribed at,Bounces",
      "yes@beside.test,2020-01-02 03:04:05,,0",
      "gone@beside.test,2020-01-02 03:04:05,2021-01-01 00:00:00,0",
      "back@beside.test,2020-01-02 03:04:05,,2",
      "odd@beside.test,2020-01-02 03:04:05,maybe,0",
    ].join("\n");
    const report = await importing(slug, csv);
    expect(report).toMatchObject({ added: 1, unsubscribed: 1, bounced: 1, bad: 1 });
    expect(report.problems).toMatchObject([{ line: 5, column: "unsubscribed at", value: "maybe" }]);
    expect(await standings(topic)).toEqual({ "yes@beside.test": "confirmed" });
  });

  test.each([
    ["Email Address,OPTIN_TIME,Email Marketing Status\n%,2020-01-02 03:04:05,Unsubscribed\n", { unsubscribed: 1 }],
    ["Email Address,OPTIN_TIME,Email Marketing Status\n%,2020-01-02 03:04:05,Never heard of\n", { bad: 1 }],
    ["email,status,optIn\n%,active,No\n", { pending: 1 }],
    ["email,status,is_subscribed,opt_in_ip\n%,active,,\n", { added: 1 }],
  ])("with another status beside the one that decides confirms nobody over it: %j", async (csv, says) => {
    const { slug } = await newsletter();
    expect(await importing(slug, csv.replace("%", "other@status.test"))).toMatchObject({ lines: 1, ...says });
  });

  test.each([
    ["substack", "email,active_subscription,email_disabled\nyes@%,true,false\nblank@%,true,\nshort@%,true\n"],
    ["ghost", "email,subscribed_to_emails,deleted_at\nyes@%,true,\nblank@%,,\nshort@%,true\n"],
    [
      "mailchimp",
      "Email Address,OPTIN_TIME,UNSUB_TIME\nyes@%,2020-01-02 03:04:05,\nshort@%,2020-01-02 03:04:05\nshorter@%\n",
    ],
  ] as const)("of %s with a row that ends before it says who left confirms nobody by it", async (preset, csv) => {
    const { slug, topic } = await newsletter();
    const report = await importing(slug, csv.replaceAll("%", `short.${preset}.test`));
    expect(report).toMatchObject({ added: 1, bad: 2 });
    expect(await standings(topic)).toEqual({ [`yes@short.${preset}.test`]: "confirmed" });
  });

  test("has letters for a status in The Newsletter Plugin's columns alone", async () => {
    const { slug, topic } = await newsletter();
    expect(await importing(slug, "email,status\na@letter.test,C\nb@letter.test,U\n")).toMatchObject({
      added: 0,
      bad: 2,
    });
    expect(await standings(topic)).toEqual({});
  });

  test("called after those who left confirms nobody unless it says itself who they are", async () => {
    const { slug, topic } = await newsletter();
    const fileName = "unsubscribed_members_export.csv";
    await expect(importing(slug, "email\na@named.test\n", { fileName })).rejects.toThrow(/from “unsubscribed_members/);
    await importing(slug, "email,status\na@named.test,unsubscribed\n", { fileName });
    expect(await standings(topic)).toEqual({});
  });

  test("with a status that nobody understands confirms nobody, and says how to put it", async () => {
    const { slug, topic } = await newsletter();
    const report = await importing(slug, "email,status\na@odd.test,perhaps\nb@odd.test,\n");
    expect(report).toMatchObject({ added: 0, bad: 2 });
    expect(report.problems[0]).toMatchObject({
      line: 2,
      column: "status",
      value: "perhaps",
      fix: expect.stringMatching("Write subscribed"),
    });
    expect(await standings(topic)).toEqual({});
  });
});

describe("nobody is brought back", () => {
  test("N14: who is unsubscribed in any row is not confirmed by another, and may be noted as left", async () => {
    const { slug, topic } = await newsletter();
    const csv = "email,status\nTwo.Faced@x.test,subscribed\ngone@x.test,unsubscribed\ntwo.faced@X.test,unsubscribed\n";
    expect(await importing(slug, csv)).toMatchObject({ added: 0, unsubscribed: 2, repeated: 1 });
    expect(await standings(topic)).toEqual({});
    expect(await importing(slug, csv, { notesUnsubscribed: true })).toMatchObject({ noted: 2, repeated: 1 });
    expect(await standings(topic)).toEqual({ "two.faced@x.test": "withdrawn", "gone@x.test": "withdrawn" });
    expect(await importing(slug, "email\ngone@x.test\n")).toMatchObject({ added: 0, left: 1 });
  });

  test("who has confirmed here is untouched by what a list says of them", async () => {
    const { slug, topic } = await newsletter();
    const [reader] = await readersOf(house, topic, 1);
    const csv = `email,status\n${reader?.email},unsubscribed\n`;
    expect(await importing(slug, csv, { notesUnsubscribed: true })).toMatchObject({ known: 1, noted: 0 });
    expect(await house.house.db.consent.count({ where: { topic } })).toBe(1);
  });
});

describe("a dry run", () => {
  test("says exactly what then happens, and changes nothing", async () => {
    const { slug, topic } = await newsletter();
    const { db, tokens } = house.house;
    const [left, known] = await readersOf(house, topic, 2);
    if (!left || !known) throw new Error("Two readers were made.");
    await leaveNewsletter(acting(house, left), slug, "a test");
    await db.suppression.create({
      data: { addressKey: tokens.keyedHash("address", "dry.dead@x.test"), reason: "the mailbox does not exist" },
    });
    const csv = `email,status\n${left.email},subscribed\n${known.email},subscribed\ndry.dead@x.test,subscribed\ndry.new@x.test,subscribed\ndry.gone@x.test,unsubscribed\nno,subscribed\n`;
    const counted = async () =>
      Promise.all([db.member.count(), db.consent.count(), db.auditEntry.count(), db.listImport.count()]);
    const before = await counted();
    const dry = await importing(slug, csv, { isDryRun: true, notesUnsubscribed: true });
    expect(await counted()).toEqual(before);
    expect(dry).toMatchObject({ added: 1, noted: 1, known: 1, left: 1, suppressed: 1, bad: 1, lines: 6 });
    expect(await importing(slug, csv, { notesUnsubscribed: true })).toEqual(dry);
  });
});

describe("a dirty file", () => {
  const dirty = 'email;name\r\n"Ann;ann@x.test;1\r\nbo@x.test;Bö\r\n"cy@x.test";"Cy "the" oar"\r\nd\0i@x.test;Di\r\n';
  test.each([
    ["UTF-8 with a mark", (text: string) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without a mark", (text: string) => Buffer.from(text, "utf16le")],
    ["UTF-16, the greater end first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["Windows-1252", (text: string) => Buffer.from(text, "latin1")],
  ])("in %s is read row by row, whatever is broken in one", async (_, encoded) => {
    const { slug, topic } = await newsletter();
    await house.house.db.member.deleteMany({ where: { email: { in: ["bo@x.test", "cy@x.test"] } } });
    const report = await importing(slug, encoded(dirty), { keepsNames: true });
    expect(report).toMatchObject({ lines: 4, added: 2, bad: 2 });
    expect(report.problems).toMatchObject([
      { line: 2, problem: expect.stringMatching("not closed") },
      { line: 5, problem: expect.stringMatching("not one e-mail") },
    ]);
    expect(Object.keys(await standings(topic)).sort()).toEqual(["bo@x.test", "cy@x.test"]);
    const names = await house.house.db.member.findMany({ where: { email: { in: ["bo@x.test", "cy@x.test"] } } });
    expect(names.map((one) => one.displayName).sort()).toEqual(["Bö", 'Cy "the" oar']);
  });

  test("F6: with a line of two million characters and a quote that is never closed loses no other row", async () => {
    const { slug } = await newsletter();
    const rows = Array.from({ length: 400 }, (_, n) => `f6.${n}@x.test,n`);
    rows.splice(100, 0, `"open,x`);
    rows.splice(200, 0, `${"x".repeat(2_000_000)}@x.test,n`);
    const report = await importing(slug, `email,name\n${rows.join("\n")}`);
    expect(report).toMatchObject({ lines: 402, added: 400, bad: 2 });
    expect(report.problems.map((one) => one.line)).toEqual([102, 202]);
  });

  test("keeps no more of a cell that is wrong than tells which it is", async () => {
    const { slug } = await newsletter();
    const told: RowProblem[] = [];
    const cell = `x${"\u{1f30a}".repeat(9_000)}`;
    const report = await importing(slug, `email,status,${cell} status\nann@x.test,active,${cell}\n`, {
      onProblem: (one) => told.push(one),
    });
    expect(report.problems).toEqual(told);
    const [one] = told;
    expect([one?.value.length, one?.column.length]).toEqual([200, 100]);
    // Half a letter could not be kept by the database.
    expect([one?.value.isWellFormed(), one?.column.isWellFormed()]).toEqual([true, true]);
  });

  test("F5: has its problems told as a table that a spreadsheet runs nothing of", () => {
    const problem = {
      file: "",
      line: 2,
      column: "email",
      value: '=HYPERLINK("http://x")',
      problem: "This is not one.",
      fix: "Write one.",
    };
    const [row] = parse(problemsHeader() + problemLine(problem), { columns: true, bom: true }) as RowProblem[];
    expect(row).toMatchObject({ line: "2", column: "email", value: `'${problem.value}` });
    for (const start of ["+1", "-1", "@x", "\t=1", "\r=1"])
      expect(problemLine({ ...problem, value: start })).toContain(`'${start}`);
  });
});

describe("a ZIP", () => {
  const zipped = (files: Record<string, string>) =>
    Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
  const columns = "Email Address,OPTIN_TIME,CONFIRM_TIME";
  const exported = {
    "../../subscribed_members_export.csv": `${columns}\nkept@zip.test,2020-01-01 00:00:00,\nleft@zip.test,2020-01-01 00:00:00,\nno,,\n`,
    "unsubscribed_members_export.csv": `${columns},UNSUB_TIME\nleft@zip.test,2020-01-01 00:00:00,,2021-01-01 00:00:00\n`,
    "__MACOSX/._x.csv": "nothing",
    "readme.md": "nothing",
  };

  /** Up to where its second file begins: the first is whole, and nothing tells of the others. */
  const cutBehindFirst = (zip: Buffer) => zip.subarray(0, zip.indexOf("PK\u0003\u0004", 4, "latin1"));
  /** Its second file is cut out; what stands at its end still counts it. */
  const withoutSecond = (zip: Buffer) => {
    const second = zip.indexOf("PK\u0003\u0004", 4, "latin1");
    return Buffer.concat([zip.subarray(0, second), zip.subarray(zip.indexOf("PK\u0003\u0004", second + 4, "latin1"))]);
  };

  const linkOf = (file: string) => {
    try {
      return fs.readlinkSync(file);
    } catch {
      // It was open for the listing itself.
      return "";
    }
  };
  /** Tables that are open although their folder is gone, where the system tells. */
  const descriptors = () =>
    fs.existsSync("/proc/self/fd")
      ? fs.readdirSync("/proc/self/fd").filter((one) => {
          const to = linkOf(`/proc/self/fd/${one}`);
          return to.includes("masthead-list-") && to.endsWith(".csv (deleted)");
        })
      : [];

  test("F10: of several tables is one list, and no name in it leads anywhere", async () => {
    const { slug, topic } = await newsletter();
    const report = await importing(slug, zipped(exported));
    expect(report).toMatchObject({ lines: 4, added: 1, unsubscribed: 1, repeated: 1, bad: 1 });
    expect(report.problems).toMatchObject([{ file: "subscribed_members_export.csv", line: 4 }]);
    expect(await standings(topic)).toEqual({ "kept@zip.test": "confirmed" });
  });

  test.each([
    [
      "without a status beside one with it",
      { "a.csv": "email,status\na@x.test,subscribed\n", "b.csv": "email\nb@x.test\n" },
      /from “b.csv” beside “a.csv”/,
    ],
    [
      "of who left beside one of who did not",
      { "list.csv": "email\na@x.test\n", "unsubscribed.csv": "email\nb@x.test\n" },
      /from “list.csv” beside “unsubscribed.csv”/,
    ],
    [
      "of who left that lacks when",
      { "cleaned_members_export.csv": `${columns}\na@x.test,2020-01-01 00:00:00,\n` },
      /from “cleaned_members_export.csv” who/,
    ],
    [
      "that is empty behind one that is not",
      { "a.csv": "email\na@x.test\n", "b.csv": "" },
      /names no column with the address/,
    ],
  ])("with a table %s is refused before anybody is taken in", async (_, files: Record<string, string>, says) => {
    const { slug, topic } = await newsletter();
    await expect(importing(slug, zipped(files))).rejects.toThrow(says);
    expect(await standings(topic)).toEqual({});
  });

  test.each([
    ["a bomb", () => zipped({ "list.csv": "a".repeat(60_000_000) }), /far more than a list/],
    ["without a table", () => zipped({ "readme.md": "nothing" }), /no CSV in it/],
    ["cut off", () => zipped(exported).subarray(0, 120), /broken, or locked/],
    ["cut off between two tables", () => cutBehindFirst(zipped(exported)), /broken, or locked/],
    ["of which a table is missing", () => withoutSecond(zipped(exported)), /broken, or locked/],
  ])("F10: %s is refused with the way out", async (_, made, says) => {
    const { slug, topic } = await newsletter();
    const before = descriptors();
    await expect(importing(slug, made())).rejects.toThrow(says);
    expect(descriptors()).toEqual(before);
    expect(await standings(topic)).toEqual({});
  });
});

test.each([
  ["the next import", async () => importing((await newsletter()).slug, "email\nann@swept.test\n")],
  ["the clock", () => forgetOldLists(house.system())],
])("what a killed import left lying is swept away by %s, and what is younger than a day is not", async (_, act) => {
  const all = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-test-"));
  // Somebody else's import would sweep as well.
  vi.stubEnv("TMPDIR", all);
  try {
    const [old, young] = [1, 2].map(() => fs.mkdtempSync(path.join(all, "masthead-list-"))) as [string, string];
    fs.writeFileSync(path.join(old, "list"), "email\nann@left.test\n");
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    fs.utimesSync(old, longAgo, longAgo);
    await act();
    expect([fs.existsSync(old), fs.existsSync(young)]).toEqual([false, true]);
  } finally {
    vi.unstubAllEnvs();
    fs.rmSync(all, { recursive: true });
  }
});

describe("broken off", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-test-"));
  afterAll(() => fs.rmSync(dir, { recursive: true }));

  test("F7: and run again it goes on, and ends as it would have without", async () => {
    const file = path.join(dir, "list.csv");
    const list = (name: string) =>
      fs.writeFileSync(
        file,
        `email\n${Array.from({ length: 9_000 }, (_, n) => (n % 10 === 3 ? `no ${n}` : n % 10 === 4 ? `${name}.${n - 4}@f7.test` : `${name}.${n}@f7.test`)).join("\n")}\n`,
      );
    list("whole");
    const whole = await newsletter();
    const expected = await importReaders(house.system(), whole.slug, file, consent);
    expect(expected).toMatchObject({ lines: 9_000, added: 7_200, repeated: 900, bad: 900 });

    list("part");
    const part = await newsletter();
    const problems: number[] = [];
    const breaking = importReaders(house.system(), part.slug, file, {
      ...consent,
      onProgress: (lines) => {
        if (lines > 4_000) throw new Error("The machine is gone.");
      },
    });
    await expect(breaking).rejects.toThrow("The machine is gone.");
    const open = await house.house.db.listImport.findFirstOrThrow({
      where: { newsletterId: part.id },
      include: { lanes: true },
    });
    expect(open).toMatchObject({ finishedAt: null });
    const places = open.lanes.map(({ lines }) => lines);
    expect(Math.min(...places)).toBeGreaterThan(4_000);
    expect(Math.min(...places)).toBeLessThan(9_000);
    const again = await importReaders(house.system(), part.slug, file, {
      ...consent,
      onProblem: ({ line }) => problems.push(line),
    });
    expect(again).toMatchObject({ lines: 9_000, added: 7_200, repeated: 900, bad: 900, known: 0 });
    expect(problems).toHaveLength(900);
    expect(await house.house.db.consent.count({ where: { topic: part.topic } })).toBe(7_200);
    expect(await house.house.db.listImport.count({ where: { newsletterId: part.id } })).toBe(1);
  });
});

describe("the readers of a newsletter", () => {
  test("are taken along with the words, the time and the place, and nothing of it is a formula", async () => {
    const { slug, topic } = await newsletter();
    await importing(slug, "email,name,created_at,timezone,language\nalong@x.test,=1+1,2020-01-02,Europe/Berlin,de\n", {
      keepsNames: true,
    });
    await readersOf(house, topic, 1);
    let csv = "";
    for await (const piece of readersAsCsv(house.system(), slug)) csv += piece;
    const rows = parse(csv, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.email === "along@x.test")).toMatchObject({
      ...{ name: "'=1+1", status: "confirmed", wording: consent.wording, source: `import: ${consent.source}` },
      ...{
        joinedAt: "2020-01-02T00:00:00.000Z",
        language: "de",
        timeZone: "Europe/Berlin",
        suppressed: "no",
        banned: "no",
      },
    });
  });

  test("come back as they were when the table is taken in: who left, asked, is suppressed or banned stays so", async () => {
    const { slug, topic } = await newsletter();
    const { db, tokens } = house.house;
    const there = ["=yes", "+plus", "-minus", "'+mark", "''=marks", "'plain"].map((name) => `${name}@round.test`);
    const rows = [...there, "gone@round.test", "asked@round.test", "dead@round.test", "banned@round.test"];
    await importing(slug, `email,name,created_at\n${rows.map((one) => `${one},=1+1,2020-01-02`).join("\n")}\n`, {
      keepsNames: true,
    });
    const members = new Map(
      (await db.member.findMany({ where: { email: { in: rows } } })).map((one) => [one.email, one]),
    );
    const idOf = (email: string) => members.get(email)?.id ?? "";
    for (const [email, act] of [
      ["gone@round.test", "withdrawn"],
      ["asked@round.test", "withdrawn"],
      ["asked@round.test", "asked"],
    ] as const)
      await db.consent.create({
        data: {
          memberId: idOf(email),
          topic,
          act,
          wording: "Send it.",
          wordingVersion: 1,
          source: "a test",
          at: house.system().now(),
        },
      });
    await db.member.update({ where: { id: idOf("banned@round.test") }, data: { bannedAt: new Date(0) } });
    const dead = { addressKey: tokens.keyedHash("address", "dead@round.test"), reason: "the mailbox does not exist" };
    await db.suppression.create({ data: dead });
    let csv = "";
    for await (const piece of readersAsCsv(house.system(), slug)) csv += piece;

    // Another house knows none of them.
    await db.suppression.deleteMany({ where: { addressKey: dead.addressKey } });
    await db.member.updateMany({ data: { bannedAt: null }, where: { email: "banned@round.test" } });
    await db.member.updateMany({ data: { displayName: null, createdAt: new Date() }, where: { email: { in: rows } } });
    const other = await newsletter();
    const report = await importing(other.slug, csv);
    expect(report).toMatchObject({ added: 6, unsubscribed: 1, bounced: 1, pending: 2, bad: 0, lines: 10 });
    expect(await standings(other.topic)).toEqual(Object.fromEntries(there.map((email) => [email, "confirmed"])));
  });

  test("are exported at the desk by who may change settings, which is remembered", async () => {
    const { slug, id } = await newsletter();
    await importing(slug, "email\nexported@x.test\n");
    const [ada, edda] = [await house.member("Ada", "admin"), await house.member("Edda", "editor")];
    const get = (cookie: string) => ask("GET", `/api/v1/desk/newsletters/${slug}/readers.csv`, { cookie });
    expect((await get(edda.cookie)).status).toBe(403);
    const answer = await get(ada.cookie);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(await answer.text()).toContain("exported@x.test,");
    expect(await house.house.db.auditEntry.count({ where: { event: "newsletter.exported", subjectId: id } })).toBe(1);
  });
});
