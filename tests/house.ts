import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import type { StaffRole } from "@/lib/access.ts";
import { actingAs, type Ctx, type House, type Member, type System } from "@/lib/context.ts";
import { readEnv } from "@/lib/env.ts";
import type { Job } from "@/lib/jobs.ts";
import { grantRole } from "@/lib/members/staff.ts";
import { type CaughtMail, type MailCatcher, startMailCatcher } from "@/lib/server/mail-catcher.ts";
import { setHouse } from "@/lib/wiring.ts";
import { jobs } from "@/lib/worker/registry.ts";
import { cloneDatabase } from "./database.ts";

/** The moment at which every test begins, unless it moves the clock itself. */
export const noon = new Date("2026-03-14T12:00:00.000Z");

/**
 * A house of its own for a test file: a database cloned for it, a mail server that really listens, a clock that stands
 * still until a test moves it. Call it at the top of the file; what it returns is ready inside tests.
 */
export function testHouse(settings: Record<string, string> = {}) {
  let made: House & { close(): Promise<void> };
  let catcher: MailCatcher;
  let drop: () => Promise<void>;
  let now = noon;

  beforeAll(async () => {
    const database = await cloneDatabase();
    drop = database.drop;
    catcher = await startMailCatcher();
    const env = readEnv({
      DATABASE_URL: database.url,
      SMTP_URL: catcher.smtpUrl,
      AUTH_SECRET: "a secret for tests, of forty characters..",
      APP_URL: "http://site.test",
      LOG_LEVEL: "silent",
      TRUSTED_PROXIES: "1",
      ...settings,
    });
    made = setHouse(env, { now: () => now });
  });

  afterAll(async () => {
    await made.close();
    await catcher.stop();
    await drop();
  });

  const nobody = (): Ctx => actingAs(made, { kind: "nobody" }, randomUUID());
  const system = (): Ctx<System> => actingAs(made, { kind: "system" }, randomUUID());

  return {
    get house() {
      return made;
    },
    nobody,
    system,
    moveClock: (to: Date) => {
      now = to;
    },
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
      return now;
    },

    /** A member, made directly, with a session; `cookie` is what their browser would send. */
    async member(name: string, ...roles: StaffRole[]): Promise<Ctx<Member> & { cookie: string }> {
      const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}.${randomUUID().slice(0, 8)}@reader.test`;
      const row = await made.db.member.create({
        data: { email, emailKey: made.tokens.keyedHash("address", email), displayName: name, createdAt: now },
      });
      for (const role of roles) await grantRole(system(), email, role);
      const token = made.tokens.random();
      const session = await made.db.session.create({
        data: {
          memberId: row.id,
          tokenHash: made.tokens.keyedHash("session", token),
          createdAt: now,
          seenAt: now,
          expiresAt: new Date(now.getTime() + 86_400_000),
        },
      });
      const actor: Member = {
        kind: "member",
        id: row.id,
        email,
        displayName: name,
        timeZone: null,
        roles,
        sessionId: session.id,
      };
      return { ...actingAs(made, actor, randomUUID()), cookie: `next-auth.session-token=${token}` };
    },

    /** A story of our own. */
    async story(title = "The weir at Harrow") {
      return made.db.story.create({
        data: {
          title,
          standfirst: "What the ledger says.",
          bodyHtml: "<p>Water went down.</p>",
          byline: "Ines Okafor",
          tags: [],
          publishedAt: now,
          createdAt: now,
        },
      });
    },

    /** Runs every job that waits, and those that they put down, as the worker would; a job that fails fails the test. */
    async runJobs(): Promise<void> {
      for (;;) {
        const waiting = await made.sql<{ id: string; task: string; payload: Record<string, unknown> }>`
          select j.id::text, t.identifier as task, j.payload from graphile_worker._private_jobs j
          join graphile_worker._private_tasks t on t.id = j.task_id where j.run_at <= now() order by j.id`;
        if (waiting.length === 0) return;
        for (const { id, task, payload } of waiting) {
          const job = jobs.find((one) => one.name === task) as Job<unknown> | undefined;
          if (!job) throw new Error(`The worker knows no job ${task}.`);
          await made.sql`delete from graphile_worker._private_jobs where id = ${id}`;
          await job.run(system(), job.payload.parse(payload), new AbortController().signal);
        }
      }
    },

    /** What arrived at an address, the newest last. */
    mailsTo: (email: string): CaughtMail[] => catcher.mails.filter((mail) => mail.to.includes(email)),
    get mails() {
      return catcher.mails;
    },
  };
}
