import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Env } from "../env.ts";
import { parseProviders } from "../providers.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate } from "./migrate.ts";

type Settled = { env: Env; release(): Promise<void> };

/** Nothing listens there: a command that would send says so instead of sending somewhere unexpected. */
const nowhere = "smtp://127.0.0.1:1";

export const migrationsDir = path.resolve(import.meta.dirname, "../../prisma/migrations");

/**
 * Fills in what the environment left open: an embedded PostgreSQL, brought up to the newest schema, and a secret that is
 * made once and kept in the data directory. `migratesYours: false` leaves a database of the operator's own as it is, `migratesOurs: false` the embedded one. The SMTP address stays as it is; commands that send nothing need none.
 */
export async function settled(
  env: Env,
  log: (line: string) => void = () => {},
  { migratesYours = true, migratesOurs = true } = {},
): Promise<Settled> {
  fs.mkdirSync(env.dataDir, { recursive: true });
  const embedded = env.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dir: path.join(env.dataDir, "postgres"), log });
  const databaseUrl = env.databaseUrl ?? embedded?.url;
  if (!databaseUrl) throw new Error("The embedded PostgreSQL gave no address.");
  const applied = (embedded ? migratesOurs : migratesYours) ? await migrate(databaseUrl, migrationsDir) : [];
  if (applied.length > 0) log(`migrations applied: ${applied.join(", ")}`);
  return {
    env: {
      ...env,
      databaseUrl,
      authSecret: env.authSecret ?? keptSecret(env.dataDir),
      ...(env.smtpUrl ? {} : { smtpUrl: nowhere, providers: parseProviders(nowhere) }),
    },
    release: async () => embedded?.stop(),
  };
}

/** Made on the first start; whoever loses it signs everybody out and makes every old unsubscribe link void. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "secret");
  try {
    fs.writeFileSync(file, randomBytes(33).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
  }
  return fs.readFileSync(file, "utf8").trim();
}
