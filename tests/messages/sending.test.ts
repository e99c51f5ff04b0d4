import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { DeskAct } from "@/lib/access.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { takeMail } from "@/lib/delivery/returns/take-mail.ts";
import { makeKey } from "@/lib/keys/keys.ts";
import { forgetOldMessages } from "@/lib/messages/forget.ts";
import { mailMessage } from "@/lib/messages/mail-message.ts";
import { mostAnHour } from "@/lib/messages/send.ts";
import { ask } from "../api-door.ts";
import { testHouse } from "../house.ts";

const house = testHouse({ RETURN_DOMAIN: "returns.site.test", PUBLICATION_NAME: "The Meridian" });

let admin: Ctx<Member> & { cookie: string };
let token: string;

const text = (words: string) => ({ kind: "text", spans: [{ text: words }] });
const receipt = {
  title: "An order is confirmed",
  kind: "transactional",
  subject: "Your order {order_number}",
  preview: "It leaves us on {leaves}.",
  document: {
    v: 1,
    blocks: [
      text("Dear {first_name}, we have your order {order_number} of {copies} copies."),
      { kind: "button", label: "Look at order {order_number}", href: "{order_link}" },
      text("Should the button not work: {order_link}"),
    ],
  },
  fields: [
    { name: "order_number", kind: "text" },
    { name: "copies", kind: "number", fallback: "a few" },
    { name: "leaves", kind: "date", fallback: "a day soon" },
    { name: "order_link", kind: "link" },
    { name: "first_name", kind: "text", fallback: "reader" },
  ],
};
const given = { order_number: "A-7", order_link: "https://shop.test/orders/a7" };

const keyFor = async (...acts: DeskAct[]) =>
  (await makeKey(admin, { name: "The shop", acts: acts as [DeskAct, ...DeskAct[]] })).token;
const bearer = (key: string, name?: string) => ({
  authorization: `Bearer ${key}`,
  ...(name ? { "idempotency-key": name } : {}),
});
const send = (body: Record<string, unknown>, name?: string, key = token) =>
  ask("POST", "/api/v1/desk/messages", {
    body: { template: "order-confirmed", fields: given, ...body },
    headers: bearer(key, name),
  });
const became = async (id: string, key = token) =>
  (await ask("GET", `/api/v1/desk/messages/${id}`, { headers: bearer(key) })).json();
const someone = () => `buyer.${randomUUID().slice(0, 8)}@shop.test`;

beforeAll(async () => {
  admin = await house.member("Ada Marlowe", "admin");
  token = await keyFor("messages.send", "messages.write", "members.read");
  const made = await ask("POST", "/api/v1/desk/message-templates", {
    body: { ...receipt, name: "order-confirmed" },
    headers: bearer(token),
  });
  expect(made.status).toBe(201);
});

describe("a mail to one person", () => {
  test("goes out with its fields filled in, in HTML and in text, and says that it is no newsletter", async () => {
    const to = someone();
    const answer = await send({ to, fields: { ...given, copies: 1200.5, leaves: "2026-03-20" } });
    expect(answer.status).toBe(201);
    const message = (await answer.json()) as { id: string; state: string };
    expect(message.state).toBe("queued");
    await house.runJobs();
    const [mail] = house.mailsTo(to);
    expect(mail?.subject).toBe("Your order A-7");
    expect(mail?.text).toContain("Dear reader, we have your order A-7 of 1,200.5 copies.");
    expect(mail?.text).toContain("https://shop.test/orders/a7");
    expect(mail?.html).toContain('href="https://shop.test/orders/a7"');
    expect(mail?.html).toContain("It leaves us on March 20, 2026.");
    expect(mail?.text).toContain("It is no newsletter");
    expect(String(mail?.raw)).not.toMatch(/^list-unsubscribe/im);
    expect(await became(message.id)).toMatchObject({ state: "sent", to, tries: 1, sentAt: expect.any(String) });
  });

  test("knows a member by the id, greets them by their name, and goes to them though they have left every list", async () => {
    const reader = await house.member("Wanda Reyes");
    await house.house.sql`
      insert into suppressions (address_key, reason, at) values (${house.house.tokens.keyedHash("address", reader.actor.email)}, 'complained', now())`;
    await send({ to: undefined, memberId: reader.actor.id });
    await house.runJobs();
    expect(house.mailsTo(reader.actor.email).at(-1)?.text).toContain("Dear Wanda, we have your order");
  });

  test("what a program sends is text: no markup, no header and no other field comes out of it", async () => {
    const to = someone();
    await send({
      to,
      fields: { ...given, order_number: "<b>9</b>\r\nBcc: all@evil.test {order_link}", first_name: "{{leave}}" },
    });
    await house.runJobs();
    const [mail] = house.mailsTo(to);
    expect(mail?.html).toContain("&lt;b&gt;9&lt;/b&gt;");
    expect(mail?.html).not.toContain("<b>9");
    expect(String(mail?.raw)).not.toMatch(/^bcc:/im);
    expect(mail?.text).toContain("{order_link}");
    expect(mail?.text).toContain("Dear {{leave}}");
  });

  test("its words are forgotten once it has gone", async () => {
    const { id } = (await (await send({ to: someone() })).json()) as { id: string };
    const words = () =>
      house.house.db.message.findUniqueOrThrow({ where: { id }, select: { subject: true, html: true, text: true } });
    expect((await words()).html).toContain("A-7");
    await house.runJobs();
    expect(await words()).toEqual({ subject: null, html: null, text: null });
  });
});

