-- CreateEnum
CREATE TYPE "ban_ending" AS ENUM ('lifted', 'replaced', 'over');

-- CreateTable
CREATE TABLE "comment_bans" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "guideline" TEXT NOT NULL,
    "note" TEXT,
    "banned_by_id" UUID NOT NULL,
    "replaces_id" UUID,
    "ending" "ban_ending",
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "end_words" TEXT,
    "end_note" TEXT,
    "mailed_at" TIMESTAMPTZ(3),
    "end_mailed_at" TIMESTAMPTZ(3),

    CONSTRAINT "comment_bans_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "comment_bans_replaces_id_key" ON "comment_bans"("replaces_id");

-- CreateIndex
CREATE INDEX "comment_bans_member_id_since_idx" ON "comment_bans"("member_id", "since" DESC);

-- AddForeignKey
ALTER TABLE "comment_bans" ADD CONSTRAINT "comment_bans_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say. A member has one ban that has not ended, whatever two moderators do at once.
CREATE UNIQUE INDEX "comment_bans_open" ON "comment_bans"("member_id") WHERE "ending" IS NULL;
ALTER TABLE "comment_bans" ADD CONSTRAINT "comment_bans_ended_with_ending"
  CHECK (("ending" IS NULL) = ("ended_at" IS NULL) AND ("until" IS NULL OR "until" > "since")),
  ADD CONSTRAINT "comment_bans_lifted_by_somebody" CHECK (("ended_by_id" IS NULL) = ("ending" IS NULL OR "ending" = 'over'));
