-- CreateEnum
CREATE TYPE "appeal_outcome" AS ENUM ('upheld', 'overturned');

-- CreateTable
CREATE TABLE "comment_appeals" (
    "id" UUID NOT NULL,
    "decision_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" "appeal_outcome",
    "words" TEXT,
    "note" TEXT,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "mailed_at" TIMESTAMPTZ(3),

    CONSTRAINT "comment_appeals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "comment_appeals_decision_id_key" ON "comment_appeals"("decision_id");

-- AddForeignKey
ALTER TABLE "comment_appeals" ADD CONSTRAINT "comment_appeals_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "comment_decisions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.
CREATE INDEX "comment_appeals_open" ON "comment_appeals"("at", "id") WHERE "outcome" IS NULL;
ALTER TABLE "comment_appeals" ADD CONSTRAINT "comment_appeals_decided_with_outcome"
  CHECK (("outcome" IS NULL) = ("decided_at" IS NULL) AND ("outcome" IS NULL) = ("decided_by_id" IS NULL));
