-- By hand: what Prisma cannot say.

-- Counting who is locked out begins with those who are, and not with every member.
CREATE INDEX members_banned ON members (id) WHERE banned_at IS NOT NULL;
