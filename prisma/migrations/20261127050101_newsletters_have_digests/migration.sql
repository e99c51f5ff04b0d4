-- CreateEnum
CREATE TYPE "digest_run_state" AS ENUM ('made', 'sent', 'waits', 'empty', 'missed', 'refused');

-- CreateTable
CREATE TABLE "digests" (
    "newsletter_id" UUID NOT NULL,
    "is_on" BOOLEAN NOT NULL,
    "plan" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,

    CONSTRAINT "digests_pkey" PRIMARY KEY ("newsletter_id")
);

-- CreateTable
CREATE TABLE "digest_runs" (
    "id" UUID NOT NULL,
    "newsletter_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "local_zone" TEXT,
    "state" "digest_run_state" NOT NULL,
    "reason" TEXT,
    "stories" INTEGER NOT NULL DEFAULT 0,
    "issue_id" UUID,
    "sends_until" TIMESTAMPTZ(3) NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digest_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "digest_runs_issue_id_key" ON "digest_runs"("issue_id");

-- CreateIndex
CREATE UNIQUE INDEX "digest_runs_newsletter_id_due_at_key" ON "digest_runs"("newsletter_id", "due_at");

-- AddForeignKey
ALTER TABLE "digests" ADD CONSTRAINT "digests_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest_runs" ADD CONSTRAINT "digest_runs_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest_runs" ADD CONSTRAINT "digest_runs_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "issues"("id") ON DELETE SET NULL ON UPDATE CASCADE;
