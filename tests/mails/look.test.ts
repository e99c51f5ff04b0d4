import { randomBytes } from "node:crypto";
import { render } from "@react-email/render";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { contrast, litForDark, unreadable } from "@/lib/colours.ts";
import { type MailLookChoice, toMailLook, usualMailLook } from "@/lib/mail-look.ts";
import { renderHtml, renderMail } from "@/lib/mail-render.ts";
import { tidyPictures } from "@/lib/newsletters/pictures/tidy.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";
import { samples } from "./samples.tsx";

const house = testHouse();
let ada: Person;
let edda: Person;
beforeAll(async () => {
  ({ ada, edda } = await newsroom(house));
});

const path = "/api/v1/desk/settings/mail-look";
const logo = "https://www.meridian.example/logo.png?w=2&h=96";
const blue: MailLookChoice = {
  ...{ accent: "#1f4e8c", buttons: "accent", head: "picture", picture: logo, place: "center" },
  ...{ headlines: "sans", text: "sans" },
};
const set = (body: unknown, person = ada) => ask("POST", path, { cookie: person.cookie, body });
const clip = 102 * 1_024;

describe("the accent", () => {
  test("is refused in words where links in it could not be read on white, and nothing changes", async () => {
    for (const accent of ["#ffcc00", "#777777", "#2e9bff", "#FFFFFF"]) {
      const answer = await set({ ...blue, accent });
      expect(answer.status).toBe(422);
      expect(JSON.stringify(await answer.json())).toMatch(/hard to read on white: its contrast is [1-4](\.\d)? to 1/);
    }
    for (const accent of ["blue", "#12f", "1f4e8c", '#1f4e8c"', ""])
      expect(JSON.stringify(await (await set({ ...blue, accent })).json())).toContain("like #1f4e8c");
    expect(await (await ask("GET", path, { cookie: ada.cookie })).json()).toEqual(usualMailLook);
  });

  test("is counted as WCAG counts it", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(unreadable("#777777")).toContain("4.4 to 1");
    expect(unreadable("#767676")).toBeUndefined();
  });

  test("is lit until it is readable on dark paper, a hundred colours by chance, and black", () => {
    const hundred = Array.from({ length: 100 }, () => `#${randomBytes(3).toString("hex")}`);
    for (const accent of ["#000000", "#0000ff", ...hundred]) {
      expect(litForDark(accent)).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(litForDark(accent), "#14130f"), accent).toBeGreaterThanOrEqual(4.5);
    }
    expect(litForDark("#ffcc00")).toBe("#ffcc00");
  });
});

