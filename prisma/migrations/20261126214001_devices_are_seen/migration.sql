-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- By hand: what Prisma cannot say.

-- All that is known of a device that signed in before.
UPDATE "sessions" SET "seen_at" = "created_at";
