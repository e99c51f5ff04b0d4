import { Readable } from "node:stream";
import PostalMime from "postal-mime";
import { beforeAll, describe, expect, test } from "vitest";
import { importReaders } from "@/lib/newsletters/import.ts";
import { fitted, sendMailFile } from "@/lib/newsletters/mail-file.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { leaveNewsletter } from "@/lib/newsletters/subscribe.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { acting, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const consent = { wording: "Send me the Tides every week.", source: "the old list, 2019" };
let made = 0;
const newsletter = async (more: { fromName?: string; fromAddress?: string } = {}) => {
  made += 1;
  const draft = { slug: `list-${made}`, name: `List ${made}`, description: "", cadence: "", ...more };
  await makeNewsletter(house.system(), draft);
  const line = await newsletterBySlug(house.system(), draft.slug);
  return { ...line, topic: topicOf(line) };
};
const importing = (slug: string, csv: string) => importReaders(house.system(), slug, Readable.from([csv]), consent);
const confirmed = async (topic: string) =>
  (
    await house.house.db.consentStanding.findMany({
      where: { topic, act: "confirmed" },
      include: { member: true },
      orderBy: { member: { email: "asc" } },
    })
  ).map((one) => one.member.email);
beforeAll(() => house.member("Somebody"));

describe("a list of readers from elsewhere", () => {
  test("is taken in with its consent, and nobody who left, is banned or is suppressed comes back; the report adds up", async () => {
    const { slug, topic } = await newsletter();
    const { db, tokens } = house.house;
    const [left, known, banned] = await readersOf(house, topic, 3);
    if (!left || !known || !banned) throw new Error("Three readers were made.");
    await leaveNewsletter(acting(house, left), slug, "a test");
    await db.member.update({ where: { id: banned.id }, data: { bannedAt: new Date(0) } });
    await db.suppression.create({
      data: { addressKey: tokens.keyedHash("address", "dead@reader.test"), reason: "the mailbox does not exist" },
    });
    const csv = [
      "\ufeffName,E-mail Address,Plan",
      "Ann,Ann@Reader.test,free",
      '"Bo, the second",bo@reader.test,free',
      `L,${left.email},x`,
      `K,${known.email},x`,
      `B,${banned.email},x`,
      "D,DEAD@reader.test,x",
      "A again,ann@READER.TEST,free",
      "Nobody,not an address,free",
      'Evil,"a@b.test\r\nBcc: c@d.test",free',
      "Short",
      "",
    ].join("\r\n");
    const report = await importing(slug, csv);
    const { lines, problems, ...parts } = report;
    const none = { noted: 0, unsubscribed: 0, bounced: 0, pending: 0 };
    expect(parts).toEqual({
      ...{ added: 2, known: 1, left: 1, suppressed: 1, banned: 1, repeated: 1, bad: lines - 7 },
      ...none,
    });
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(lines);
    expect(problems).toHaveLength(parts.bad);
    expect(await confirmed(topic)).toEqual(["ann@reader.test", "bo@reader.test", known.email, banned.email].sort());
    const [line] = await db.consent.findMany({ where: { topic, member: { email: "ann@reader.test" } } });
    expect(line).toMatchObject({ act: "confirmed", wording: consent.wording, source: "import: the old list, 2019" });
    expect(await db.member.count({ where: { email: "dead@reader.test" } })).toBe(0);

    // Again: the same state, and everybody is known.
    expect(await importing(slug, csv)).toMatchObject({ lines, added: 0, known: 3, left: 1 });
    expect(await db.consent.count({ where: { topic, member: { email: "ann@reader.test" } } })).toBe(1);
  });

  test("of many sets, imported twice at once, has each reader once", async () => {
    const { slug, topic } = await newsletter();
    const csv = `email\n${Array.from({ length: 1_300 }, (_, n) => `many.${n}@reader.test`).join("\n")}\n`;
    const [one, two] = await Promise.all([importing(slug, csv), importing(slug, csv)]);
    expect(one.added + two.added).toBe(1_300);
    expect(one.known + two.known).toBe(1_300);
    expect(await confirmed(topic)).toHaveLength(1_300);
    expect(await house.house.db.consent.count({ where: { topic } })).toBe(1_300);
  });

  test("is refused when no column is the address, or when nobody says what was agreed to", async () => {
    const { slug } = await newsletter();
    await expect(importing(slug, "name,phone\nAnn,1\n")).rejects.toThrow(
      /Call one of them “email”; it has: name, phone/,
    );
    await expect(
      importReaders(house.system(), slug, Readable.from(["email\n"]), { wording: "", source: "x" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("a mail that was made elsewhere", () => {
  const postal = "The Meridian, 1 Harrow Weir, Marlow";

  test("reaches those who confirmed from the newsletter's own address, each with an address to leave by and a text", async () => {
    const { slug, topic } = await newsletter({ fromName: "Ines Vale", fromAddress: "ines@paper.test" });
    const [reader] = await readersOf(house, topic, 1);
    const { id, recipients } = await sendMailFile(house.system(), slug, {
      subject: "The lock opens",
      html: "<html><body><h1>The lock opens</h1></body></html>",
    });
    expect(recipients).toBe(1);
    await house.runJobs();
    const [mail] = house.mailsTo(reader?.email ?? "");
    const read = await PostalMime.parse(mail?.raw ?? "");
    expect(read.from).toMatchObject({ name: "Ines Vale", address: "ines@paper.test" });
    expect(read.text).toContain("The lock opens");
    for (const body of [read.html, read.text]) {
      expect(body).toContain(postal);
      expect(body).toMatch(/\/unsubscribe\/[\w.-]{20,}/);
      expect(body).not.toContain("{{");
    }
    expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("finished");
  });

  test("keeps the footer that it has, and gets no second one", () => {
    const html = `<p>Words</p><p>${postal}</p><a href="{{ unsubscribe }}">Leave</a>`;
    const text = `Words\n${postal}\n{{leave}}`;
    expect(fitted({ subject: "Words", html, text }, postal)).toEqual({
      html: html.replace("{{ unsubscribe }}", "{{leave}}"),
      text,
    });
  });

  test.each([
    [{ subject: "x", html: "<p>Words</p>" }, /subject of at least 3/],
    [{ subject: "Words", html: "<p>Dear {{last_name}}</p>" }, /Nobody knows the field \{\{last_name\}\}/],
    [{ subject: "Words", html: "<p>Words</p>", text: "Dear {{nickname}}" }, /^text: Nobody knows/],
    [{ subject: "Words", html: "<p> </p>" }, /no words/],
    [{ subject: "Words", html: "<p>Words</p>", text: " " }, /no words/],
  ])("is refused before it starts, with the fix: %j", (file, fix) => {
    expect(() => fitted(file, postal)).toThrow(fix);
  });
});