describe("what is refused says what and how to go on, and sends nothing", () => {
  const problemOf = async (body: Record<string, unknown>) => {
    const answer = await send({ to: someone(), ...body });
    return { status: answer.status, ...((await answer.json()) as { title: string; fields?: unknown }) };
  };

  test("422 names a field that is missing, one that nobody knows, and one of another kind", async () => {
    const { status, fields } = await problemOf({
      fields: { order_link: "javascript:alert(1)", copies: "many", colour: "red" },
    });
    expect(status).toBe(422);
    expect(fields).toEqual([
      expect.objectContaining({ field: "fields.colour", problem: expect.stringContaining("knows no field") }),
      expect.objectContaining({ field: "fields.order_number", problem: expect.stringContaining("needs this field") }),
      expect.objectContaining({ field: "fields.copies", problem: expect.stringContaining("a number") }),
      expect.objectContaining({ field: "fields.order_link", problem: expect.stringContaining("https://") }),
    ]);
  });

  test("404 for a template or a member that is not there, 422 for two recipients or none", async () => {
    expect((await problemOf({ template: "no-such" })).status).toBe(404);
    expect((await problemOf({ to: undefined, memberId: randomUUID() })).status).toBe(404);
    expect((await problemOf({ memberId: randomUUID() })).status).toBe(422);
    expect((await problemOf({ to: undefined })).status).toBe(422);
    expect((await problemOf({ to: "a@b.test, c@d.test" })).status).toBe(422);
  });

  test("409 for a mailbox that is proven dead", async () => {
    const to = someone();
    await house.house.sql`
      insert into suppressions (address_key, reason, at)
      values (${house.house.tokens.keyedHash("address", to)}, 'the mailbox does not exist', now())`;
    expect(await problemOf({ to })).toMatchObject({ status: 409, code: "address_suppressed" });
  });

  test("409 for a template that is not finished, 404 for one that was retired", async () => {
    const template = `draft-${randomUUID().slice(0, 8)}`;
    const make = { title: "Not yet", name: template, kind: "transactional" };
    await ask("POST", "/api/v1/desk/message-templates", { body: make, headers: bearer(token) });
    expect(await problemOf({ template, fields: {} })).toMatchObject({ status: 409, code: "settings_missing" });
    await ask("POST", `/api/v1/desk/message-templates/${template}/retire`, { body: {}, headers: bearer(token) });
    expect((await problemOf({ template, fields: {} })).status).toBe(404);
  });

  test("403 for a key that is for something else; a key that sends alone reads no addresses", async () => {
    expect((await send({ to: someone() }, undefined, await keyFor("newsletters.write"))).status).toBe(403);
    const sender = await keyFor("messages.send");
    const to = someone();
    const { id } = (await (await send({ to }, undefined, sender)).json()) as { id: string };
    expect((await became(id, sender)).to).toBe("b…@shop.test");
    expect((await became(id)).to).toBe(to);
    expect((await ask("GET", "/api/v1/desk/messages", { headers: bearer(sender) })).status).toBe(403);
  });

  test("429 when one address has had thirty in an hour, and an hour later it goes on", async () => {
    const to = someone();
    for (let at = 0; at < mostAnHour; at += 1) expect((await send({ to })).status).toBe(201);
    const refused = await send({ to });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_000);
    house.later(3_601_000);
    expect((await send({ to })).status).toBe(201);
  });
});

describe("a request that is asked again", () => {
  test("fifty at once under one name are one mail, and each is given it", async () => {
    const to = someone();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send({ to }, "order-50")));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    await house.runJobs();
    expect(house.mailsTo(to)).toHaveLength(1);
  });

  test("a month later it is still the same mail; another request under its name is refused", async () => {
    const to = someone();
    const first = (await (await send({ to }, "order-51")).json()) as { id: string };
    await house.runJobs();
    house.later(30 * 86_400_000);
    const again = await send({ to }, "order-51");
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toMatchObject({ id: first.id, state: "sent" });
    expect((await send({ to: someone() }, "order-51")).status).toBe(422);
    await house.runJobs();
    expect(house.mailsTo(to)).toHaveLength(1);
  });

  test("two keys may use the same name", async () => {
    const other = await keyFor("messages.send");
    const [one, two] = [someone(), someone()];
    await send({ to: one }, "order-52");
    await send({ to: two }, "order-52", other);
    await house.runJobs();
    expect([house.mailsTo(one).length, house.mailsTo(two).length]).toEqual([1, 1]);
  });
});

