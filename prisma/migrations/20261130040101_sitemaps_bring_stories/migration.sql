-- CreateEnum
CREATE TYPE "feed_page_state" AS ENUM ('waiting', 'taken', 'none', 'left', 'passed');

-- AlterTable
ALTER TABLE "feeds" ADD COLUMN     "pages_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "stories" ADD COLUMN     "is_from_page" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "feed_pages" (
    "feed_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "state" "feed_page_state" NOT NULL,
    "changed_at" TIMESTAMPTZ(3),
    "told" JSONB,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "try_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "feed_pages_pkey" PRIMARY KEY ("feed_id","address")
);

-- CreateIndex
CREATE INDEX "feed_pages_feed_id_state_idx" ON "feed_pages"("feed_id", "state");

-- AddForeignKey
ALTER TABLE "feed_pages" ADD CONSTRAINT "feed_pages_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feeds"("id") ON DELETE CASCADE ON UPDATE CASCADE;
