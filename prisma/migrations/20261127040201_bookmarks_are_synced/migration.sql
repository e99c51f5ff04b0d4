-- AlterTable
ALTER TABLE "bookmarks" ADD COLUMN     "archive_set_at" TIMESTAMPTZ(3),
ADD COLUMN     "read_set_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "dropped_bookmarks" (
    "member_id" UUID NOT NULL,
    "story_id" UUID NOT NULL,
    "dropped_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dropped_bookmarks_pkey" PRIMARY KEY ("member_id","story_id")
);

-- CreateIndex
CREATE INDEX "dropped_bookmarks_story_id_idx" ON "dropped_bookmarks"("story_id");

-- AddForeignKey
ALTER TABLE "dropped_bookmarks" ADD CONSTRAINT "dropped_bookmarks_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dropped_bookmarks" ADD CONSTRAINT "dropped_bookmarks_story_id_fkey" FOREIGN KEY ("story_id") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE CASCADE;
