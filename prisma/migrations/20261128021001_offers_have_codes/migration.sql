-- CreateEnum
CREATE TYPE "offer_kind" AS ENUM ('link', 'codes', 'plan');

-- AlterTable
ALTER TABLE "checkouts" ADD COLUMN     "offer_id" UUID,
ADD COLUMN     "promotion_code_id" TEXT,
ADD COLUMN     "subscription_id" TEXT,
ADD COLUMN     "telling" TEXT;

-- AlterTable
ALTER TABLE "offers" ADD COLUMN     "amount_off" INTEGER,
ADD COLUMN     "coupon_at" TIMESTAMPTZ(3),
ADD COLUMN     "currency" TEXT,
ADD COLUMN     "kind" "offer_kind" NOT NULL DEFAULT 'link',
ADD COLUMN     "months" INTEGER,
ADD COLUMN     "most_codes" INTEGER,
ADD COLUMN     "percent_off" INTEGER,
ADD COLUMN     "plan_id" UUID,
ADD COLUMN     "trial_days" INTEGER;

-- CreateTable
CREATE TABLE "offer_codes" (
    "id" UUID NOT NULL,
    "offer_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "nth" INTEGER NOT NULL DEFAULT 0,
    "member_id" UUID,
    "given_at" TIMESTAMPTZ(3),
    "telling" TEXT,
    "stripe_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer_looks" (
    "offer_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "telling" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_looks_pkey" PRIMARY KEY ("offer_id","member_id")
);

-- CreateTable
CREATE TABLE "plan_discounts" (
    "subscription_id" TEXT NOT NULL,
    "coupon_id" TEXT NOT NULL,
    "promotion_code_id" TEXT,
    "began_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_discounts_pkey" PRIMARY KEY ("subscription_id","coupon_id")
);

-- CreateTable
CREATE TABLE "plan_payments" (
    "invoice_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "refunded" INTEGER NOT NULL DEFAULT 0,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_payments_pkey" PRIMARY KEY ("invoice_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "offer_codes_stripe_id_key" ON "offer_codes"("stripe_id");

-- CreateIndex
CREATE INDEX "offer_codes_member_id_idx" ON "offer_codes"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "offer_codes_offer_id_code_key" ON "offer_codes"("offer_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "offer_codes_offer_id_member_id_key" ON "offer_codes"("offer_id", "member_id");

-- CreateIndex
CREATE INDEX "offer_looks_member_id_idx" ON "offer_looks"("member_id");

-- CreateIndex
CREATE INDEX "plan_discounts_coupon_id_idx" ON "plan_discounts"("coupon_id");

-- CreateIndex
CREATE INDEX "plan_payments_subscription_id_idx" ON "plan_payments"("subscription_id");

-- CreateIndex
CREATE INDEX "checkouts_offer_id_idx" ON "checkouts"("offer_id");

-- CreateIndex
CREATE INDEX "checkouts_subscription_id_idx" ON "checkouts"("subscription_id");

-- AddForeignKey
ALTER TABLE "offers" ADD CONSTRAINT "offers_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer_codes" ADD CONSTRAINT "offer_codes_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer_codes" ADD CONSTRAINT "offer_codes_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer_looks" ADD CONSTRAINT "offer_looks_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer_looks" ADD CONSTRAINT "offer_looks_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand: a pasted code is taken from here, each by whoever comes first.
CREATE INDEX "offer_codes_free" ON "offer_codes"("offer_id", "created_at", "nth") WHERE "given_at" IS NULL;

-- What is offered of a plan is one thing, and nothing is offered of it elsewhere.
ALTER TABLE "offers" ADD CONSTRAINT "offers_terms" CHECK (
    CASE WHEN "kind" = 'plan' THEN "plan_id" IS NOT NULL AND num_nonnulls("percent_off", "amount_off", "trial_days") = 1
         ELSE num_nonnulls("plan_id", "percent_off", "amount_off", "trial_days", "months") = 0 END);
ALTER TABLE "offers" ADD CONSTRAINT "offers_sums" CHECK (
    "percent_off" BETWEEN 1 AND 100 AND "amount_off" > 0 AND "trial_days" BETWEEN 1 AND 365 AND "months" BETWEEN 0 AND 36 AND "most_codes" > 0
    AND ("amount_off" IS NULL) = ("currency" IS NULL));
