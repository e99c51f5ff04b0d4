import http from "node:http";
import { createTransport } from "nodemailer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type MailCatcher, startMailCatcher } from "@/lib/server/mail-catcher";

const HOSTILE = `"><script>alert("you")</script>`;

let catcher: MailCatcher;

beforeEach(async () => {
  catcher = await startMailCatcher({ max: 3 });
});

afterEach(() => catcher.stop());

test("a mail that was sent is there, whole, when its sender is told it was taken", async () => {
  await send({ to: ["ada@example.com", "grace@example.com"], subject: "Ihr Zugang — bitte bestätigen" });

  const [mail] = catcher.mails;
  expect(mail).toMatchObject({
    to: ["ada@example.com", "grace@example.com"],
    from: "paper@example.com",
    returnPath: "paper@example.com",
    subject: "Ihr Zugang — bitte bestätigen",
  });
  expect(mail?.headers["list-unsubscribe"]).toEqual(["<https://paper.example/unsubscribe/1>"]);
  expect(mail?.raw.toString()).toContain("MIME-Version: 1.0");
});

test("the API answers the mails of one address, in the order they came", async () => {
  await send({ to: "ada@example.com", subject: "One" });
  await send({ to: "grace@example.com", subject: "Two" });
  await send({ to: "Ada@Example.com", subject: "Three" });

  const mails = await (await get("/api/mails?to=ada@example.com")).json();
  expect(mails.map((mail: { subject: string }) => mail.subject)).toEqual(["One", "Three"]);
  expect(mails[0]).not.toHaveProperty("raw");
});

test("only the newest mails are kept, under their own numbers", async () => {
  for (const subject of ["1", "2", "3", "4"]) await send({ subject });
  expect(catcher.mails.map(({ id, subject }) => [id, subject])).toEqual([
    ["2", "2"],
    ["3", "3"],
    ["4", "4"],
  ]);
  expect((await get("/mail/1")).status).toBe(404);
});

test("a hostile mail stays text on the pages that show it", async () => {
  await send({ subject: HOSTILE, text: `${HOSTILE} https://paper.example/?a="onload=x` });
  for (const path of ["/", "/mail/1"]) {
    const page = await (await get(path)).text();
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/href="[^"]*"onload/);
  }
});

test("the HTML part is framed without scripts, forms or remote images, and its links open elsewhere", async () => {
  await send({
    html: `<!doctype html><html><head><title>x</title></head><body><a href="https://x.example">In</a></body>`,
  });

  const frame = await get("/mail/1/html");
  const policy = frame.headers.get("content-security-policy");
  expect(policy).toContain("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:");
  expect(await frame.text()).toContain(`<head><base target="_blank">`);
  expect(await (await get("/mail/1")).text()).toContain(`sandbox="allow-popups allow-popups-to-escape-sandbox"`);
});

test("the text part can be pressed, without the full stop behind it", async () => {
  await send({ text: "Sign in: https://paper.example/in?token=a&b=c." });
  const page = await (await get("/mail/1")).text();
  expect(page).toContain(`<a href="https://paper.example/in?token=a&amp;b=c" target="_blank" rel="noreferrer">`);
});

test("the source is shown as it came, as plain text", async () => {
  await send({ html: HOSTILE });
  const source = await get("/mail/1/raw");
  expect(source.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(source.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await source.text()).toBe(catcher.mails[0]?.raw.toString());
});

test("a foreign name pointed at this machine does not open the page", async () => {
  const status = await new Promise((resolve) =>
    http.get(catcher.webUrl, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }),
  );
  expect(status).toBe(421);
});

test("a port in use is no reason not to start", async () => {
  const portOf = (url: string) => Number(new URL(url).port);
  const second = await startMailCatcher({ smtpPort: portOf(catcher.smtpUrl), webPort: portOf(catcher.webUrl) });
  expect(second.smtpUrl).not.toBe(catcher.smtpUrl);
  expect(second.webUrl).not.toBe(catcher.webUrl);
  await second.stop();
});

async function send(mail: { to?: string | string[]; subject?: string; text?: string; html?: string }) {
  const transport = createTransport(catcher.smtpUrl);
  const headers = { "List-Unsubscribe": "<https://paper.example/unsubscribe/1>" };
  await transport.sendMail({
    from: "The Paper <paper@example.com>",
    to: "ada@example.com",
    text: "Hello",
    headers,
    ...mail,
  });
  transport.close();
}

function get(path: string): Promise<Response> {
  return fetch(catcher.webUrl + path);
}
