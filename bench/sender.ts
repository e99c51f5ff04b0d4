// One way of sending, in a process of its own: told how over IPC, it answers with the time and the processor time it took.
import { randomUUID } from "node:crypto";
import { Logger, run } from "graphile-worker";
import nodemailer from "nodemailer";
import { actingAs } from "../lib/context.ts";
import { openConversation } from "../lib/delivery/conversation.ts";
import { leaveToken } from "../lib/delivery/leave.ts";
import { returnToken } from "../lib/delivery/returns/address.ts";
import { returnHeaders } from "../lib/delivery/returns/headers.ts";
import { workOff } from "../lib/delivery/send.ts";
import { buildTemplate } from "../lib/delivery/template.ts";
import { readEnv } from "../lib/env.ts";
import { messageIdOf } from "../lib/return-path.ts";
import { build } from "../lib/wiring.ts";
import { bodies } from "./send-mail.ts";

export type Task = {
  way: "ours" | "wire" | "pool" | "raw" | "job";
  mailingId?: string;
  count: number;
  conversations: number;
};

const env = readEnv();
const house = build(env);
const smtpUrl = env.smtpUrl ?? "";
const headers = (n: number) => ({
  "List-Unsubscribe": `<https://members.meridian.example/api/v1/unsubscribe/${n}.abcdefghijklmnop>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  "List-Id": "<tide.meridian.example>",
});
const address = (n: number) => `reader.${n}@reader.test`;
/** As long as the key of an address is. */
const keyOf = (n: number) => String(n).padStart(64, "0");

const openPool = (conversations: number) =>
  nodemailer.createTransport({
    pool: true,
    maxConnections: conversations,
    maxMessages: Number.POSITIVE_INFINITY,
    url: smtpUrl,
  } as never);

const built = (n: number, { html, text }: { html: string; text: string }) => ({
  from: { name: "The Meridian", address: "news@meridian.example" },
  to: address(n),
  subject: "The tide",
  html,
  text,
  headers: headers(n),
});

const linked = bodies("https://members.meridian.example/unsubscribe/1.abc");

async function pool({ count, conversations }: Task, isRaw: boolean) {
  const transport = openPool(conversations);
  const fixed = Buffer.from(
    `From: news@meridian.example\r\nSubject: The tide\r\nMIME-Version: 1.0\r\n\r\n${linked.html}\r\n${linked.text}\r\n`,
  );
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++)
      await transport.sendMail(
        isRaw
          ? {
              envelope: { from: "news@meridian.example", to: [address(n)] },
              raw: Buffer.concat([Buffer.from(`To: ${address(n)}\r\n`), fixed]),
            }
          : built(n, linked),
      );
  };
  await Promise.all(Array.from({ length: conversations }, lane));
  transport.close();
}

/**
 * What most do: a job for each recipient, here in graphile-worker, which takes it, has it sent by nodemailer's pool, writes
 * down that it went, and is taken off the list. The jobs are put down before the clock starts.
 */
async function job({ count, conversations }: Task) {
  const transport = openPool(conversations);
  let left = count;
  let done = () => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const runner = await run({
    pgPool: house.pool,
    concurrency: conversations,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: {
      "bench.send": async (payload) => {
        const { n } = payload as { n: number };
        await transport.sendMail(built(n, linked));
        await house.sql`update bench_jobs set done_at = now() where id = ${n}`;
        left -= 1;
        if (left === 0) done();
      },
    },
  });
  await all;
  await runner.stop();
  transport.close();
}

/**
 * The engine's template and conversations, without the ledger: the same mails, each with the addresses that only its reader has, so that what
 * is between the two ways is the ledger and what deals out its rows.
 */
async function wire({ count, conversations }: Task) {
  const { html, text } = bodies("{{leave}}");
  const template = await buildTemplate(
    {
      subject: "The tide",
      html,
      text,
      fromName: "The Meridian",
      fromAddress: "news@meridian.example",
      headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Id": "<tide.meridian.example>" },
      leaveAt: "https://members.meridian.example/unsubscribe/",
      oneClickAt: "https://members.meridian.example/api/v1/unsubscribe/",
    },
    [],
  );
  const [provider] = env.providers;
  if (!provider) throw new Error("SMTP_URL is not set.");
  const mailingId = randomUUID();
  let next = 0;
  const lane = async () => {
    const one = await openConversation(provider);
    const buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
    const envelope = (n: number) => `MAIL FROM:<news@meridian.example>\r\nRCPT TO:<${address(n)}>\r\nDATA\r\n`;
    let n = next++;
    if (n < count) one.say(envelope(n));
    while (n < count) {
      for (const stage of ["MAIL FROM", "RCPT TO", "DATA"] as const) await one.hear(stage, false);
      const id = String(n);
      const own = {
        to: address(n),
        name: null,
        messageId: messageIdOf(house, mailingId, keyOf(n), "meridian.example"),
        leave: leaveToken(house, id),
        headers: returnHeaders(returnToken(house, BigInt(n)), null),
      };
      const end = template.write(buffer, 0, own, new Date(), false);
      n = next++;
      const tail = `.\r\n${n < count ? envelope(n) : ""}`;
      one.say(buffer.subarray(0, end + buffer.write(tail, end, "latin1")));
      await one.hear("BODY", true);
    }
    one.quit();
  };
  await Promise.all(Array.from({ length: conversations }, lane));
}

const ways: Record<Task["way"], (task: Task) => Promise<unknown>> = {
  ours: ({ mailingId = "" }) =>
    workOff(actingAs(house, { kind: "system" }, randomUUID()), mailingId, new AbortController().signal),
  wire,
  pool: (task) => pool(task, false),
  raw: (task) => pool(task, true),
  job,
};

process.on("message", async (task: Task) => {
  const cpu = process.cpuUsage();
  await ways[task.way](task);
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ cpuMs: (user + system) / 1_000 });
});
process.send?.({ ready: 0 });
