-- CreateEnum
CREATE TYPE "report_reason" AS ENUM ('abusive', 'personal_data', 'spam', 'off_topic', 'other');

-- CreateEnum
CREATE TYPE "report_outcome" AS ENUM ('upheld', 'turned_down', 'withdrawn', 'gone');

-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "held_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "comment_reports" (
    "id" UUID NOT NULL,
    "comment_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "reason" "report_reason" NOT NULL,
    "note" TEXT,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" "report_outcome",
    "closed_at" TIMESTAMPTZ(3),
    "decision_id" UUID,

    CONSTRAINT "comment_reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "comment_reports_comment_id_idx" ON "comment_reports"("comment_id");

-- CreateIndex
CREATE INDEX "comment_reports_member_id_closed_at_idx" ON "comment_reports"("member_id", "closed_at" DESC);

-- CreateIndex
CREATE INDEX "comment_reports_decision_id_idx" ON "comment_reports"("decision_id");

-- CreateIndex
CREATE INDEX "comments_created_at_id_idx" ON "comments"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "comments_state_created_at_id_idx" ON "comments"("state", "created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "comment_decisions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- A member has one open report of a comment; what lies in it is also what the queue of reports is read from.
CREATE UNIQUE INDEX "comment_reports_open" ON "comment_reports"("comment_id", "member_id") WHERE "outcome" IS NULL;
-- A report is open for as long as nothing has become of it.
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_closed_with_outcome" CHECK (("outcome" IS NULL) = ("closed_at" IS NULL));
UPDATE "comments" SET "held_at" = coalesce("edited_at", "created_at") WHERE "state" = 'held';