describe("every mail", () => {
  test.each(Object.entries(samples))(
    "%s is to the byte what it was while nobody has chosen a look",
    async (_, mail) => {
      expect((await renderMail(mail, null)).html).toBe(await render(mail));
    },
  );

  test.each(Object.entries(samples))(
    "%s carries the accent, the head picture with the name as its words, and the letters; its text stays",
    async (_, mail) => {
      const [plain, worn] = [
        await renderMail(mail, null),
        await renderMail(mail, toMailLook(blue, "http://site.test")),
      ];
      expect(worn.text).toBe(plain.text);
      expect(worn.html).toContain(
        '<img alt="The Meridian" height="48" src="https://www.meridian.example/logo.png?w=2&amp;h=96"',
      );
      expect(worn.html.match(/alt="The Meridian"/g)).toHaveLength(1);
      expect(worn.html).toContain("max-height:48px");
      expect(worn.html).toMatch(/style="[^"]*font-weight:600[^"]*;text-align:center"><img alt="The Meridian"/);
      // Nothing of ours is left, and as much of theirs is there as there was of ours.
      const many = (html: string, part: string) => html.split(part).length - 1;
      expect(many(worn.html, "#9c1c1c") + many(worn.html, "Newsreader")).toBe(0);
      expect(many(worn.html, 'style="color:#1f4e8c')).toBe(many(plain.html, 'style="color:#9c1c1c'));
      const buttons = many(plain.html, 'class="press"');
      expect(many(worn.html, "background-color:#1f4e8c")).toBe(buttons);
      const lit = litForDark("#1f4e8c");
      expect(worn.html).toContain(`.link { color: ${lit} !important; }`);
      expect(worn.html).toContain(`.press { background-color: ${lit} !important; color: #14130f !important; }`);
      expect(worn.html).not.toContain("#e5706b");
      expect(Buffer.byteLength(worn.html)).toBeLessThan(clip);
    },
  );

  test("keeps headlines and text apart, and the name with the headlines", async () => {
    const look = toMailLook({ ...usualMailLook, headlines: "sans" }, "http://site.test");
    const html = await renderHtml(samples.IssueMail as never, look);
    const fontOf = (tag: string) =>
      new RegExp(`<${tag} class="ink" style="[^"]*font-family:(&#x27;[^,]*|[^;]*)`).exec(html)?.[1];
    expect(fontOf("h1")).toMatch(/^&#x27;Public Sans/);
    expect(fontOf("h2")).toMatch(/^&#x27;Public Sans/);
    expect(/style="[^"]*font-family:(&#x27;[^,]*|[^;]*)[^"]*">The Meridian/.exec(html)?.[1]).toMatch(
      /^&#x27;Public Sans/,
    );
    expect(html).toMatch(
      /<p class="ink" style="[^"]*font-size:17px[^"]*Newsreader|<p class="ink" style="[^"]*Newsreader[^"]*font-size:17px/,
    );
    expect(html).toContain("#e5706b");
  });

  test("takes nothing that somebody wrote for a style", async () => {
    const written = 'He wrote <p style="color:#9c1c1c"> and <a class="press">, and #9c1c1c, Newsreader.';
    const { MessageMail } = await import("../../emails/messages-one.tsx");
    const mail = MessageMail({
      ...{ publication: 'A "quoted" & <named> paper', postalAddress: "12 Quay Street, Marlow", language: "en" },
      ...{ direction: "ltr", subject: "Colours", preview: "", why: "Because." },
      blocks: [
        { kind: "text", spans: [{ text: written, href: "https://www.meridian.example/#9c1c1c" }] },
        { kind: "button", label: written, href: "https://www.meridian.example/" },
      ],
    });
    const html = await renderHtml(mail, toMailLook(blue, "http://site.test"));
    expect(html.split(", and #9c1c1c, Newsreader.")).toHaveLength(3);
    expect(html).toContain('href="https://www.meridian.example/#9c1c1c"');
    expect(html).toContain('<img alt="A &quot;quoted&quot; &amp; &lt;named&gt; paper"');
  });
});

describe("what an administrator chose", () => {
  test("holds from the next mail on, is in the audit log, and leaves a mailing that has begun as it was", async () => {
    await makeNewsletter(house.system(), { slug: "tide", name: "The Tide", description: "", cadence: "Weekly" });
    const newsletter = await newsletterBySlug(house.system(), "tide");
    await readersOf(house, topicOf(newsletter), 1);
    const blocks = [{ kind: "text" as const, spans: [{ text: "See", href: "https://www.meridian.example/" }] }];
    const send = async (subject: string) => {
      const issue = await startIssue(edda, newsletter.id, { subject, preview: "", document: { v: 1, blocks } });
      await sendIssue(edda, issue.id, 1);
      return house.house.db.mailing.findFirstOrThrow({ where: { subject } });
    };
    const first = await send("Before the look");
    expect((await set(blue)).status).toBe(200);
    await house.runJobs();
    expect(first.html).toContain("#9c1c1c");
    expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id: first.id } })).html).toBe(first.html);
    const next = await send("After the look");
    expect(next.html).toContain('style="color:#1f4e8c');
    expect(next.html).not.toContain("#9c1c1c");
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: "mail-look" } });
    expect(entries.map(({ event, actorId }) => [event, actorId])).toEqual([["settings.changed", ada.actor.id]]);
  });

  test("is whole or refused: a head without its picture, an address that is none or is not secure", async () => {
    for (const picture of [
      "",
      "http://www.meridian.example/logo.png",
      "javascript:alert(1)",
      "/media/../logo.png",
      "logo",
    ])
      expect((await set({ ...blue, picture })).status, picture).toBe(422);
    expect((await set({ ...blue, extra: 1 })).status).toBe(422);
    expect((await set(blue, edda)).status).toBe(403);
    const form = await ask("POST", path, { cookie: ada.cookie, form: { ...blue, accent: "#eeeeee" } });
    expect(form.headers.get("location")).toMatch(/^\/desk\/settings\/mails\?problem=.*hard%20to%20read/);
    const done = await ask("POST", path, { cookie: ada.cookie, form: { ...blue, accent: " #1F4E8C " } });
    expect(done.headers.get("location")).toBe("/desk/settings/mails?done=saved");
    expect(await (await ask("GET", path, { cookie: ada.cookie })).json()).toEqual(blue);
  });

  test("is seen before it is saved, by day and in the dark, in a frame in which nothing runs", async () => {
    const seen = (dark: string, chosen: MailLookChoice = blue) =>
      ask("GET", `${path}/preview?${new URLSearchParams({ ...chosen, dark })}`, { cookie: ada.cookie });
    const day = await seen("no", { ...blue, accent: "#246b3a" });
    expect(day.headers.get("content-security-policy")).toMatch(/^sandbox .*default-src 'none'/);
    const html = await day.text();
    expect(html).toContain('style="color:#246b3a');
    expect(html).not.toContain("@media (prefers-color-scheme");
    expect((await (await seen("yes")).text()).match(/@media all/g)).toHaveLength(2);
    expect((await seen("no", { ...blue, accent: "#eeeeee" })).status).toBe(422);
  });

  test("keeps its picture where it lies, as long as it stands at the head", async () => {
    const bytes = await sharp({ create: { width: 300, height: 96, channels: 3, background: "#1f4e8c" } })
      .png()
      .toBuffer();
    const kept = (await (
      await ask("POST", "/api/v1/desk/pictures", {
        ...{ cookie: ada.cookie, raw: new Uint8Array(bytes) },
        headers: { "content-type": "application/octet-stream" },
      })
    ).json()) as { address: string };
    expect((await set({ ...blue, picture: kept.address })).status).toBe(200);
    house.later(40 * 86_400_000);
    expect(await tidyPictures(house.system())).toBe(0);
    const look = toMailLook({ ...blue, picture: kept.address }, "http://site.test");
    expect(look.picture).toBe(`http://site.test${kept.address}`);
  });
});
