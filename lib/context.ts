import type { Pool } from "pg";
import type { DeskAct, StaffRole } from "./access.ts";
import type { Clock } from "./clock.ts";
import type { Db, Sql } from "./db.ts";
import type { Env } from "./env.ts";
import type { Log } from "./log.ts";
import type { Mailer } from "./mailer.ts";
import type { Tokens } from "./tokens.ts";

/** Somebody signed in. */
export type Member = {
  kind: "member";
  id: string;
  email: string;
  displayName: string | null;
  timeZone: string | null;
  roles: StaffRole[];
  /** Of the device that is signed in; of the key where a program acts. */
  sessionId: string;
  /** Where a program acts in this name: no more than these acts. */
  key?: { id: string; name: string; acts: DeskAct[] };
};
/** A reader who is not signed in. */
export type Nobody = { kind: "nobody" };
/** A person at the command line, who has the machine and so may do everything. */
export type Operator = { kind: "operator" };
/** The product itself: the worker, a schedule. */
export type System = { kind: "system" };

export type Actor = Member | Nobody | Operator | System;

/** What a process has: made once by lib/wiring.ts. */
export type House = {
  env: Env;
  db: Db;
  sql: Sql;
  pool: Pool;
  now: Clock;
  tokens: Tokens;
  log: Log;
  mailer: Mailer;
};

/** What an act is given: the house, who acts, and the request that asked for it. */
export type Ctx<A extends Actor = Actor> = House & { actor: A; requestId: string };

/** The same house with somebody else acting. */
export const actingAs = <A extends Actor>(house: House, actor: A, requestId: string): Ctx<A> => ({
  ...house,
  actor,
  requestId,
});
