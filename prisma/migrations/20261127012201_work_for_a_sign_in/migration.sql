-- CreateTable
CREATE TABLE "spent_works" (
    "hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_works_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "spent_works_expires_at_idx" ON "spent_works"("expires_at");
