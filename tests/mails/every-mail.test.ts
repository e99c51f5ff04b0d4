import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type AddressObject, type ParsedMail, simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDkim, useDkim } from "@/lib/dkim-keys.ts";
import { renderMail } from "@/lib/mail-render.ts";
import type { Block } from "@/lib/newsletters/document.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { newsroom, readersOf } from "../cast.ts";
import { judgeSigned } from "../dkim-judge.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { postalAddress, samples, twelveStories } from "./samples.tsx";

const dkimDir = await fs.mkdtemp(path.join(os.tmpdir(), "masthead-dkim-"));
const smtp = await startFakeSmtp();
const house = testHouse({
  SMTP_URL: smtp.url,
  MAIL_FROM: "news@meridian.example",
  POSTAL_ADDRESS: postalAddress,
  DKIM_DIR: dkimDir,
});
const records: Record<string, string> = {};
beforeAll(async () => {
  for (const { name, value } of await createDkim(house.house, "meridian.example", "first"))
    records[name.split(".")[0] ?? ""] = value;
  await useDkim(house.house, "meridian.example", "first");
});
afterAll(async () => {
  await smtp.stop();
  await fs.rm(dkimDir, { recursive: true });
});

/** Gmail shows no more of an HTML body, and cuts the way to leave off with the rest. */
const clip = 102 * 1_024;
const longestLine = 998;

/** What any mail of ours has to be, whatever it is about. `raw` is what went over the wire, each byte one character. */
async function judge(raw: string) {
  const mail = await simpleParser(Buffer.from(raw, "latin1"));
  expect(from(mail), "one sender, of our own domain").toEqual(["news@meridian.example"]);
  expect(raw.match(/^from:/gim)).toHaveLength(1);
  expect((mail.to as AddressObject).value).toHaveLength(1);
  for (const line of raw.split("\r\n")) expect(line.length, line.slice(0, 60)).toBeLessThanOrEqual(longestLine);
  expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  const [html, text] = [mail.html || "", mail.text ?? ""];
  expect(Buffer.byteLength(html)).toBeLessThan(clip);
  for (const body of [html, text]) {
    expect(body).toContain(postalAddress);
    expect(body).not.toMatch(/\{\{|undefined|\[object|NaN/);
  }
  // It reads well: no marks of HTML, no capitals for headings, no holes, and no address that is cut in two.
  expect(text).not.toMatch(/<\/?[a-z][^>]*>|&(nbsp|amp|#\d+);/i);
  expect(text).not.toMatch(/\n{5,}/);
  expect(text.trim().split(/\s+/).length).toBeGreaterThan(20);
  for (const { href } of linksIn(html)) expect(text, "every way on is in the text").toContain(href);
  const judged = await judgeSigned(raw, records);
  expect(judged.map(({ result, selector }) => `${selector} ${result}`).sort()).toEqual([
    "first-e pass",
    "first-r pass",
  ]);
  for (const { headers } of judged) {
    expect(headers).toEqual(expect.arrayContaining(["from", "to", "subject", "date", "message-id", "content-type"]));
    if (mail.headers.has("list"))
      expect(headers).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]));
  }
  return mail;
}

const from = ({ from }: ParsedMail) => from?.value.map(({ address }) => address);
const linksIn = (html: string) =>
  [...html.matchAll(/<a\b[^>]*href="(https?:[^"]+)"/g)].map(([, href = ""]) => ({
    href: href.replaceAll("&amp;", "&"),
  }));

describe("every mail that we make", () => {
  test("is among those that are looked at here", async () => {
    const files = (await fs.readdir("emails")).filter((name) => name.endsWith(".tsx") && name !== "layout.tsx");
    const modules = await Promise.all(files.map((name) => import(`../../emails/${name}`)));
    const made = modules.flatMap((one) => Object.keys(one)).filter((name) => name.endsWith("Mail"));
    expect(Object.keys(samples).sort()).toEqual(made.sort());
  });

  test.each(Object.entries(samples))(
    "%s reads well in both bodies, keeps to the standards, and is signed",
    async (name, mail) => {
      const hasLeave = ["IssueMail", "OfferMail", "RepliesMail", "StillUnreadMail"].includes(name);
      await house.house.mailer.send({
        ...{ to: `jo.${randomUUID().slice(0, 8)}@reader.test`, subject: `${name} – für Åsa, «李»` },
        ...{ fromName: "The Meridian", fromAddress: "news@meridian.example", ...(await renderMail(mail, null)) },
        headers: hasLeave
          ? {
              "List-Unsubscribe": "<https://members.meridian.example/api/v1/unsubscribe/1.k>",
              "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
          : {},
      });
      const read = await judge(smtp.taken.at(-1)?.raw ?? "");
      expect(read.headers.has("list")).toBe(hasLeave);
      expect(read.subject).toBe(`${name} – für Åsa, «李»`);
    },
  );
});

test("an issue of twelve stories, as the engine speaks it, is whole: below Gmail's clip, to be left by one press, and signed over that", async () => {
  const { edda } = await newsroom(house);
  await makeNewsletter(house.system(), { slug: "tide", name: "The Tide", description: "", cadence: "Weekly" });
  const newsletter = await newsletterBySlug(house.system(), "tide");
  const [reader] = await readersOf(house, topicOf(newsletter), 1);
  const blocks = await Promise.all(
    twelveStories.map(async (block): Promise<Block> => ({ ...block, storyId: (await house.story()).id }) as Block),
  );
  const issue = await startIssue(edda, newsletter.id, {
    ...{ subject: "What the tide brought", preview: "Twelve stories from the river." },
    document: { v: 1, blocks },
  });
  await sendIssue(edda, issue.id, 1);
  await house.runJobs();
  const taken = smtp.taken.find(({ to }) => to === reader?.email);
  const mail = await judge(taken?.raw ?? "");
  expect(mail.headers.get("list")).toMatchObject({
    unsubscribe: { url: expect.stringContaining("/api/v1/unsubscribe/") },
    "unsubscribe-post": { name: "List-Unsubscribe=One-Click" },
  });
  const words = (mail.text ?? "").replace(/\s+/g, " ");
  for (const { title } of twelveStories as { title: string }[]) expect(words).toContain(title);
  expect(Buffer.byteLength(taken?.raw ?? "")).toBeLessThan(clip * 1.5);
});
