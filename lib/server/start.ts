import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Env } from "../env.ts";
import { parseProviders } from "../providers.ts";
import { startMailCatcher } from "./mail-catcher.ts";
import { assertPortIsFree } from "./port.ts";
import { rehearsePayments } from "./rehearse-payments.ts";
import { settled } from "./settle.ts";
import { untilToldToStop } from "./stopping.ts";

const cli = path.resolve(import.meta.dirname, "../cli/main.ts");
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Everything on one machine: what is not set is embedded, the rest runs as two child processes that end with this one. */
export async function startAll(given: Env, { hasDemo = true } = {}): Promise<never> {
  await assertPortIsFree(given.http.host, given.http.port);
  const { env, release } = await settled(given, (line) => say(`  ${line}`));
  const catcher = given.smtpUrl
    ? undefined
    : await startMailCatcher({ webPort: env.http.port === 0 ? 0 : env.http.port + 1 });
  // With a database of the operator's own, somebody could take it for the real thing and read for nothing.
  const rehearsal = given.payments || given.databaseUrl ? undefined : await rehearsePayments(env);
  const caught = catcher ? { smtpUrl: catcher.smtpUrl, providers: parseProviders(catcher.smtpUrl) } : {};
  const children: Child[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await rehearsal?.stop();
    await catcher?.stop();
    await release();
  };
  try {
    if (hasDemo && !given.databaseUrl)
      await demo({ ...env, ...caught, ...(rehearsal && { payments: rehearsal.payments }) });
    const settings = {
      DATABASE_URL: env.databaseUrl,
      // The operator's own goes on as it is, with every address and option.
      ...(catcher ? { SMTP_URL: catcher.smtpUrl } : {}),
      ...rehearsal?.settings,
      AUTH_SECRET: env.authSecret,
      // A child cannot tell the embedded database, of a trial on this machine, from one of the operator's own.
      ...(given.databaseUrl ? {} : { STAFF_SECOND_FACTOR: given.staff.needsSecondFactor ? "required" : "optional" }),
      APP_URL: env.http.appUrl,
      PORT: String(env.http.port),
      DATA_DIR: env.dataDir,
    };
    for (const name of ["worker", "web"]) children.push(startChild(name, settings));
    const crashed = Promise.race(children.map((child) => child.crashed));
    const isUp = await Promise.race([
      Promise.all(children.map((child) => child.ready)).then(() => true),
      crashed.then(() => false),
    ]);
    if (isUp) {
      if (catcher) say(`mail      ${catcher.webUrl}   (mail catcher: nothing leaves this machine)`);
      if (rehearsal) say(`payments  ${rehearsal.url}   (a rehearsal of Stripe: no card is asked for, no money moves)`);
      say(`data      ${env.dataDir}`);
      say(`ready     ${env.http.appUrl}`);
      await Promise.race([untilToldToStop(), crashed]);
    }
  } finally {
    await stop();
  }
  process.exit(children.some((child) => child.hasCrashed()) ? 1 : 0);
}

async function demo(env: Env) {
  const [{ build }, { putDemo }] = await Promise.all([import("../wiring.ts"), import("../../prisma/seed.ts")]);
  const house = build({ ...env, logLevel: "error" });
  try {
    if (await putDemo(house)) say("  demo stories put into the empty database");
  } finally {
    await house.close();
  }
}

type Child = { ready: Promise<void>; crashed: Promise<void>; hasCrashed(): boolean; stop(): Promise<void> };

const restartAfterMs = 1_000;

/**
 * Runs one process of ours for as long as this one lives. One that ends before it was ever ready has something to say to a
 * person, so everything stops; one that dies later is started again.
 */
function startChild(name: string, settings: Record<string, string | undefined>): Child {
  let isStopping = false;
  let hasCrashed = false;
  let current: ChildProcess | undefined;
  let announce = () => {};
  let giveUp = () => {};
  const ready = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const crashed = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  const launch = () => {
    let wasReady = false;
    // A process group of its own, so that Ctrl-C reaches only this process and the order of stopping is ours.
    const child = spawn(process.execPath, ["--import", "tsx", cli, name], {
      env: { ...process.env, ...settings },
      cwd: path.resolve(import.meta.dirname, "../.."),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    current = child;
    child.once("message", () => {
      wasReady = true;
      announce();
    });
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      if (wasReady) {
        say(`${name} ended (${signal ?? code}); starting it again`);
        setTimeout(() => isStopping || launch(), restartAfterMs);
        return;
      }
      hasCrashed = true;
      say(`${name} could not start (${signal ?? code}); stopping the rest`);
      giveUp();
    });
  };
  launch();

  return {
    ready,
    crashed,
    hasCrashed: () => hasCrashed,
    stop: async () => {
      isStopping = true;
      const child = current;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(patience);
    },
  };
}
