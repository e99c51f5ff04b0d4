import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { TestHouse } from "./cast.ts";

/** Workers in processes of their own, on a test's database, and its mail server. Each sends one message when it is at work. */
export function workersOf(house: TestHouse, smtpUrl: string) {
  const children: ChildProcess[] = [];
  return {
    start(more: Record<string, string> = {}) {
      const { env } = house.house;
      const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "worker"], {
        cwd: path.resolve(import.meta.dirname, ".."),
        stdio: ["ignore", "ignore", "ignore", "ipc"],
        env: {
          ...process.env,
          NODE_ENV: "test",
          DATABASE_URL: env.databaseUrl,
          SMTP_URL: smtpUrl,
          AUTH_SECRET: env.authSecret,
          APP_URL: "http://site.test",
          LOG_LEVEL: "silent",
          ...more,
        },
      });
      children.push(child);
      return child;
    },
    /** All of them, before what they use is taken away: none is left when it resolves. */
    async kill() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map(ended));
    },
  };
}

async function ended(child: ChildProcess) {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
