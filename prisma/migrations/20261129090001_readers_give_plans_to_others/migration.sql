-- AlterTable
ALTER TABLE "checkouts" ADD COLUMN     "paid_from" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "gifts" (
    "id" UUID NOT NULL,
    "giver_id" UUID,
    "customer_id" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "every_count" INTEGER NOT NULL,
    "code_nth" INTEGER NOT NULL DEFAULT 1,
    "code_key" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "to_name" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "to_email" TEXT,
    "send_at" TIMESTAMPTZ(3),
    "mailed_at" TIMESTAMPTZ(3),
    "mail_failed_at" TIMESTAMPTZ(3),
    "mails_asked" INTEGER NOT NULL DEFAULT 1,
    "reminded_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "stripe_id" TEXT,
    "url" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "payment_intent" TEXT,
    "refunded_at" TIMESTAMPTZ(3),
    "open_until" TIMESTAMPTZ(3),
    "opened_by_id" UUID,
    "opened_at" TIMESTAMPTZ(3),
    "membership_id" UUID,
    "credited_to" TEXT,
    "credited_at" TIMESTAMPTZ(3),
    "taken_back_at" TIMESTAMPTZ(3),
    "end_told_at" TIMESTAMPTZ(3),

    CONSTRAINT "gifts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "gifts_code_key_key" ON "gifts"("code_key");

-- CreateIndex
CREATE UNIQUE INDEX "gifts_stripe_id_key" ON "gifts"("stripe_id");

-- CreateIndex
CREATE UNIQUE INDEX "gifts_payment_intent_key" ON "gifts"("payment_intent");

-- CreateIndex
CREATE UNIQUE INDEX "gifts_membership_id_key" ON "gifts"("membership_id");

-- CreateIndex
CREATE INDEX "gifts_giver_id_idx" ON "gifts"("giver_id");

-- CreateIndex
CREATE INDEX "gifts_opened_by_id_idx" ON "gifts"("opened_by_id");

-- CreateIndex
CREATE INDEX "gifts_customer_id_idx" ON "gifts"("customer_id");

-- CreateIndex
CREATE INDEX "gifts_plan_id_idx" ON "gifts"("plan_id");

-- AddForeignKey
ALTER TABLE "gifts" ADD CONSTRAINT "gifts_giver_id_fkey" FOREIGN KEY ("giver_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gifts" ADD CONSTRAINT "gifts_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gifts" ADD CONSTRAINT "gifts_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gifts" ADD CONSTRAINT "gifts_membership_id_fkey" FOREIGN KEY ("membership_id") REFERENCES "memberships"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What the clock looks for every few minutes: paid, and not opened yet.
CREATE INDEX "gifts_waiting_idx" ON "gifts"("send_at") WHERE "paid_at" IS NOT NULL AND "opened_at" IS NULL AND "refunded_at" IS NULL;

-- Gifts are payments, too: a member's timeline finds them by the same index. The old one stays until this one stands.
CREATE INDEX audit_entries_money ON audit_entries (subject_id, at DESC, id DESC)
  WHERE subject_kind = 'member' AND (event LIKE 'membership.%' OR event LIKE 'checkout.%' OR event LIKE 'gift.%');
DROP INDEX audit_entries_payments;
