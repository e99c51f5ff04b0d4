import type { NextAuthOptions } from "next-auth";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import type { House } from "../context.ts";
import { cookieName, sessionSeconds } from "../cookies.ts";
import { emailAddress } from "./address.ts";

/**
 * next-auth keeps `/api/auth/*`: the session for scripts that know it, its sign-out, and the place where other providers are
 * added. Its e-mail provider is not used: it spends the link on GET and lets it live for a day. This adapter reads and
 * writes our own tables, with session tokens as keyed hashes only.
 * docs/decisions/0001-sign-in-is-ours-next-auth-keeps-the-session.md says why.
 */
export function nextAuthOptions(house: House): NextAuthOptions {
  const { env } = house;
  return {
    adapter: adapterOf(house),
    ...(env.authSecret ? { secret: env.authSecret } : {}),
    session: { strategy: "database", maxAge: sessionSeconds, updateAge: 86_400 },
    pages: { signIn: "/signin", error: "/signin" },
    providers: [],
    useSecureCookies: env.http.isSecure,
    cookies: {
      sessionToken: {
        name: cookieName("session", env.http.isSecure),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: env.http.isSecure },
      },
    },
    callbacks: { session: ({ session, user }) => ({ ...session, user: { ...session.user, id: user.id } }) },
  };
}

type Row = { id: string; email: string; displayName: string | null; createdAt: Date };

function adapterOf({ db, tokens, now }: House): Adapter {
  const userOf = (row: Row): AdapterUser => ({
    id: row.id,
    email: row.email,
    name: row.displayName,
    emailVerified: row.createdAt,
  });
  const orNull = (row: Row | null) => (row ? userOf(row) : null);
  const hashOf = (token: string) => tokens.keyedHash("session", token);
  return {
    async createUser(user: { email: string }) {
      const email = emailAddress.parse(user.email);
      return userOf(
        await db.member.create({ data: { email, emailKey: tokens.keyedHash("address", email), createdAt: now() } }),
      );
    },
    getUser: async (id) => orNull(await db.member.findUnique({ where: { id } })),
    getUserByEmail: async (email) => {
      const parsed = emailAddress.safeParse(email);
      return parsed.success ? orNull(await db.member.findUnique({ where: { email: parsed.data } })) : null;
    },
    getUserByAccount: async ({ provider, providerAccountId }) => {
      const account = await db.account.findUnique({
        where: { provider_providerAccountId: { provider, providerAccountId } },
        include: { member: true },
      });
      return orNull(account?.member ?? null);
    },
    updateUser: async ({ id }) => userOf(await db.member.findUniqueOrThrow({ where: { id } })),
    linkAccount: async ({ userId, provider, providerAccountId, type }: AdapterAccount) => {
      await db.account.create({ data: { memberId: userId, provider, providerAccountId, type, createdAt: now() } });
    },
    async createSession({ sessionToken, userId, expires }) {
      await db.session.create({
        data: {
          memberId: userId,
          tokenHash: hashOf(sessionToken),
          createdAt: now(),
          seenAt: now(),
          expiresAt: expires,
        },
      });
      return { sessionToken, userId, expires };
    },
    async getSessionAndUser(sessionToken) {
      const found = await db.session.findUnique({
        where: { tokenHash: hashOf(sessionToken) },
        include: { member: true },
      });
      if (!found || found.member.bannedAt || found.expiresAt <= now()) return null;
      return {
        session: { sessionToken, userId: found.memberId, expires: found.expiresAt },
        user: userOf(found.member),
      };
    },
    async updateSession({ sessionToken, expires }) {
      if (!expires) return null;
      const row = await db.session.update({ where: { tokenHash: hashOf(sessionToken) }, data: { expiresAt: expires } });
      return { sessionToken, userId: row.memberId, expires };
    },
    deleteSession: async (sessionToken) => {
      await db.session.deleteMany({ where: { tokenHash: hashOf(sessionToken) } });
    },
  };
}
