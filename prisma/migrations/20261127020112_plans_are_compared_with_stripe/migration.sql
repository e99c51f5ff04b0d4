-- CreateTable
CREATE TABLE "plan_comparisons" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "looked" INTEGER NOT NULL DEFAULT 0,
    "repaired" JSONB NOT NULL,
    "problem" TEXT,

    CONSTRAINT "plan_comparisons_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "plan_comparisons_started_at_idx" ON "plan_comparisons"("started_at" DESC);
