import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { testHouse } from "../house.ts";

const house = testHouse();

test("a worker that has nothing to write loads nothing that writes mails, whatever the clock asks it", async () => {
  const { env } = house.house;
  const child = spawn(process.execPath, ["--import", "tsx", "tests/worker/parts/idle-worker.ts"], {
    cwd: path.resolve(import.meta.dirname, "../.."),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      DATABASE_URL: env.databaseUrl,
      SMTP_URL: "smtp://127.0.0.1:1",
      AUTH_SECRET: env.authSecret,
      APP_URL: "http://site.test",
      LOG_LEVEL: "error",
    },
  });
  const gone = once(child, "exit");
  const [said] = (await Promise.race([once(child, "message"), gone])) as [{ loaded: number; ofWriting: string[] }];
  await gone;
  expect(said.loaded).toBeGreaterThan(100);
  expect(said.ofWriting).toEqual([]);
});
