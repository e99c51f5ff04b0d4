import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Fault, Figures, SinkOrder, SinkSetting } from "./sink-words.ts";

type Asking = SinkOrder extends infer Each ? (Each extends SinkOrder ? Omit<Each, "id"> : never) : never;

/** A mail server as a process of its own, steered from here. Its log is `logFile`: one JSON line (SinkLine) for each event. */
export async function startSink(setting: SinkSetting = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-sink-"));
  const logFile = path.join(dir, "taken.jsonl");
  const certificate = setting.starttls ? makeCertificate(dir) : undefined;
  const child: ChildProcess = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      path.join(import.meta.dirname, "sink-process.ts"),
      logFile,
      JSON.stringify({ ...setting, ...(certificate ? { certificate } : {}) }),
    ],
    { stdio: ["ignore", "inherit", "inherit", "ipc"], env: { PATH: process.env.PATH, NODE_ENV: "test" } },
  );
  const asked = new Map<number, (figures: Figures) => void>();
  let last = 0;
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The sink ended with ${code} before it listened.`)));
    child.on("message", (message: { id: number; port?: number; figures?: Figures }) => {
      if (message.port) return resolve(message.port);
      if (message.figures) asked.get(message.id)?.(message.figures);
      asked.delete(message.id);
    });
  });
  const ask = (order: Asking) =>
    new Promise<Figures>((resolve, reject) => {
      const id = ++last;
      if (!child.connected) return reject(new Error(`The sink is gone (${child.exitCode ?? child.signalCode}).`));
      asked.set(id, resolve);
      child.send({ ...order, id });
    });
  return {
    url: `smtp://${setting.auth ? "user:password@" : ""}127.0.0.1:${port}`,
    logFile,
    figures: () => ask({ do: "figures" }),
    /** From now on; `[]` to behave. */
    misbehave: (faults: Fault[], seed = 1) => ask({ do: "misbehave", faults, seed }),
    /** Resolves when so many bodies were begun or taken in all; `holds` keeps every answer back from then on. */
    wake: (event: "bodies" | "taken", at: number, holds = false) => ask({ do: "wake", event, at, holds }),
    release: () => ask({ do: "release" }),
    forgetPeak: () => ask({ do: "forget-peak" }),
    async stop() {
      if (child.exitCode === null) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        await gone;
      }
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

function makeCertificate(dir: string) {
  const [key, cert] = [path.join(dir, "key.pem"), path.join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=sink.test", "-days", "2"];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...made, ...subject], { stdio: "ignore" });
  return { key: fs.readFileSync(key, "utf8"), cert: fs.readFileSync(cert, "utf8") };
}
