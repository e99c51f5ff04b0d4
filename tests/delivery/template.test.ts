import { generateKeyPairSync } from "node:crypto";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { buildTemplate, type Own, type Written } from "@/lib/delivery/template.ts";
import { readDkimKey } from "@/lib/dkim.ts";
import { judgeSigned } from "../dkim-judge.ts";
import { noon } from "../house.ts";

const written: Written = {
  subject: "The weir, the tide and the café",
  html: "<p>Good morning, {{name|reader}}.</p><p>.A line.</p><a href='{{leave}}'>Leave</a>{{leave}}",
  text: "Good morning, {{name|reader}}.\n.\n..two\n  spaces   \nLeave: {{leave}}\n",
  fromName: "Ines, of the “Meridian”",
  fromAddress: "news@meridian.example",
  headers: {
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": "<offers.meridian.example>",
    Precedence: "bulk",
  },
  leaveAt: "https://members.meridian.example/unsubscribe/",
  oneClickAt: "https://members.meridian.example/api/v1/unsubscribe/",
};
const own: Own = {
  to: "ada@reader.test",
  name: "Ada",
  messageId: "<m.abc@meridian.example>",
  leave: "123456.abcdefghijklmnopqrstuvwxyz-_0123",
};

/** The mail as a server stores it: what is on the wire, with the doubled dots taken back. */
async function copyOf(given: Partial<Written>, mine: Partial<Own>, keys = [] as ReturnType<typeof readDkimKey>[]) {
  const template = await buildTemplate({ ...written, ...given }, keys);
  const buffer = Buffer.alloc(template.size);
  const end = template.write(buffer, 0, { ...own, ...mine }, noon, keys.length > 0);
  const wire = buffer.subarray(0, end).toString("latin1");
  return { wire, raw: wire.replace(/\r\n\.\./g, "\r\n."), size: template.size };
}

test("a copy says what was written, with each reader's own words, and no line of it ends the mail", async () => {
  const { wire, raw } = await copyOf({}, {});
  expect(wire).not.toMatch(/\r\n\.\r\n/);
  expect(Math.max(...wire.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
  const mail = await new PostalMime().parse(raw);
  expect(mail.subject).toBe(written.subject);
  expect(mail.from).toMatchObject({ name: written.fromName, address: written.fromAddress });
  expect(mail.to?.[0]?.address).toBe(own.to);
  expect(mail.messageId).toBe(own.messageId);
  expect(mail.text?.trimEnd()).toBe(`Good morning, Ada.\n.\n..two\n  spaces   \nLeave: ${written.leaveAt}${own.leave}`);
  expect(mail.html).toContain(`<a href='${written.leaveAt}${own.leave}'>Leave</a>${written.leaveAt}${own.leave}`);
  const header = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  expect(header("list-unsubscribe")).toEqual([`<${written.oneClickAt}${own.leave}>`]);
  expect(header("list-unsubscribe-post")).toEqual(["List-Unsubscribe=One-Click"]);
  for (const once of ["from", "to", "date", "message-id", "mime-version"]) expect(header(once), once).toHaveLength(1);
});

test.each([
  ["nobody's name", null, "reader"],
  ["markup", "<b>Ada & Co</b>", "<b>Ada & Co</b>"],
  ["line ends", "Ada\r\nBcc: eve@evil.test", "Ada Bcc: eve@evil.test"],
  ["a dot on a line of its own", "\r\n.\r\n", "."],
  ["another alphabet", "Åsa Ñuñez 李", "Åsa Ñuñez 李"],
])("a name with %s stays a name", async (_, name, shown) => {
  const { wire, raw } = await copyOf({}, { name });
  expect(wire).not.toMatch(/\r\n\.\r\n/);
  const mail = await new PostalMime().parse(raw);
  expect(mail.text).toContain(`Good morning, ${shown}.`);
  expect(mail.html).toContain(
    `Good morning, ${shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}.`,
  );
  expect(mail.headers.filter(({ key }) => key === "bcc")).toEqual([]);
});

describe("signed", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ed = generateKeyPairSync("ed25519");
  const pem = (pair: typeof rsa) => pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const keys = [
    readDkimKey("meridian.example", "one-r", pem(rsa)),
    readDkimKey("meridian.example", "one-e", pem(ed as unknown as typeof rsa)),
  ];
  const records: Record<string, string> = {
    "one-r": `v=DKIM1; k=rsa; p=${rsa.publicKey.export({ type: "spki", format: "der" }).toString("base64")}`,
    "one-e": `v=DKIM1; k=ed25519; p=${Buffer.from(ed.publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")}`,
  };
  const judge = (raw: string) => judgeSigned(raw, records);

  test("by RSA and Ed25519 alike, over both List headers, as mailauth reads it", async () => {
    const judged = await judge((await copyOf({}, { name: "Åsa  of   the weir" }, keys)).raw);
    expect(judged.map(({ result }) => result)).toEqual(["pass", "pass"]);
    expect(judged.map(({ selector }) => selector).sort()).toEqual(["one-e", "one-r"]);
    for (const { headers } of judged)
      expect(headers).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "from", "to"]));
  });

  test.each(["Subject: The weir", "To: ada", "List-Unsubscribe-Post: List", "Leave"])(
    "a change at '%s' is seen",
    async (words) => {
      const { raw } = await copyOf({ subject: "The weir" }, {}, keys);
      expect(raw).toContain(words);
      const cut = raw.lastIndexOf(words) + words.length;
      const judged = await judge(`${raw.slice(0, cut)}x${raw.slice(cut)}`);
      expect(judged.map(({ result }) => result)).not.toContain("pass");
    },
  );

  test("a thousand mails of every shape pass, and say what was written", async () => {
    // Deterministic, so that a failure comes again.
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const bits = [
      "a",
      "é",
      "=",
      "=3D",
      ".",
      "\n",
      "\n.",
      "\n..\n",
      " ",
      "  \n",
      "\t",
      "{",
      "李",
      "x".repeat(90),
      "From ",
      "{{leave}}",
      "{{name|you}}",
    ];
    const some = (count: number) => Array.from({ length: random(count) }, () => bits[random(bits.length)]).join("");
    for (let n = 0; n < 1_000; n += 1) {
      const text = `T${some(40)}{{leave}}`;
      const { raw, wire } = await copyOf(
        { text, html: `<p>${some(40)}</p>{{leave}}`, subject: `S ${some(6).replace(/[\n{}]/g, "")}` },
        { name: some(8).slice(0, 40).replace(/[{}]/g, "") || null },
        n % 20 === 0 ? keys : [keys[1] as (typeof keys)[number]],
      );
      expect(wire, String(n)).not.toMatch(/\r\n\.\r\n/);
      expect(Math.max(...wire.split("\r\n").map((line) => line.length)), String(n)).toBeLessThanOrEqual(998);
      if (n % 5 > 0) continue;
      for (const { result } of await judge(raw)) expect(result, String(n)).toBe("pass");
      const mail = await new PostalMime().parse(raw);
      expect(
        mail.headers.filter(({ key }) => key === "from"),
        String(n),
      ).toHaveLength(1);
      expect(mail.text, String(n)).toContain(`${written.leaveAt}${own.leave}`);
    }
  });
});
