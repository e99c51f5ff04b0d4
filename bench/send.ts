import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { atLeast, type Claim, median } from "./claims.ts";
import { assertSettled, freshMailing, openGround, openHouse, seedMembers } from "./mailings.ts";
import type { Task } from "./sender.ts";
import { ownSink, postfixSink, type Sink } from "./sinks.ts";

const recipients = Number(process.env.BENCH_RECIPIENTS ?? 20_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** Near, so many that PostgreSQL and the sink work at the same time; far, as many as the figure is for. */
const conversations = { near: 80, far: 20 };
/** The slow ways send fewer mails: their rate does not depend on how many. */
const fewer = Math.max(500, Math.floor(recipients / 10));
/** So many of each way go into our own sink in each round, which looks into every body. */
const looked = 500;

type Taken = { rate: number; cpuUs: number };
type Way = Task["way"];

/**
 * A mailing with the whole ledger, PostgreSQL on disk with fsync, one worker process; beside it, interleaved in one run,
 * nodemailer's pool, a job for each recipient, the engine without its ledger and Postfix's smtp-source where it is there.
 * What is timed goes into Postfix's smtp-sink where it is there, and each round checks bodies in a sink of our own.
 */
export async function benchSend(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  try {
    const checking = await ownSink(ground);
    const near = (await postfixSink(ground)) ?? checking;
    const far = await ownSink(ground, 20);
    const roundTripMs = await roundTrip(far.port);
    say(`far, the round trip takes ${roundTripMs.toFixed(1)} ms`);
    const keys = path.join(ground.dir, "keys", "meridian.example");
    fs.mkdirSync(keys, { recursive: true });
    fs.writeFileSync(
      path.join(keys, "bench-e.pem"),
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
    );
    const house = openHouse(ground.settings(near.port, conversations.near));
    try {
      await house.pool.query("create table bench_jobs (id int primary key, done_at timestamptz)");
      await house.pool.query("insert into bench_jobs select n from generate_series(0, $1) n", [recipients]);
      await seedMembers(house, recipients);
      const sender = async (sink: Sink, count: number, more = {}) => ({
        ...(await ground.spawnOne(["bench/sender.ts"], ground.settings(sink.port, count, more))),
        sink,
        conversations: count,
      });
      const signs = { DKIM_DIR: path.join(ground.dir, "keys") };
      // Each way has a process of its own: what one leaves behind in the compiler and in memory is not the next one's.
      const plain = await sender(near, conversations.near);
      const [pooling, atJobs, bare] = [
        await sender(near, conversations.near),
        await sender(near, conversations.near),
        await sender(near, conversations.near),
      ];
      const signing = await sender(near, conversations.near, signs);
      const distant = await sender(far, conversations.far);
      const second = await sender(far, conversations.far);
      const distantPool = await sender(far, conversations.far);
      const plainSeen = near === checking ? plain : await sender(checking, conversations.near);
      const signingSeen = near === checking ? signing : await sender(checking, conversations.near, signs);

      const run = async (senders: (typeof plain)[], way: Way, count: number): Promise<Taken> => {
        const [one] = senders as [typeof plain];
        const mailingId = way === "ours" ? await freshMailing(house, count) : undefined;
        if (way === "job")
          await house.pool.query(
            "select count(graphile_worker.add_job('bench.send', json_build_object('n', n))) from generate_series(0, $1::int - 1) n",
            [count],
          );
        const task: Task = { way, count, conversations: one.conversations, ...(mailingId ? { mailingId } : {}) };
        const from = performance.now();
        const cpuMs = (await Promise.all(senders.map(({ child }) => ask(child, task)))).reduce(
          (a, b) => a + b.cpuMs,
          0,
        );
        const ms = performance.now() - from;
        const { taken, recipients: seen = count, broken = 0 } = await one.sink.count();
        if (taken !== count || seen !== count || (broken > 0 && way !== "raw"))
          throw new Error(`${way}: of ${count} mails the sink has ${taken}, ${seen} readers, ${broken} broken.`);
        if (mailingId) await assertSettled(house, mailingId, count);
        return { rate: (count / ms) * 1_000, cpuUs: (cpuMs / count) * 1_000 };
      };
      const source = spawnSync("which", ["smtp-source"]).status === 0;
      const results: Record<string, Taken[]> = {};
      const note = (name: string, taken: Taken) => {
        results[name] = [...(results[name] ?? []), taken];
        say(
          `${name.padEnd(24)} ${Math.round(taken.rate)} mails a second, ${Math.round(taken.cpuUs)} µs of processor a mail`,
        );
      };
      // Warm: code is compiled and files are in memory, for everybody. What is near is warmed at length, as it is measured: the
      // compiler is at work on the engine for the first three mailings.
      for (let at = 0; at < 3; at += 1) for (const one of [plain, signing]) await run([one], "ours", recipients);
      for (let at = 0; at < 3; at += 1) await run([bare], "wire", recipients);
      await run([pooling], "pool", 500);
      await run([atJobs], "job", 500);
      for (const one of [distant, second]) await run([one], "ours", 500);
      for (let at = 0; at < rounds; at += 1) {
        // What is compared with each other comes one behind the other, as the machine has faster minutes and slower ones.
        note("ours", await run([plain], "ours", recipients));
        note("without ledger", await run([bare], "wire", recipients));
        note("pool", await run([pooling], "pool", fewer));
        note("job", await run([atJobs], "job", fewer));
        if (source) note("smtp-source", await smtpSource(near, recipients));
        note("ours, Ed25519", await run([signing], "ours", recipients));
        note("ours, 20 ms", await run([distant], "ours", recipients));
        note("two workers, 20 ms", await run([distant, second], "ours", recipients));
        note("raw pool, 20 ms", await run([distantPool], "raw", fewer));
        for (const way of ["ours", "pool", "job", "wire"] as const) await run([plainSeen], way, looked);
        await run([signingSeen], "ours", looked);
      }
      const of = (name: string, what: keyof Taken) => (results[name] ?? []).map((one) => one[what]);
      /** The middle of the rounds' own ratios. */
      const beside = (one: string, other: string, what: keyof Taken = "rate") =>
        median(of(one, what).map((taken, at) => taken / (of(other, what)[at] ?? Number.NaN)));
      return [
        atLeast("mails a second, beside nodemailer's pool", beside("ours", "pool"), 6.5),
        atLeast("processor a mail, nodemailer's pool beside ours", beside("pool", "ours", "cpuUs"), 12),
        ...(source ? [atLeast("mails a second, beside smtp-source", beside("ours", "smtp-source"), 0.8)] : []),
        atLeast("mails a second, beside a job for each recipient", beside("ours", "job"), 12),
        atLeast("mails a second with Ed25519, beside the pool without", beside("ours, Ed25519", "pool"), 5),
        atLeast("mails a second, beside the same without the ledger", beside("ours", "without ledger"), 0.8),
        atLeast(
          "at 20 ms, beside conversations / round trip",
          median(of("ours, 20 ms", "rate")) / (conversations.far / (roundTripMs / 1_000)),
          0.85,
        ),
        atLeast("at 20 ms, beside nodemailer's pool with raw mails", beside("ours, 20 ms", "raw pool, 20 ms"), 1.8),
        atLeast("at 20 ms, two workers beside one", beside("two workers, 20 ms", "ours, 20 ms"), 1.6),
      ];
    } finally {
      await house.close();
    }
  } finally {
    await ground.close();
  }
}

/** In milliseconds, of a word and its answer: the sink's own delay and what its clock adds to it. The middle of 50. */
async function roundTrip(port: number): Promise<number> {
  const socket = net.connect(port, "127.0.0.1").setNoDelay(true);
  await once(socket, "data");
  const seen: number[] = [];
  for (let at = 0; at < 50; at += 1) {
    const from = performance.now();
    socket.write("NOOP\r\n");
    await once(socket, "data");
    seen.push(performance.now() - from);
  }
  socket.destroy();
  return median(seen);
}

async function ask(child: ChildProcess, task: Task): Promise<{ cpuMs: number }> {
  child.send(task);
  const [told] = (await once(child, "message")) as [{ cpuMs: number }];
  return told;
}

/** Postfix's own load maker: C, nothing personal, no ledger. */
async function smtpSource(sink: Sink, count: number): Promise<Taken> {
  const from = performance.now();
  const words = `-s ${conversations.near} -m ${count} -l 36000 -f news@meridian.example -t a@reader.test inet:127.0.0.1:${sink.port}`;
  const child = spawn("smtp-source", words.split(" "), { stdio: "ignore" });
  await once(child, "exit");
  const ms = performance.now() - from;
  const { taken } = await sink.count();
  if (taken !== count) throw new Error(`smtp-source sent ${taken} of ${count}.`);
  return { rate: (count / ms) * 1_000, cpuUs: 0 };
}
