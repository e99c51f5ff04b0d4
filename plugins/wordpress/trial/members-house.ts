import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { promisify } from "node:util";
import { ended, until } from "./site.ts";

const run = promisify(execFile);

export type Mail = { subject: string; html: string };

/** Our house on a subdomain of the site, with its own database and mail catcher, and an administrator. */
export type MembersHouse = {
  url: string;
  /** Runs a command of the product. */
  masthead(...words: string[]): Promise<string>;
  /** Asks the API as the administrator. */
  desk<View>(method: string, path: string, body?: unknown): Promise<View>;
  mails(to: string, subject: RegExp): Promise<Mail[]>;
  newAddress(name?: string): string;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export async function openHouse(
  dataDir: string,
  { host, port }: { host: string; port: number },
): Promise<MembersHouse> {
  const url = `http://${host}:${port}`;
  const here = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    APP_URL: url,
    LOG_LEVEL: "error",
    PUBLICATION_NAME: "The Courier",
    DATABASE_URL: "",
    SMTP_URL: "",
  };
  const masthead = async (...words: string[]) =>
    (await run(process.execPath, ["--import", "tsx", "lib/cli/main.ts", ...words], { env, maxBuffer: 50_000_000 }))
      .stdout;
  const log = fs.openSync(`${dataDir}.log`, "a");
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "start"], {
      env,
      stdio: ["ignore", log, log],
    });
    await until(async () => (await fetch(`${here}/api/ready`)).ok, "our house");
  };
  const mails = async (to: string, subject: RegExp) => {
    const answer = await fetch(`http://127.0.0.1:${port + 1}/api/mails?to=${encodeURIComponent(to)}`);
    return ((await answer.json()) as Mail[]).filter((mail) => subject.test(mail.subject));
  };
  const newAddress = (name = "reader") => `${name}.${randomUUID().slice(0, 8)}@reader.test`;

  await start();
  const email = newAddress("ada");
  await masthead("staff", "grant", email, "admin");
  let cookie = "";
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(here + path, {
      method,
      headers: { "content-type": "application/json", cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) cookie = `${cookie}; ${line.split(";")[0]}`;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  await send("POST", "/api/v1/sign-in", { email });
  await until(async () => (await mails(email, /is your code/)).length > 0, "the code");
  await send("POST", "/api/v1/sign-in/code", { code: (await mails(email, /is your code/))[0]?.subject.slice(0, 6) });

  return {
    url,
    masthead,
    desk: async <View>(method: string, path: string, body?: unknown) =>
      (await send(method, `/api/v1/${path}`, body)) as View,
    mails,
    newAddress,
    start,
    stop: async () => {
      if (child) await ended(child);
    },
  };
}
