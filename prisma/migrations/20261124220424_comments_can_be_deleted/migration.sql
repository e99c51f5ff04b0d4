-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "deleted_from" "comment_state";
