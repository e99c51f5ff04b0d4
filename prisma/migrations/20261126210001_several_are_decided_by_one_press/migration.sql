-- AlterTable
ALTER TABLE "comment_decisions" ADD COLUMN     "press_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "comment_decisions_press_id_comment_id_key" ON "comment_decisions"("press_id", "comment_id");
