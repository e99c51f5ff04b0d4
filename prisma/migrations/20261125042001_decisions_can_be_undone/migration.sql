-- AlterTable
ALTER TABLE "comment_decisions" ADD COLUMN     "stood_since" TIMESTAMPTZ(3),
ADD COLUMN     "undo_until" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "comment_decisions_decided_by_id_undo_until_idx" ON "comment_decisions"("decided_by_id", "undo_until");
