import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { jobs, schedule } from "@/lib/worker/registry.ts";

const lib = path.resolve(import.meta.dirname, "../../lib");
const sources = fs
  .readdirSync(lib, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("generated"))
  .map((file) => ({ file, text: fs.readFileSync(path.join(lib, file), "utf8") }));

/** The name that a job constant has for the worker: `export const sendMailing = job("delivery.send-mailing", …`. */
const nameOf = new Map(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/export const (\w+) = job\(\s*"([\w.-]+)"/g)].map(
      ([, constant = "", name = ""]) => [constant, name] as const,
    ),
  ),
);
/** A tool cannot know a room's job, so it names it: `export const tellOthers = { name: "webhooks.send-due", …`. */
const promised = new Map(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/export const (\w+) = \{ name: "([\w.-]+)", payload:/g)].map(
      ([, constant = "", name = ""]) => [constant, name] as const,
    ),
  ),
);
const registered = new Set(jobs.map((job) => job.name));

describe("a job that is put down is done", () => {
  // The bell puts down what is in the schedule, which is looked at below.
  const enqueued = sources
    .filter(({ file }) => file !== "worker/bell.ts")
    .flatMap(({ file, text }) =>
      [...text.matchAll(/\benqueue\(\s*[\w.]+,\s*(\w+),/g)].map(([, constant = ""]) => [file, constant] as const),
    );

  test("there are such places at all, so that this test reads what it means to read", () => {
    expect(enqueued.length).toBeGreaterThanOrEqual(4);
    expect(nameOf.size).toBe(jobs.length);
  });

  test.each(enqueued)("%s enqueues %s, which the worker knows", (_, constant) => {
    expect(registered).toContain(nameOf.get(constant) ?? promised.get(constant));
  });

  test("every job that is made anywhere is registered, under a name of its own", () => {
    expect([...nameOf.values()].sort()).toEqual([...registered].sort());
    expect(registered.size).toBe(jobs.length);
  });

  test("nothing puts a job down around `enqueue`, but for a backup's, which were put down by it", () => {
    const may = ["jobs.ts", "server/backups/restore.ts"];
    const others = sources.filter(({ file, text }) => !may.includes(file) && /add_job|addJob|quickAddJob/.test(text));
    expect(others.map(({ file }) => file)).toEqual([]);
  });
});

describe("the schedule", () => {
  test.each(schedule.map(({ job, everyMinutes }) => [job.name, everyMinutes, job] as const))(
    "%s every %i minutes is a job that needs no payload",
    (name, _, job) => {
      expect(registered).toContain(name);
      expect(job.payload.safeParse({}).success).toBe(true);
    },
  );

  test("unfinished mailings are looked for every minute", () => {
    expect(schedule.find(({ job }) => job.name === "delivery.resume-mailings")?.everyMinutes).toBe(1);
  });
});

test("sign-in mails never wait behind a mailing or mails about replies: they have a lane of their own", () => {
  const laneOf = (name: string) => jobs.find((job) => job.name === name)?.lane;
  expect(laneOf("members.send-sign-in-mail")).toBe("prompt");
  expect(laneOf("comments.mail-due-replies")).toBe("notices");
  expect(laneOf("delivery.send-mailing")).toBe("mailings");
});
