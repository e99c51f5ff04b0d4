-- CreateEnum
CREATE TYPE "reply_rhythm" AS ENUM ('at_once', 'hourly', 'daily', 'never');

-- CreateEnum
CREATE TYPE "reply_mail_outcome" AS ENUM ('handed_over', 'nothing_left', 'given_up');

-- AlterTable
ALTER TABLE "comment_mail_choices" ADD COLUMN     "replies" "reply_rhythm" NOT NULL DEFAULT 'never',
ADD COLUMN     "replies_chosen_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "comment_reply_notices" (
    "reply_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "mail_id" UUID,

    CONSTRAINT "comment_reply_notices_pkey" PRIMARY KEY ("reply_id")
);

-- CreateTable
CREATE TABLE "comment_reply_mails" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" "reply_mail_outcome",
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "comment_reply_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comment_muted_threads" (
    "member_id" UUID NOT NULL,
    "thread_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_muted_threads_pkey" PRIMARY KEY ("member_id","thread_id")
);

-- CreateIndex
CREATE INDEX "comment_reply_notices_member_id_idx" ON "comment_reply_notices"("member_id");

-- CreateIndex
CREATE INDEX "comment_reply_notices_mail_id_idx" ON "comment_reply_notices"("mail_id");

-- CreateIndex
CREATE INDEX "comment_reply_mails_member_id_made_at_idx" ON "comment_reply_mails"("member_id", "made_at" DESC);

-- CreateIndex
CREATE INDEX "comment_muted_threads_thread_id_idx" ON "comment_muted_threads"("thread_id");

-- AddForeignKey
ALTER TABLE "comment_reply_notices" ADD CONSTRAINT "comment_reply_notices_reply_id_fkey" FOREIGN KEY ("reply_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_reply_notices" ADD CONSTRAINT "comment_reply_notices_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_reply_notices" ADD CONSTRAINT "comment_reply_notices_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "comment_reply_mails"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_reply_mails" ADD CONSTRAINT "comment_reply_mails_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_muted_threads" ADD CONSTRAINT "comment_muted_threads_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_muted_threads" ADD CONSTRAINT "comment_muted_threads_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- What waits, by when it is due; what is over is in neither.
CREATE INDEX "comment_reply_notices_due" ON "comment_reply_notices"("due_at") WHERE "mail_id" IS NULL;
CREATE INDEX "comment_reply_mails_open" ON "comment_reply_mails"("next_try_at") WHERE "outcome" IS NULL;
ALTER TABLE "comment_reply_mails" ADD CONSTRAINT "comment_reply_mails_ended_with_outcome" CHECK (("outcome" IS NULL) = ("ended_at" IS NULL));
