-- CreateEnum
CREATE TYPE "civility_retraining_state" AS ENUM ('waiting', 'learning', 'ready', 'failed');

-- CreateTable
CREATE TABLE "civility_retrainings" (
    "id" UUID NOT NULL,
    "state" "civility_retraining_state" NOT NULL DEFAULT 'waiting',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "figures" JSONB,
    "weights" JSONB,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "civility_retrainings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "civility_retrainings_asked_at_idx" ON "civility_retrainings"("asked_at");

-- Prisma cannot say these: one is made at a time, and one is in use.
CREATE UNIQUE INDEX "civility_retrainings_one_made" ON "civility_retrainings"((true)) WHERE "state" IN ('waiting', 'learning');
CREATE UNIQUE INDEX "civility_retrainings_one_used" ON "civility_retrainings"((true)) WHERE "used_at" IS NOT NULL AND "ended_at" IS NULL;
