-- AlterTable
ALTER TABLE "stories" ADD COLUMN     "picked_at" TIMESTAMPTZ(3);

-- By hand: what Prisma cannot say. Picks are few among all stories, and asked for in their order.
CREATE INDEX stories_picked ON stories (picked_at) WHERE picked_at IS NOT NULL;
