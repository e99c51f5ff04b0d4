import type { StaffRole } from "./access.ts";
import type { House, Member, Nobody } from "./context.ts";
import type { Sql } from "./db.ts";
import { gathered } from "./gather.ts";

type Row = {
  nth: string;
  session_id: string;
  id: string;
  email: string;
  display_name: string | null;
  time_zone: string | null;
  roles: StaffRole[];
  seen_at: Date;
};

/** When a device was last here is written down no more often than this: a request mostly writes nothing. */
const seenEveryMs = 15 * 60_000;

/**
 * Who is signed in, by the token in the session cookie: asked on every request, so that a sign-out, a ban or a change of role
 * holds from the next one on. Requests that come together ask together.
 */
export async function actorOf(house: House, token: string | undefined): Promise<Member | Nobody> {
  if (!token) return { kind: "nobody" };
  const row = await lookUpIn(house.sql)({ hash: house.tokens.keyedHash("session", token), now: house.now() });
  if (!row) return { kind: "nobody" };
  if (row.seen_at.getTime() <= house.now().getTime() - seenEveryMs) await noteSeen(house, row.session_id);
  return {
    kind: "member",
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    timeZone: row.time_zone,
    roles: row.roles,
    sessionId: row.session_id,
  };
}

type Asked = { hash: string; now: Date };
const lookUps = new WeakMap<Sql, (asked: Asked) => Promise<Row | undefined>>();

function lookUpIn(sql: Sql) {
  const known = lookUps.get(sql) ?? gathered((all: Asked[]) => lookUp(sql, all));
  lookUps.set(sql, known);
  return known;
}

async function lookUp(sql: Sql, asked: Asked[]): Promise<(Row | undefined)[]> {
  const rows = await sql<Row>`
    select q.nth, s.id as session_id, coalesce(s.seen_at, s.created_at) as seen_at, m.id, m.email, m.display_name, m.time_zone,
           array(select distinct g.role::text from staff_grants g where g.member_id = m.id and g.revoked_at is null) as roles
    from unnest(${asked.map(({ hash }) => hash)}::text[], ${asked.map(({ now }) => now)}::timestamptz[]) with ordinality q (hash, now, nth)
    join sessions s on s.token_hash = q.hash and s.expires_at > q.now
    join members m on m.id = s.member_id and m.banned_at is null`;
  const answers: (Row | undefined)[] = asked.map(() => undefined);
  for (const row of rows) answers[Number(row.nth) - 1] = row;
  return answers;
}

/** Whoever can be read can be answered: a database that takes no writing just now keeps nobody out. */
async function noteSeen(house: House, sessionId: string) {
  try {
    await house.sql`update sessions set seen_at = greatest(seen_at, ${house.now()}) where id = ${sessionId}`;
  } catch (err) {
    house.log.warn({ err }, "when a device was last here could not be written down");
  }
}
