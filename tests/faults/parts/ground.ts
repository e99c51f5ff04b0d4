import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { actingAs } from "@/lib/context.ts";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { resumeMailings } from "@/lib/delivery/jobs.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { openGate } from "@/lib/delivery/pacing.ts";
import { type Gone, type ReconcileOptions, reconcile, type SinkLine } from "@/lib/delivery/reconcile.ts";
import { readEnv } from "@/lib/env.ts";
import { enqueue } from "@/lib/jobs.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { build } from "@/lib/wiring.ts";
import { startSink } from "./sink.ts";
import type { SinkSetting } from "./sink-words.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const secret = "a secret for trials, of forty characters.";

/** Where a trial takes place and how large it is. */
export type Place = { databaseUrl: string; recipients: number; seed: number };
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** How the workers of a trial differ from any others. */
export type WorkerSetting = {
  /** Their database, when it is to be reached by another way than the trial's own. */
  databaseUrl?: string;
  /** Options of SMTP_URL, like "connections=2". */
  smtp?: string;
  /** More of their environment. */
  env?: Record<string, string>;
};

/** A migrated database with readers, a mail server, and worker processes to be killed. Close it in any case. */
export async function openGround(place: Place, sinkSetting: SinkSetting = {}, workers: WorkerSetting = {}) {
  const sink = await startSink(sinkSetting);
  const settings = {
    DATABASE_URL: place.databaseUrl,
    STAFF_SECOND_FACTOR: "optional",
    SMTP_URL: workers.smtp ? `${sink.url}?${workers.smtp}` : sink.url,
    AUTH_SECRET: secret,
    APP_URL: "http://site.test",
    LOG_LEVEL: "silent",
  };
  const house = build(readEnv(settings));
  const system = () => actingAs(house, { kind: "system" as const }, randomUUID());
  // Every second trial rides on the topic of offers, by day and by night: its audience does not wait in line.
  const topic: Topic = place.seed % 2 === 0 ? "offers" : "newsletter:5b6d1f0e-7a35-4c53-9a50-3d6d1a1f2a10";
  const value = { most: null, days: 7, quietFrom: null, quietTo: null };
  await house.db.setting.upsert({ where: { key: "contact" }, create: { key: "contact", value }, update: { value } });
  const children: ChildProcess[] = [];
  const gone: Gone[] = [];
  const explained: Required<Pick<ReconcileOptions, "openAtKill">> = { openAtKill: [] };

  const ground = {
    sink,
    house,
    system,
    topic,
    gone,
    place,
    /** For each kill, how many conversations it cut short: so many copies it may cost. */
    explained,
    /** Starts a mailing to new readers at `domains`, evenly; answers its id. */
    async mailing({
      resends = true,
      domains = ["reader.test"],
      /** More readers, as they are. */
      others = [] as Reader[],
      html = "<a href='{{leave}}'>Leave</a>",
    } = {}) {
      const readers = Array.from(
        { length: place.recipients },
        (_, at): Reader => ({ email: `reader.${randomUUID().slice(0, 13)}@${domains[at % domains.length]}` }),
      );
      const members = [...readers, ...others].map((reader) => ({
        ...reader,
        id: randomUUID(),
        emailKey: house.tokens.keyedHash("address", reader.email),
      }));
      // More at once is cut up by Prisma, which asks for all parts at once on one connection; pg will refuse that.
      const thousands = Array.from({ length: Math.ceil(members.length / 1_000) }, (_, at) =>
        members.slice(at * 1_000, (at + 1) * 1_000),
      );
      for (const data of thousands) await house.db.member.createMany({ data });
      const consent = {
        topic,
        act: "confirmed" as const,
        wording: "Yes.",
        wordingVersion: 1,
        source: "trial",
      };
      for (const some of thousands)
        await house.db.consent.createMany({ data: some.map(({ id }) => ({ memberId: id, ...consent })) });
      return ground.again({ resends, html });
    },
    /** Starts a mailing to whoever is a reader already. */
    async again({ resends = false, html = "{{leave}}" } = {}) {
      const draft = { topic, subject: "The tide", html, text: "Leave: {{leave}}", fromName: "M" };
      const { id } = await house.db.$transaction(
        (tx) => startMailing(tx, system(), { ...draft, resendsUncertain: resends }),
        { timeout: 120_000 },
      );
      return id;
    },
    /** A worker process; `ready` resolves once it has begun. `env` is added to its environment, `preload` to its imports. */
    worker({ env = {} as Record<string, string>, preload = [] as string[] } = {}) {
      const imports = ["tsx", ...preload].flatMap((one) => ["--import", one]);
      const child = spawn(process.execPath, [...imports, "lib/cli/main.ts", "worker"], {
        cwd: root,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
        env: {
          PATH: process.env.PATH,
          NODE_ENV: "test",
          // The sink's certificate is nobody's.
          NODE_TLS_REJECT_UNAUTHORIZED: "0",
          ...settings,
          ...(workers.databaseUrl ? { DATABASE_URL: workers.databaseUrl } : {}),
          ...workers.env,
          ...env,
        },
      });
      children.push(child);
      const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
      const ready = new Promise<void>((resolve) => child.once("message", () => resolve()));
      const end = async (signal: "SIGKILL" | "SIGTERM") => {
        child.kill(signal);
        return ended;
      };
      return { pid: child.pid, ready, ended, end, isAlive: () => child.exitCode === null && child.signalCode === null };
    },
    /** Kills a worker for good, notes how many copies that may cost, and lets its leases run out, as time would. */
    async kill(worker: { end(signal: "SIGKILL"): Promise<unknown> }) {
      await worker.end("SIGKILL");
      // It began more between a look before its end and that end.
      explained.openAtKill.push((await sink.figures()).peakOpen);
      await ground.expireLeases();
    },
    expireLeases: () =>
      house.pool.query("update deliveries set lease_until = now() - interval '1 second' where lease_until is not null"),
    /** Moves every wait and every closed gate into the past, and rings the worker's own bell that rings every minute. */
    async passTime() {
      await house.pool.query(
        "update deliveries set next_try_at = now() - interval '1 second' where state = 'queued' and next_try_at > now()",
      );
      await house.pool.query(
        "update send_gates set closed_until = now() - interval '1 second' where closed_until > now()",
      );
      await ground.ringBell();
    },
    ringBell: () => enqueue(house.db, resumeMailings, {}, { key: "trial" }),
    /** What a person does when a mailing has paused: opens what is closed, and lets it go on. */
    async goOn(id: string) {
      for (const { key } of await house.db.sendGate.findMany()) await openGate(system(), key);
      await actOnMailing(system(), id, "resume");
    },
    /** Resolves when no worker has anything of the mailing in its hands. */
    async untilQuiet(id: string) {
      await ground.until("the workers put nothing down", async () => {
        const { claimed = 0, in_data = 0 } = await ground.counts(id);
        return claimed + in_data === 0;
      });
    },
    /** Asks again and again until it holds. @throws after `mostMs` */
    async until(complaint: string, holds: () => Promise<boolean>, mostMs = 60_000) {
      for (const giveUpAt = performance.now() + mostMs; !(await holds()); await wait(25))
        if (performance.now() > giveUpAt) throw new Error(`After ${mostMs / 1000} s: ${complaint}`);
    },
    /** How many times the minute's bell has been rung and not been heard yet. */
    async bells(): Promise<number> {
      const { rows } = await house.pool.query<{ count: number }>(
        "select count(*)::int as count from graphile_worker._private_jobs where key = 'trial'",
      );
      return rows[0]?.count ?? 0;
    },
    async standing(id: string) {
      const { state, stateReason } = await house.db.mailing.findUniqueOrThrow({ where: { id } });
      return { state, reason: stateReason };
    },
    state: async (id: string) => (await house.db.mailing.findUniqueOrThrow({ where: { id } })).state,
    async counts(id: string): Promise<Record<string, number>> {
      const groups = await house.db.delivery.groupBy({ by: ["state"], where: { mailingId: id }, _count: true });
      return Object.fromEntries(groups.map((group) => [group.state, group._count]));
    },
    /** Lets time pass until a mailing is over or paused, longer for more readers; a database that is away is asked again. */
    async untilOver(id: string, mostMs = 60_000 + place.recipients * 30) {
      const giveUpAt = performance.now() + mostMs;
      for (let turn = 0; ; turn++) {
        const state = await ground.state(id).catch(() => "sending");
        if (state !== "sending") return state;
        // It has a fault of its own when it ends by itself.
        await sink.figures();
        if (performance.now() > giveUpAt)
          throw new Error(
            `After ${mostMs / 1000} s the mailing is still going out: ${JSON.stringify(await ground.counts(id))}`,
          );
        if (turn % 10 === 9) await ground.passTime().catch(() => {});
        await wait(50);
      }
    },
    /** What the oracle says of what the sink logged after `since`; lost answers are what the sink kept to itself beyond the kills. */
    async reconcile(id: string, { countsLostAnswers = false, since = 0 } = {}) {
      const { unanswered } = await sink.figures();
      return reconcile(house, id, linesOf(sink.logFile, since), {
        ...explained,
        lostAnswers: countsLostAnswers ? unanswered : 0,
        gone,
      });
    },
    /** No worker is left when it resolves, so what they write into may be removed. */
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map(ended));
      await house.close();
      await sink.stop();
    },
  };
  return ground;
}

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

/** A member as a trial wants them. */
export type Reader = { email: string; displayName?: string | null };

export async function* linesOf(file: string, since = 0): AsyncGenerator<SinkLine> {
  if (!fs.existsSync(file)) return;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) }))
    if (line) {
      const said = JSON.parse(line) as SinkLine;
      if (said.at >= since) yield said;
    }
}
