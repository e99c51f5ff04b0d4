import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isAlive } from "@/lib/server/process-files.ts";
import { ownPort } from "../own-port.ts";

const root = path.resolve(import.meta.dirname, "../..");
const started: { launcher: ChildProcess; dir: string }[] = [];
const patience = { timeout: 200_000 };
/** Where a process's environment can be read by others. */
const hasProc = fs.existsSync("/proc/self/environ");
let one: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  one = await start();
}, 240_000);

afterAll(async () => {
  for (const { launcher, dir } of started.splice(0)) {
    if (launcher.exitCode === null && launcher.signalCode === null) {
      launcher.kill("SIGTERM");
      await new Promise((resolve) => launcher.once("exit", resolve));
    }
    await endPostgres(dir);
    fs.rmSync(dir, { recursive: true, force: true });
  }
});

test("one command brings up a site that answers, and says where", async () => {
  expect(one.output()).toMatch(new RegExp(`^ready +http://localhost:${one.port}$`, "m"));
  const page = await fetch(`http://127.0.0.1:${one.port}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(
    /script-src 'self' 'nonce-[0-9a-f]{32}' 'strict-dynamic'/,
  );
  expect(await page.text()).toContain("The river that three cities borrowed");
});

test("a port in use is answered with the setting to change, before anything is begun", async () => {
  const { launcher, output, dir } = launch(one.port);
  const code = await new Promise((resolve) => launcher.once("exit", resolve));
  expect(code).toBe(1);
  expect(fs.readdirSync(dir)).toEqual([]);
  expect(output()).toContain(
    `Port ${one.port} is in use by another program. Stop that one, or set PORT to a free one.`,
  );
});

test.runIf(hasProc)(
  "a web process that is killed is started again",
  async () => {
    const [first] = one.pids("web");
    process.kill(Number(first), "SIGKILL");
    await vi.waitFor(() => expect(one.pids("web")).toEqual([expect.not.stringMatching(`^${first}$`)]), patience);
    const isUp = async () => expect((await fetch(`http://127.0.0.1:${one.port}/api/ready`)).status).toBe(200);
    await vi.waitFor(isUp, patience);
  },
  240_000,
);

test.runIf(hasProc)(
  "killed without warning, it leaves no process of ours behind",
  async () => {
    one.launcher.kill("SIGKILL");
    await vi.waitFor(() => expect([...one.pids("web"), ...one.pids("worker")]).toEqual([]), patience);
  },
  240_000,
);

async function start() {
  // Its mails and its payments take the two after it.
  const port = await ownPort(2);
  const running = launch(port);
  await vi.waitFor(() => expect(running.output()).toContain("ready     http"), patience);
  return { port, ...running };
}

function launch(port: number) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-start-"));
  fs.chmodSync(dir, 0o755);
  let said = "";
  const { NODE_ENV: _, ...env } = process.env;
  const launcher = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "start"], {
    cwd: root,
    env: {
      ...env,
      PORT: String(port),
      DATA_DIR: dir,
      DATABASE_URL: "",
      SMTP_URL: "",
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  launcher.stdout.on("data", (chunk) => {
    said += chunk;
  });
  launcher.stderr.on("data", (chunk) => {
    said += chunk;
  });
  started.push({ launcher, dir });
  return { launcher, dir, output: () => said, pids: (name: string) => processesOf(name, dir) };
}

/** The processes of one start, known by the data directory in their environment. */
function processesOf(name: string, dir: string): string[] {
  return fs
    .readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      const read = (file: string) => {
        try {
          return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
        } catch {
          return "";
        }
      };
      return read("cmdline").includes(`cli/main.ts\0${name}`) && read("environ").includes(`DATA_DIR=${dir}`);
    });
}

/** A killed launcher leaves its PostgreSQL to the next start; here there is none. */
async function endPostgres(dir: string) {
  const file = path.join(dir, "postgres/data/postmaster.pid");
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
  process.kill(pid, "SIGINT");
  // Its file goes a little before it does.
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
}
