import { systemClock } from "./clock.ts";
import type { House } from "./context.ts";
import { openDatabase } from "./db.ts";
import { BadSettings, type Env, readEnv } from "./env.ts";
import { openLog } from "./log.ts";
import { openMailer } from "./mailer.ts";
import { tokensFrom } from "./tokens.ts";

/**
 * The house of this process: one pool, one log, one set of keys for web, worker and command line alike. It hangs on the
 * global object because Next bundles this file apart from the start-up server, and both must share it.
 */
const place = globalThis as unknown as { mastheadHouse?: House & { close(): Promise<void> } };

export function house() {
  place.mastheadHouse ??= build(readEnv());
  return place.mastheadHouse;
}

/** Puts up a house by hand: tests pass a database of their own and a clock that stands still. */
export function setHouse(env: Env, parts: Partial<House> = {}) {
  place.mastheadHouse = build(env, parts);
  return place.mastheadHouse;
}

/** @throws BadSettings when a process that serves has no database, mail server or secret */
export function build(env: Env, parts: Partial<House> = {}): House & { close(): Promise<void> } {
  if (!env.databaseUrl || !env.smtpUrl || !env.authSecret)
    throw new BadSettings(
      "DATABASE_URL, SMTP_URL and AUTH_SECRET must be set to run one process on its own. `masthead start` brings up embedded ones and sets all three.",
    );
  const { close, ...database } = openDatabase(env.databaseUrl);
  const house = {
    env,
    ...database,
    now: systemClock,
    tokens: tokensFrom(env.authSecret),
    log: openLog(env.logLevel),
    ...parts,
  };
  const made: House = { ...house, mailer: parts.mailer ?? openMailer(house) };
  return {
    ...made,
    close: async () => {
      made.mailer.close();
      await close();
    },
  };
}
