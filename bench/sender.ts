// One way of sending, in a process of its own: told how over IPC, it answers with the time and the processor time it took.
import { randomUUID } from "node:crypto";
import nodemailer from "nodemailer";
import { actingAs } from "../lib/context.ts";
import { openConversation } from "../lib/delivery/conversation.ts";
import { workOff } from "../lib/delivery/send.ts";
import { buildTemplate } from "../lib/delivery/template.ts";
import { readEnv } from "../lib/env.ts";
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

async function pool({ count, conversations }: Task, isRaw: boolean, after: (n: number) => Promise<unknown>) {
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: conversations,
    maxMessages: Number.POSITIVE_INFINITY,
    url: smtpUrl,
  } as never);
  const { html, text } = bodies("https://members.meridian.example/unsubscribe/1.abc");
  const fixed = Buffer.from(
    `From: news@meridian.example\r\nSubject: The tide\r\nMIME-Version: 1.0\r\n\r\n${html}\r\n${text}\r\n`,
  );
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) {
      await transport.sendMail(
        isRaw
          ? {
              envelope: { from: "news@meridian.example", to: [address(n)] },
              raw: Buffer.concat([Buffer.from(`To: ${address(n)}\r\n`), fixed]),
            }
          : {
              from: { name: "The Meridian", address: "news@meridian.example" },
              to: address(n),
              subject: "The tide",
              html,
              text,
              headers: headers(n),
            },
      );
      await after(n);
    }
  };
  await Promise.all(Array.from({ length: conversations }, lane));
  transport.close();
}

/** The engine's template and conversations, without the ledger. */
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
  let next = 0;
  const lane = async () => {
    const one = await openConversation(smtpUrl);
    const buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
    const envelope = (n: number) => `MAIL FROM:<news@meridian.example>\r\nRCPT TO:<${address(n)}>\r\nDATA\r\n`;
    let n = next++;
    if (n < count) one.say(envelope(n));
    while (n < count) {
      for (const stage of ["MAIL FROM", "RCPT TO", "DATA"] as const) await one.hear(stage, false);
      const own = {
        to: address(n),
        name: null,
        messageId: `<${n}.abcdefghijklmnop@meridian.example>`,
        leave: `${n}.abc`,
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
  pool: (task) => pool(task, false, async () => {}),
  raw: (task) => pool(task, true, async () => {}),
  // What most do: a job for each recipient, taken and settled by statements of its own.
  job: (task) =>
    pool(task, false, async (n) => {
      await house.sql`update bench_jobs set taken_at = now() where id = ${n}`;
      await house.sql`update bench_jobs set done_at = now() where id = ${n}`;
    }),
};

process.on("message", async (task: Task) => {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  await ways[task.way](task);
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ ms: performance.now() - from, cpuMs: (user + system) / 1_000 });
});
process.send?.({ ready: 0 });
