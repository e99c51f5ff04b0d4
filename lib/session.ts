import type { StaffRole } from "./access.ts";
import type { House, Member, Nobody } from "./context.ts";

type Row = {
  session_id: string;
  id: string;
  email: string;
  display_name: string | null;
  time_zone: string | null;
  roles: StaffRole[];
};

/**
 * Who is signed in, by the token in the session cookie: one prepared query, asked on every request, so that a sign-out, a
 * ban or a change of role holds from the next one on.
 */
export async function actorOf(house: House, token: string | undefined): Promise<Member | Nobody> {
  if (!token) return { kind: "nobody" };
  const hash = house.tokens.keyedHash("session", token);
  const [row] = await house.sql<Row>`
    select s.id as session_id, m.id, m.email, m.display_name, m.time_zone,
           array(select distinct g.role::text from staff_grants g where g.member_id = m.id and g.revoked_at is null) as roles
    from sessions s join members m on m.id = s.member_id
    where s.token_hash = ${hash} and s.expires_at > ${house.now()} and m.banned_at is null`;
  if (!row) return { kind: "nobody" };
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
