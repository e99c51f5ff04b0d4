import fs from "node:fs";
import path from "node:path";
import { systemClock } from "../../clock.ts";
import { openDatabase } from "../../db.ts";
import { type Names, systemNames } from "../../delivery/deliverability/names.ts";
import { BadSettings, type Env, readEnv } from "../../env.ts";
import { about, type Finding } from "../../finding.ts";
import { startEmbeddedPostgres } from "../embedded-postgres.ts";
import { database, reach } from "./database.ts";
import { deliverability, mail } from "./mail.ts";
import { type Check, codeOf, type Patient } from "./patient.ts";
import { payments, rings } from "./payments.ts";
import { data, publication, secret } from "./settings.ts";
import { signIn, staff } from "./sign-in.ts";
import { origins, site } from "./site.ts";
import { traffic } from "./traffic.ts";
import { version } from "./version.ts";
import { work } from "./worker.ts";

/** In the order in which somebody cares who has just been called at night. */
const checks: Check[] = [
  database,
  secret,
  site,
  work,
  mail,
  deliverability,
  publication,
  data,
  payments,
  rings,
  signIn,
  staff,
  origins,
  traffic,
  version,
];

/** Longer than any single look: what takes longer than this is not waited for. */
const patienceMs = 30_000;

export type Part = { title: string; findings: Finding[] };

/**
 * Looks at every setting and at what it leads to, all at once. It changes nothing and sends no mail; what could not be looked at is
 * said to be unseen.
 * @param source the environment; another one in tests
 */
export async function examine(
  source: Record<string, string | undefined> = process.env,
  {
    names = systemNames(),
    now = systemClock,
    patience = patienceMs,
  }: { names?: Names; now?: () => Date; patience?: number } = {},
): Promise<Part[]> {
  let env: Env;
  try {
    env = readEnv(source);
  } catch (problem) {
    if (!(problem instanceof BadSettings)) throw problem;
    return unread(problem);
  }
  const { url, release, why } = await databaseOf(env);
  const reached = url ? await reach(url) : why;
  const { close, ...opened } = openDatabase(url ?? "postgresql://127.0.0.1:1/none", { most: 4 });
  const patient: Patient = {
    env,
    now,
    names,
    isEmbedded: env.databaseUrl === undefined,
    sql: opened.sql,
    pool: opened.pool,
  };
  try {
    const hasDatabase = reached.state === "ok";
    const wanted = checks.filter((check) => check !== rings || env.payments);
    const found = await Promise.all(wanted.map((check) => lookedAt(check, patient, hasDatabase, patience)));
    return joined([{ title: database.title, findings: [reached] }, ...found]);
  } finally {
    await close();
    await release();
  }
}

/** The worst of all: broken when anything is. */
export const isBroken = (parts: Part[]) =>
  parts.some(({ findings }) => findings.some(({ state }) => state === "broken"));

/** Nothing starts with these, so nothing else was looked at. */
const unread = (problem: BadSettings): Part[] => [
  {
    title: "Settings",
    findings: problem.message.split("\n").map((line, at) => {
      const [words = line, ...fix] = line.split(/(?<=[.;]) /);
      return about(`setting-${at + 1}`, /^[A-Z][A-Z_]+/.exec(line)?.[0] ?? "Setting").broken(
        words.replace(/;$/, "."),
        fix.join(" ") || "Put it right; .env.example shows how.",
      );
    }),
  },
  {
    title: "Everything else",
    findings: [
      about("rest", "Not looked at").unseen("Nothing starts with these settings.", "Put them right, and look again."),
    ],
  },
];

/** The operator's own, or the embedded one, which is only joined or started where there is one already. */
async function databaseOf(env: Env): Promise<{ url?: string; release(): Promise<void>; why: Finding }> {
  const say = about("reach", "Reachable");
  const release = async () => {};
  const none = say.off(
    "There is no embedded database yet.",
    "`masthead start` makes one; DATABASE_URL names one of your own.",
  );
  if (env.databaseUrl) return { url: env.databaseUrl, release, why: none };
  const dir = path.join(env.dataDir, "postgres");
  if (!fs.existsSync(dir)) return { release, why: none };
  try {
    const { url, stop } = await startEmbeddedPostgres({ dir });
    return { url, release: stop, why: none };
  } catch (problem) {
    const why = say.broken(
      `The embedded PostgreSQL does not start (${codeOf(problem)}).`,
      "`masthead start` says why, and what to do.",
    );
    return { release, why };
  }
}

/** One that fails or takes too long tells of itself alone. */
async function lookedAt(check: Check, patient: Patient, hasDatabase: boolean, patience: number): Promise<Part> {
  const say = about("unseen", "Not looked at");
  const as = (findings: Finding[]): Part => ({ title: check.title, findings });
  if (check.needsDatabase && !hasDatabase)
    return as(
      check === database
        ? []
        : [say.unseen("This is asked of the database, which does not answer.", "Mend the database, and look again.")],
    );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Part>((done) => {
    timer = setTimeout(
      () =>
        done(
          as([
            say.unseen(
              `It took longer than ${patience / 1_000} seconds.`,
              "Look again; if it stays so, look at the network.",
            ),
          ]),
        ),
      patience,
    );
  });
  try {
    return await Promise.race([check.look(patient).then(as), late]);
  } catch (problem) {
    return as([
      say.unseen(`It could not be looked at (${codeOf(problem)}).`, "If migrations wait, run them; then look again."),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Parts of one title are one part. */
function joined(parts: Part[]): Part[] {
  const found = new Map<string, Finding[]>();
  for (const { title, findings } of parts) found.set(title, [...(found.get(title) ?? []), ...findings]);
  return [...found].map(([title, findings]) => ({ title, findings }));
}
