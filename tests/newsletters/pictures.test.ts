import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Block, IssueDocument } from "@/lib/newsletters/document.ts";
import { keepPicture } from "@/lib/newsletters/pictures/keep.ts";
import { readPicture } from "@/lib/newsletters/pictures/read-picture.ts";
import { tidyPictures } from "@/lib/newsletters/pictures/tidy.ts";
import { checkIssue } from "@/lib/newsletters/prepare.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { makeNewsletter, saveIssue, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let mark: Person;
beforeAll(async () => {
  ({ edda, mark } = await newsroom(house));
});

let shade = 0;
/** A picture like no other. */
const plain = (width: number, height: number, channels: 3 | 4 = 3) => {
  shade += 37;
  return sharp({
    create: { width, height, channels, background: { r: shade % 256, g: (shade >> 3) % 256, b: 120, alpha: 0.5 } },
  });
};
const give = (bytes: Uint8Array, person = edda) =>
  ask("POST", "/api/v1/desk/pictures", {
    cookie: person.cookie,
    raw: new Uint8Array(bytes),
    headers: { "content-type": "application/octet-stream" },
  });
type Kept = { address: string; width: number; height: number; bytes: number; inAll: { count: number; bytes: number } };
const given = async (bytes: Uint8Array) => (await (await give(bytes)).json()) as Kept;
const shown = async (address: string) => {
  const answer = await ask("GET", `/api${address}`);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const picturesHere = () => house.house.db.picture.count();

describe("a picture that an editor gives", () => {
  test("is turned as it was held, made no wider than a mail shows it, and says nothing of where and when it was made", async () => {
    const exif = { IFD0: { Artist: "Somebody" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 34/1 0/1" } };
    const photo = await plain(1_600, 2_400).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const kept = await given(photo);
    expect(kept).toMatchObject({ width: 1_200, height: 800 });
    expect(kept.address).toMatch(/^\/media\/[0-9a-f]{64}\.jpg$/);
    const { bytes } = await shown(kept.address);
    const { exif: left, xmp, iptc, orientation, ...facts } = await sharp(bytes).metadata();
    expect([left, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
    expect(facts).toMatchObject({ format: "jpeg", width: 1_200, height: 800, space: "srgb" });
    expect(bytes.includes("Somebody")).toBe(false);
  });

  test("stays as small as it was, and becomes what every mail program shows", async () => {
    const [seeThrough, web, webSeeThrough] = await Promise.all([
      plain(300, 200, 4).png().toBuffer(),
      plain(300, 200).webp().toBuffer(),
      plain(300, 200, 4).webp().toBuffer(),
    ]);
    expect(await given(seeThrough)).toMatchObject({ address: expect.stringMatching(/png$/), width: 300, height: 200 });
    expect((await given(web)).address).toMatch(/jpg$/);
    expect((await given(webSeeThrough)).address).toMatch(/png$/);
  });

  test("goes on moving where it moves, each of its pictures by its own height", async () => {
    const frames = await Promise.all([1, 2, 3].map(() => plain(1_400, 700).png().toBuffer()));
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const kept = await given(moving);
    expect(kept).toMatchObject({ address: expect.stringMatching(/gif$/), width: 1_200, height: 600 });
    expect((await sharp((await shown(kept.address)).bytes).metadata()).pages).toBe(3);
  });

  test("is there once, however often it is given, and all of them are counted", async () => {
    const bytes = await plain(40, 40).png().toBuffer();
    const before = await picturesHere();
    const both = await Promise.all([given(bytes), given(bytes)]);
    expect(both[0]?.address).toBe(both[1]?.address);
    expect(await picturesHere()).toBe(before + 1);
    expect((await given(bytes)).inAll.count).toBe(before + 1);
  });

  test("is given by whoever writes mails, and by no reader", async () => {
    const bytes = await plain(10, 10).png().toBuffer();
    expect((await give(bytes, mark)).status).toBe(201);
    expect((await give(bytes, await house.member("Reader"))).status).toBe(404);
  });
});

describe("what is no picture for a mail", () => {
  const jpeg = () => plain(600, 600).jpeg().toBuffer();
  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    [
      "an SVG",
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      /SVG/,
    ],
    [
      "a page",
      async () => Buffer.from("<!doctype html><script>alert(1)</script>"),
      /no picture that mail programs show/,
    ],
    ["a page that begins like a GIF", async () => Buffer.from("GIF89a<script>alert(1)</script>"), /cannot be read/],
    ["a JPEG that was cut off", async () => (await jpeg()).subarray(0, 900), /cannot be read/],
    ["nothing", async () => new Uint8Array([]), /no picture/],
    ["a TIFF", () => plain(20, 20).tiff().toBuffer(), /no picture that mail programs show/],
    ["one of very many pixels", () => plain(10_000, 7_000).png().toBuffer(), /sixty million pixels/],
  ])("%s is refused in words, and nothing is kept", async (_, bytes, words) => {
    const before = await picturesHere();
    const answer = await give(await bytes());
    const { title } = (await answer.json()) as { title: string };
    expect([answer.status, title]).toEqual([422, expect.stringMatching(words)]);
    expect(await picturesHere()).toBe(before);
  });

  test("one of more than 8 MB is refused before it is read", async () => {
    expect((await give(new Uint8Array(8 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test("one that stays too large is refused with what to do", async () => {
    const noise = randomBytes(1_200 * 900 * 3);
    const grain = sharp(noise, { raw: { width: 1_200, height: 900, channels: 3 } });
    const refused = await readPicture(await grain.png().toBuffer()).catch((problem: Error) => problem.message);
    expect(refused).toMatch(/2 at most\. Save it as JPEG/);
  });
});

describe("the address of a picture", () => {
  test("shows it for ever, to everybody, as nothing but a picture", async () => {
    const { address } = await keepPicture(edda, await plain(30, 20).png().toBuffer());
    const { answer } = await shown(address);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "cross-origin",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    expect(answer.headers.get("set-cookie")).toBeNull();
    for (const wrong of [address.replace("png", "jpg"), "/media/x", `/media/${"0".repeat(64)}.png`])
      expect((await ask("GET", `/api${wrong}`)).status).toBe(404);
  });
});

const picture = (address: string, more: { width?: number; height?: number } = {}): Block => ({
  ...{ kind: "image", address, alt: "The weir at low water", caption: "", href: "" },
  ...more,
});
const documentOf = (...blocks: Block[]): IssueDocument => ({ v: 1, blocks });

let made = 0;
async function drafted(document: IssueDocument) {
  made += 1;
  const slug = `pictures-${made}`;
  await makeNewsletter(house.system(), { slug, name: `Pictures ${made}`, description: "", cadence: "" });
  const newsletter = await newsletterBySlug(house.system(), slug);
  const [reader] = await readersOf(house, topicOf(newsletter), 1);
  return { reader, issue: await startIssue(edda, newsletter.id, { subject: "The weir", preview: "Low.", document }) };
}

describe("a picture in an issue", () => {
  test("has its whole address in the mail, and its measures", async () => {
    const { address, width, height } = await keepPicture(edda, await plain(1_200, 900).jpeg().toBuffer());
    const { reader, issue } = await drafted(documentOf(picture(address, { width, height })));
    await sendIssue(edda, issue.id, 1);
    await house.runJobs();
    const html = String(house.mailsTo(reader?.email ?? "").at(-1)?.html);
    const image = /<img[^>]*media[^>]*>/.exec(html)?.[0] ?? "";
    expect(image).toContain(`src="http://site.test${address}"`);
    expect(image).toMatch(/width="560"/);
    expect(image).toMatch(/height="420"/);
  });

  test("that is not here any more must be put right before it is sent", async () => {
    const { issue } = await drafted(documentOf(picture(`/media/${"ab".repeat(32)}.png`)));
    const { points } = await checkIssue(edda, issue.id, { resolve: async () => [] });
    expect(points.find(({ id }) => id === "pictures-here")).toMatchObject({
      level: "must",
      words: "A picture is not here any more: nothing had shown it for 30 days. Give it again.",
    });
  });
});

describe("pictures that nothing shows", () => {
  const monthMs = 31 * 86_400_000;
  const isHere = async (address: string) =>
    (await house.house.db.picture.count({ where: { hash: address.slice(7, 71) } })) === 1;
  const another = async () => (await keepPicture(edda, await plain(11, 11).png().toBuffer())).address;

  test("go after 30 days; those of a draft, of its history, of a template and of what was sent stay", async () => {
    const [nowhere, drawn, before, sent, ofTemplate] = [
      await another(),
      await another(),
      await another(),
      await another(),
      await another(),
    ];
    const { issue } = await drafted(documentOf(picture(before)));
    await saveIssue(edda, issue.id, 1, { subject: "The weir", preview: "", document: documentOf(picture(drawn)) });
    const out = await drafted(documentOf(picture(sent)));
    await sendIssue(edda, out.issue.id, 1);
    await house.runJobs();
    await house.house.db.issue.update({
      where: { id: out.issue.id },
      data: { document: documentOf(), mailingId: null },
    });
    await house.house.db.issueStep.deleteMany({ where: { issueId: out.issue.id } });
    const template = await ask("POST", "/api/v1/desk/message-templates", {
      cookie: edda.cookie,
      body: {
        name: "picture-by-mail",
        title: "A picture",
        kind: "transactional",
        document: documentOf(picture(ofTemplate)),
      },
    });
    expect(template.status).toBe(201);
    await tidyPictures(house.system());
    expect(await isHere(nowhere)).toBe(true);
    house.later(monthMs);
    const late = await another();
    await tidyPictures(house.system());
    expect(await Promise.all([nowhere, drawn, before, sent, ofTemplate, late].map(isHere))).toEqual([
      ...[false, true, true, true, true, true],
    ]);
  });
});
