import { type DeskAct, deskActs, mayDo, type StaffRole } from "./access.ts";
import type { House, Member } from "./context.ts";
import { Refusal } from "./errors.ts";
import type { Tokens } from "./tokens.ts";

/** What a key can be for. Nobody enters the desk by a key, changes its settings, manages the staff or makes keys. */
export const keyActs = (Object.keys(deskActs) as DeskAct[]).filter(
  (act) => !["desk.enter", "staff.manage", "settings.edit"].includes(act),
) as [DeskAct, ...DeskAct[]];

export const isKeyAct = (access: string): boolean => (keyActs as string[]).includes(access);

/** Of requests by one key. */
export const perKey = { name: "api-key", points: 600, perSeconds: 60 } as const;

const shape = /^(mh_[a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;
/** When a key was last used is written down no more often than this. */
const seenEveryMs = 5 * 60_000;

/** A new key: its beginning, which is shown at the desk, and the whole, which is shown once. */
export function newKey(tokens: Tokens): { prefix: string; token: string } {
  const prefix = `mh_${tokens
    .random()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "x")
    .slice(0, 8)}`;
  return { prefix, token: `${prefix}_${tokens.random()}` };
}

export const keyHash = (tokens: Tokens, token: string) => tokens.keyedHash("api-key", token);

/** The key that a request names, or undefined where it names none of ours. */
export function bearerOf(request: Request): string | undefined {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" && token?.startsWith("mh_") ? token : undefined;
}

type Row = {
  keyId: string;
  name: string;
  hash: string;
  acts: DeskAct[];
  lastUsedAt: Date | null;
  id: string;
  email: string;
  displayName: string | null;
  timeZone: string | null;
  roles: StaffRole[];
};

/**
 * Who a key acts as: the person who made it, with no more than its acts, and none that this person may not do any more. A key of
 * somebody who has left the desk opens nothing.
 * @throws Refusal sign_in_needed
 */
export async function actorOfKey(house: House, token: string): Promise<Member & { key: NonNullable<Member["key"]> }> {
  const [, prefix] = shape.exec(token) ?? [];
  const [row] = prefix
    ? await house.sql<Row>`
        select k.id as "keyId", k.name, k.hash, k.acts, k.last_used_at as "lastUsedAt", m.id, m.email, m.display_name as "displayName",
               m.time_zone as "timeZone",
               array(select distinct g.role::text from staff_grants g where g.member_id = m.id and g.revoked_at is null) as roles
        from api_keys k join members m on m.id = k.made_by_id
        where k.prefix = ${prefix} and k.hash = ${keyHash(house.tokens, token)} and k.revoked_at is null and m.banned_at is null`
    : [];
  if (!row)
    throw new Refusal("sign_in_needed", "This key is not known, or was revoked. Make one at the desk, under Keys.");
  const { keyId, name, acts, lastUsedAt, id, email, displayName, timeZone, roles } = row;
  if (!lastUsedAt || lastUsedAt.getTime() <= house.now().getTime() - seenEveryMs) await noteUse(house, keyId);
  const key = { id: keyId, name, acts: acts.filter((act) => mayDo(roles, act)) };
  return { kind: "member", id, email, displayName, timeZone, roles, sessionId: keyId, key };
}

/** Whoever can be read can be answered: a database that takes no writing just now keeps nobody out. */
async function noteUse(house: House, id: string) {
  try {
    await house.sql`update api_keys set last_used_at = greatest(last_used_at, ${house.now()}) where id = ${id}::uuid`;
  } catch (err) {
    house.log.warn({ err }, "when a key was last used could not be written down");
  }
}