describe("what became of it", () => {
  test("a bounce that comes back later is that mail's, and its mailbox gets no more", async () => {
    const to = someone();
    const { id } = (await (await send({ to })).json()) as { id: string };
    await house.runJobs();
    const sender = house.mailsTo(to)[0]?.returnPath ?? "";
    expect(sender).toMatch(/^m\+[0-9a-f]{32}\.[0-9a-f]{24}@returns\.site\.test$/);
    expect(await takeMail(house.nobody(), bounce(sender, to), [sender])).toEqual(["bounced"]);
    expect(await takeMail(house.nobody(), bounce(sender, to), [sender])).toEqual(["replayed"]);
    expect(await became(id)).toMatchObject({ state: "bounced", sentAt: expect.any(String) });
    expect((await send({ to })).status).toBe(409);
  });

  test("a forged return path changes nothing", async () => {
    const to = someone();
    const { id } = (await (await send({ to })).json()) as { id: string };
    await house.runJobs();
    const forged = `m+${id.replaceAll("-", "")}.${"0".repeat(24)}@returns.site.test`;
    expect(await takeMail(house.nobody(), bounce(forged, to), [forged])).toEqual(["unproven"]);
    expect((await became(id)).state).toBe("sent");
  });

  test("one that is of no use any more is not sent", async () => {
    const to = someone();
    const { id } = (await (await send({ to, usefulMinutes: 10 })).json()) as { id: string };
    house.later(11 * 60_000);
    await house.runJobs();
    expect(house.mailsTo(to)).toEqual([]);
    expect(await became(id)).toMatchObject({ state: "expired", sentAt: null });
  });

  test("a mailbox that died after it was asked for gets nothing", async () => {
    const to = someone();
    const { id } = (await (await send({ to })).json()) as { id: string };
    await house.house.sql`
      insert into suppressions (address_key, reason, at)
      values (${house.house.tokens.keyedHash("address", to)}, 'the mailbox does not exist', now())`;
    await house.runJobs();
    expect(house.mailsTo(to)).toEqual([]);
    expect((await became(id)).state).toBe("suppressed");
  });

  test("what the mail server said is kept without its address, in whichever letters it was repeated", async () => {
    const to = someone();
    const { id } = (await (await send({ to })).json()) as { id: string };
    const [local = ""] = to.split("@");
    const ctx = house.system();
    const answer = `250 2.1.5 <${to.toUpperCase()}> taken for user ${local}`;
    await mailMessage({ ...ctx, mailer: { ...ctx.mailer, send: async () => answer } }, id);
    const { answer: kept } = await house.house.db.message.findUniqueOrThrow({ where: { id } });
    expect(kept).toBe("250 2.1.5 <[address]> taken for user [address]");
    await house.runJobs();
  });

  test("its job run twice sends it once, and its job goes behind those of people who sign in", async () => {
    const to = someone();
    const { id } = (await (await send({ to })).json()) as { id: string };
    const [{ priority } = { priority: 0 }] = await house.house.sql<{ priority: number }>`
      select j.priority from graphile_worker._private_jobs j where j.payload->>'messageId' = ${id}`;
    expect(priority).toBeGreaterThan(0);
    await house.runJobs();
    await mailMessage(house.system(), id);
    expect(house.mailsTo(to)).toHaveLength(1);
  });

  test("it is forgotten after ninety days, and one that waits is not", async () => {
    const { id } = (await (await send({ to: someone() })).json()) as { id: string };
    const waiting = (await (await send({ to: someone() })).json()) as { id: string };
    await mailMessage(house.system(), id);
    house.later(91 * 86_400_000);
    await forgetOldMessages(house.system());
    expect((await ask("GET", `/api/v1/desk/messages/${id}`, { headers: bearer(token) })).status).toBe(404);
    expect((await became(waiting.id)).state).toBe("queued");
    await house.runJobs();
  });

  test("the list is newest first, by template and by state", async () => {
    const [one, two] = [someone(), someone()];
    await send({ to: one });
    await house.runJobs();
    house.later(1_000);
    await send({ to: two });
    const list = async (query: string) =>
      (
        (await (await ask("GET", `/api/v1/desk/messages?${query}`, { headers: bearer(token) })).json()) as {
          items: { to: string; state: string }[];
        }
      ).items;
    expect((await list("template=order-confirmed")).slice(0, 2).map(({ to }) => to)).toEqual([two, one]);
    expect((await list("state=queued")).every(({ state }) => state === "queued")).toBe(true);
    expect(await list("template=nothing")).toEqual([]);
    await house.runJobs();
  });
});

/** What a mail server writes back (RFC 3464). */
const bounce = (to: string, recipient: string) =>
  Buffer.from(
    [
      "From: MAILER-DAEMON@mx.test",
      `To: ${to}`,
      "Subject: Undelivered Mail Returned to Sender",
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      "",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.test",
      "",
      `Final-Recipient: rfc822; ${recipient}`,
      "Action: failed",
      "Status: 5.1.1",
      "Diagnostic-Code: smtp; 550 5.1.1 user unknown",
      "",
      "--b--",
      "",
    ].join("\r\n"),
  );
