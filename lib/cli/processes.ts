import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import { readEnv } from "../env.ts";
import { exportTraces } from "../server/export-traces.ts";
import { migrate } from "../server/migrate.ts";
import { migrationsDir, settled } from "../server/settle.ts";
import { startAll } from "../server/start.ts";
import { untilToldToStop } from "../server/stopping.ts";
import { openWatchPort } from "../server/watch-port.ts";
import { print } from "./with-house.ts";

/** start, web, worker, migrate. */
export function addProcessCommands(program: Command) {
  program
    .command("start")
    .description(
      "everything in one: PostgreSQL and a mail catcher when none are set, migrations, demo stories, worker and site",
    )
    .option("--no-demo", "do not put the demo stories into an empty database")
    .action(async (options: { demo: boolean }) => startAll(readEnv(), { hasDemo: options.demo }));

  program
    .command("web")
    .description("the site alone; any number may run on one database")
    .option("--no-fast-lane", "answer the API through Next's route handlers, as plain Next hosting does")
    .action(async (options: { fastLane: boolean }) => {
      asNextWants();
      const { startWeb } = await import("../server/web.ts");
      const endTraces = await exportTraces(readEnv(), "web");
      const web = await startWeb({ hasFastLane: options.fastLane });
      print(`masthead web ready on ${readEnv().http.appUrl} (port ${web.port})`);
      if (process.connected) process.send?.({ ready: web.port });
      await untilToldToStop();
      await web.stop();
      await endTraces();
      process.exit(0);
    });

  program
    .command("worker")
    .description("the worker alone: mails, mailings, feeds; any number may run on one database")
    .action(async () => {
      keepHeapLow();
      const { startWorker } = await import("../worker/main.ts");
      const endTraces = await exportTraces(readEnv(), "worker");
      const { host, workerPort } = readEnv().http;
      const watched = workerPort > 0 ? await openWatchPort(host, workerPort) : undefined;
      const worker = await startWorker();
      print(`masthead worker ready${watched ? ` (figures on port ${watched.port})` : ""}`);
      if (process.connected) process.send?.({ ready: true });
      await untilToldToStop();
      await watched?.close();
      await worker.stop();
      await endTraces();
      process.exit(0);
    });

  program
    .command("migrate")
    .description("bring the database to the newest schema; running it twice changes nothing")
    .action(async () => {
      const env = readEnv();
      if (env.databaseUrl) {
        const applied = await migrate(env.databaseUrl, migrationsDir);
        print(applied.length > 0 ? `applied: ${applied.join(", ")}` : "nothing to apply");
        return;
      }
      const { release } = await settled(env, print);
      print("the embedded database is at the newest schema");
      await release();
    });
}

/**
 * Left to itself, the engine lets a worker's heap grow to several times of what is alive before it clears up, and a mailing to a
 * million leaves hundreds of megabytes lying. It costs a worker next to nothing to clear up at a third more than is alive.
 */
const keepHeapLow = () => setFlagsFromString("--heap-growing-percent=30");

/** Next reads NODE_ENV while it loads, so it is settled before that. */
function asNextWants() {
  (process.env as Record<string, string>).NODE_ENV = "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
}
