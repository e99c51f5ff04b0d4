import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { actingAs } from "@/lib/context.ts";
import { resumeMailings } from "@/lib/delivery/jobs.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { type Gone, type ReconcileOptions, reconcile, type SinkLine } from "@/lib/delivery/reconcile.ts";
import { readEnv } from "@/lib/env.ts";
import { enqueue } from "@/lib/jobs.ts";
import { build } from "@/lib/wiring.ts";
import { startSink } from "./sink.ts";
import type { SinkSetting } from "./sink-words.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const secret = "a secret for trials, of forty characters.";

/** Where a trial takes place and how large it is. */
export type Place = { databaseUrl: string; recipients: number; seed: number };
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** A migrated database with readers, a mail server, and worker processes to be killed. Close it in any case. */
export async function openGround(
  place: Place,
  sinkSetting: SinkSetting = {},
  { workerDatabaseUrl = "", workerEnv = {} } = {},
) {
  const sink = await startSink(sinkSetting);
  const settings = {
    DATABASE_URL: place.databaseUrl,
    SMTP_URL: sink.url,
    AUTH_SECRET: secret,
    APP_URL: "http://site.test",
    LOG_LEVEL: "silent",
  };
  const house = build(readEnv(settings));
  const system = () => actingAs(house, { kind: "system" as const }, randomUUID());
  const children: ChildProcess[] = [];
  const gone: Gone[] = [];
  const explained: Required<Pick<ReconcileOptions, "openAtKill">> = { openAtKill: [] };

  const ground = {
    sink,
    house,
    system,
    gone,
    place,
    /** For each kill, how many conversations it cut short: so many copies it may cost. */
    explained,
    /** Starts a mailing to new readers at `domains`, evenly; answers its id. */
    async mailing({ resends = true, domains = ["reader.test"] } = {}) {
      const members = Array.from({ length: place.recipients }, (_, at) => {
        const id = randomUUID();
        const email = `reader.${id.slice(0, 13)}@${domains[at % domains.length]}`;
        return { id, email, emailKey: house.tokens.keyedHash("address", email) };
      });
      await house.db.member.createMany({ data: members });
      const consent = {
        topic: "offers",
        act: "confirmed" as const,
        wording: "Yes.",
        wordingVersion: 1,
        source: "trial",
      };
      await house.db.consent.createMany({ data: members.map(({ id }) => ({ memberId: id, ...consent })) });
      const draft = {
        subject: "The tide",
        html: "<a href='{{leave}}'>Leave</a>",
        text: "Leave: {{leave}}",
        fromName: "M",
      };
      const { id } = await house.db.$transaction(
        (tx) => startMailing(tx, system(), { topic: "offers", resendsUncertain: resends, ...draft }),
        { timeout: 120_000 },
      );
      return id;
    },
    /** A worker process; `ready` resolves once it has begun. */
    worker() {
      const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "worker"], {
        cwd: root,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
        env: {
          PATH: process.env.PATH,
          NODE_ENV: "test",
          // The sink's certificate is nobody's.
          NODE_TLS_REJECT_UNAUTHORIZED: "0",
          ...settings,
          ...(workerDatabaseUrl ? { DATABASE_URL: workerDatabaseUrl } : {}),
          ...workerEnv,
        },
      });
      children.push(child);
      const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
      const ready = new Promise<void>((resolve) => child.once("message", () => resolve()));
      const end = async (signal: "SIGKILL" | "SIGTERM") => {
        child.kill(signal);
        return ended;
      };
      return { ready, ended, end, isAlive: () => child.exitCode === null && child.signalCode === null };
    },
    /** Kills a worker for good, notes how many copies that may cost, and lets its leases run out, as time would. */
    async kill(worker: { end(signal: "SIGKILL"): Promise<unknown> }) {
      const { peakOpen } = await sink.figures();
      await worker.end("SIGKILL");
      explained.openAtKill.push(peakOpen);
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
      await enqueue(house.db, resumeMailings, {}, { key: "trial" });
    },
    state: async (id: string) => (await house.db.mailing.findUniqueOrThrow({ where: { id } })).state,
    async counts(id: string): Promise<Record<string, number>> {
      const groups = await house.db.delivery.groupBy({ by: ["state"], where: { mailingId: id }, _count: true });
      return Object.fromEntries(groups.map((group) => [group.state, group._count]));
    },
    /** Lets time pass until a mailing is over or paused; a database that is away is asked again. */
    async untilOver(id: string, mostMs = 60_000) {
      const giveUpAt = performance.now() + mostMs;
      for (let turn = 0; ; turn++) {
        const state = await ground.state(id).catch(() => "sending");
        if (state !== "sending") return state;
        if (performance.now() > giveUpAt)
          throw new Error(
            `After ${mostMs / 1000} s the mailing is still going out: ${JSON.stringify(await ground.counts(id))}`,
          );
        if (turn % 10 === 9) await ground.passTime().catch(() => {});
        await wait(50);
      }
    },
    /** What the oracle says; `lostAnswers` is what the sink kept to itself beyond the kills. */
    async reconcile(id: string, { countsLostAnswers = false } = {}) {
      const { unanswered } = await sink.figures();
      return reconcile(house, id, linesOf(sink.logFile), {
        ...explained,
        lostAnswers: countsLostAnswers ? unanswered : 0,
        gone,
      });
    },
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await house.close();
      await sink.stop();
    },
  };
  return ground;
}

async function* linesOf(file: string): AsyncGenerator<SinkLine> {
  if (!fs.existsSync(file)) return;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) }))
    if (line) yield JSON.parse(line) as SinkLine;
}
