import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. Hashes and tokens are not among it: they say nothing, and must not travel. */
export const memberParts: PersonalPart[] = [
  {
    name: "you",
    says: "Your address, your name here, your time zone, and the last day on which you were here",
    columns: ["id", "email", "name", "timeZone", "language", "joinedAt", "lastSeenOn"],
    tables: ["members"],
    read: (ctx, memberId) => ctx.sql`
      select id, email, display_name as name, time_zone as "timeZone", language, created_at as "joinedAt", last_seen_on::text as "lastSeenOn" from members where id = ${memberId}`,
  },
  {
    name: "other-address",
    says: "The address that your membership is to move to, while that waits",
    columns: ["newEmail", "askedAt", "expiresAt"],
    tables: ["address_changes"],
    read: (ctx, memberId) => ctx.sql`
      select new_email as "newEmail", asked_at as "askedAt", expires_at as "expiresAt" from address_changes where member_id = ${memberId}`,
  },
  {
    name: "devices",
    says: "Where you are signed in",
    columns: ["device", "signedInAt", "seenAt", "expiresAt"],
    tables: ["sessions"],
    read: (ctx, memberId) => ctx.sql`
      select device, created_at as "signedInAt", coalesce(seen_at, created_at) as "seenAt", expires_at as "expiresAt"
      from sessions where member_id = ${memberId} order by created_at, id`,
  },
  {
    name: "passkeys",
    says: "Your passkeys, by name",
    columns: ["name", "isSynced", "createdAt", "usedAt"],
    tables: ["passkeys"],
    read: (ctx, memberId) => ctx.sql`
      select name, is_synced as "isSynced", created_at as "createdAt", used_at as "usedAt"
      from passkeys where member_id = ${memberId} order by created_at, id`,
  },
  {
    name: "second-factor",
    says: "Your authenticator app for the desk, and its recovery codes: when they were made, not what they are",
    columns: ["confirmedAt", "recoveryCodesMadeAt"],
    tables: ["authenticators", "recovery_codes"],
    read: (ctx, memberId) => ctx.sql`
      select confirmed_at as "confirmedAt", recovery_made_at as "recoveryCodesMadeAt" from authenticators where member_id = ${memberId}`,
  },
  {
    name: "other-sign-ins",
    says: "Accounts elsewhere that you sign in with",
    columns: ["provider", "idThere", "linkedAt"],
    tables: ["accounts"],
    read: (ctx, memberId) => ctx.sql`
      select provider, provider_account_id as "idThere", created_at as "linkedAt" from accounts where member_id = ${memberId} order by created_at`,
  },
  {
    name: "agreements",
    says: "What you agreed to and took back, when, in which words",
    columns: ["at", "topic", "act", "wording", "wordingVersion", "source"],
    tables: ["consents", "consent_standings"],
    read: (ctx, memberId) => ctx.sql`
      select at, topic, act, wording, wording_version as "wordingVersion", source from consents where member_id = ${memberId} order by at, id`,
  },
  {
    name: "roles",
    says: "What you may, or might, do at the desk of the newsroom",
    columns: ["role", "grantedAt", "revokedAt"],
    tables: ["staff_grants"],
    read: (ctx, memberId) => ctx.sql`
      select role::text, granted_at as "grantedAt", revoked_at as "revokedAt" from staff_grants where member_id = ${memberId} order by granted_at`,
  },
  {
    name: "history",
    says: "What you did here, and what was done about your membership",
    columns: ["at", "event", "byYou", "subjectKind", "subjectId", "before", "after"],
    tables: ["audit_entries"],
    read: (ctx, memberId) => ctx.sql`
      select at, event, actor_id is not distinct from ${memberId}::uuid as "byYou", subject_kind as "subjectKind", subject_id as "subjectId",
             before, after
      from audit_entries where actor_id = ${memberId}::uuid or (subject_kind = 'member' and subject_id = ${memberId}::text) order by at, id`,
  },
];
