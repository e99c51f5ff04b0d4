import type { StaffRole } from "./access.ts";
import type { House, Member, Nobody } from "./context.ts";

type Row = {
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
 * Who is signed in, by the token in the session cookie: one prepared query, asked on every request, so that a sign-out, a
 * ban or a change of role holds from the next one on.
 */
export async function actorOf(house: House, token: string | undefined): Promise<Member | Nobody> {
  if (!token) return { kind: "nobody" };
  const hash = house.tokens.keyedHash("session", token);
  const [row] = await house.sql<Row>`
    select s.id as session_id, coalesce(s.seen_at, s.created_at) as seen_at, m.id, m.email, m.display_name, m.time_zone,
           array(select distinct g.role::text from staff_grants g where g.member_id = m.id and g.revoked_at is null) as roles
    from sessions s join members m on m.id = s.member_id
    where s.token_hash = ${hash} and s.expires_at > ${house.now()} and m.banned_at is null`;
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

/** Whoever can be read can be answered: a database that takes no writing just now keeps nobody out. */
async function noteSeen(house: House, sessionId: string) {
  try {
    await house.sql`update sessions set seen_at = greatest(seen_at, ${house.now()}) where id = ${sessionId}`;
  } catch (err) {
    house.log.warn({ err }, "when a device was last here could not be written down");
  }
}
