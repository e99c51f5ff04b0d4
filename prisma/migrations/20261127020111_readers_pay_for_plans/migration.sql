-- CreateEnum
CREATE TYPE "membership_source" AS ENUM ('stripe', 'complimentary', 'gift');

-- CreateTable
CREATE TABLE "plans" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "product_id" TEXT NOT NULL,
    "sections" TEXT[],
    "trial_days" INTEGER NOT NULL DEFAULT 0,
    "listed_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "adopted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "pushed_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_prices" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "stripe_id" TEXT,
    "currency" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "every" TEXT NOT NULL,
    "every_count" INTEGER NOT NULL DEFAULT 1,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_customers" (
    "stripe_id" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_customers_pkey" PRIMARY KEY ("stripe_id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "price_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "trial_days" INTEGER NOT NULL,
    "stripe_id" TEXT,
    "url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "is_paid" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "source" "membership_source" NOT NULL,
    "stripe_id" TEXT,
    "customer_id" TEXT,
    "stripe_price_id" TEXT,
    "status" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "period_ends_at" TIMESTAMPTZ(3),
    "paid_until" TIMESTAMPTZ(3),
    "trial_ends_at" TIMESTAMPTZ(3),
    "past_due_since" TIMESTAMPTZ(3),
    "is_paused" BOOLEAN NOT NULL DEFAULT false,
    "resumes_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "given_by_id" UUID,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_reads" (
    "key" TEXT NOT NULL,
    "begun" INTEGER NOT NULL,
    "kept" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stripe_reads_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "about" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plans_product_id_key" ON "plans"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_prices_stripe_id_key" ON "plan_prices"("stripe_id");

-- CreateIndex
CREATE INDEX "plan_prices_plan_id_idx" ON "plan_prices"("plan_id");

-- CreateIndex
CREATE INDEX "stripe_customers_member_id_created_at_idx" ON "stripe_customers"("member_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_stripe_id_key" ON "checkouts"("stripe_id");

-- CreateIndex
CREATE INDEX "checkouts_member_id_idx" ON "checkouts"("member_id");

-- CreateIndex
CREATE INDEX "checkouts_price_id_idx" ON "checkouts"("price_id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_stripe_id_key" ON "memberships"("stripe_id");

-- CreateIndex
CREATE INDEX "memberships_member_id_idx" ON "memberships"("member_id");

-- CreateIndex
CREATE INDEX "memberships_plan_id_status_idx" ON "memberships"("plan_id", "status");

-- CreateIndex
CREATE INDEX "memberships_customer_id_idx" ON "memberships"("customer_id");

-- CreateIndex
CREATE INDEX "stripe_events_received_at_idx" ON "stripe_events"("received_at");

-- AddForeignKey
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stripe_customers" ADD CONSTRAINT "stripe_customers_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_price_id_fkey" FOREIGN KEY ("price_id") REFERENCES "plan_prices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A member has one checkout that is open: two tabs that press Pay come to the same page of Stripe's, where it is paid once.
CREATE UNIQUE INDEX "checkouts_open_idx" ON "checkouts"("member_id") WHERE "closed_at" IS NULL;

-- What still waits to be handled, by what it is about.
CREATE INDEX "stripe_events_waiting_idx" ON "stripe_events"("about") WHERE "handled_at" IS NULL;
