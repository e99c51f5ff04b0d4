-- CreateTable
CREATE TABLE "plan_disputes" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "subscription_id" TEXT,
    "payment_intent" TEXT,
    "currency" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "due_by" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_disputes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "plan_disputes_subscription_id_idx" ON "plan_disputes"("subscription_id");

-- CreateIndex
CREATE INDEX "plan_disputes_closed_at_idx" ON "plan_disputes"("closed_at");
