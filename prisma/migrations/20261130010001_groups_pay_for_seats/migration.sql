-- AlterEnum
ALTER TYPE "membership_source" ADD VALUE 'seat';

-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "group_seats_max" INTEGER,
ADD COLUMN     "group_seats_min" INTEGER;

-- AlterTable
ALTER TABLE "plan_prices" ADD COLUMN     "is_for_groups" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "group_id" UUID,
ADD COLUMN     "seat_domain" TEXT;

-- CreateTable
CREATE TABLE "plan_groups" (
    "id" UUID NOT NULL,
    "owner_id" UUID,
    "customer_id" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "seats" INTEGER NOT NULL,
    "domains" TEXT[],
    "session_id" TEXT,
    "url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "stripe_id" TEXT,
    "stripe_price_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'incomplete',
    "starts_at" TIMESTAMPTZ(3),
    "period_ends_at" TIMESTAMPTZ(3),
    "paid_until" TIMESTAMPTZ(3),
    "trial_ends_at" TIMESTAMPTZ(3),
    "past_due_since" TIMESTAMPTZ(3),
    "is_paused" BOOLEAN NOT NULL DEFAULT false,
    "resumes_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_seat_invitations" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "email" TEXT,
    "code_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "mails_asked" INTEGER NOT NULL DEFAULT 1,
    "mailed_at" TIMESTAMPTZ(3),
    "mail_failed_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "taken_at" TIMESTAMPTZ(3),
    "membership_id" UUID,

    CONSTRAINT "plan_seat_invitations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_groups_session_id_key" ON "plan_groups"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_groups_stripe_id_key" ON "plan_groups"("stripe_id");

-- CreateIndex
CREATE INDEX "plan_groups_owner_id_idx" ON "plan_groups"("owner_id");

-- CreateIndex
CREATE INDEX "plan_groups_customer_id_idx" ON "plan_groups"("customer_id");

-- CreateIndex
CREATE INDEX "plan_groups_plan_id_idx" ON "plan_groups"("plan_id");

-- CreateIndex
CREATE INDEX "plan_groups_domains_idx" ON "plan_groups" USING GIN ("domains");

-- CreateIndex
CREATE UNIQUE INDEX "plan_seat_invitations_code_key_key" ON "plan_seat_invitations"("code_key");

-- CreateIndex
CREATE UNIQUE INDEX "plan_seat_invitations_membership_id_key" ON "plan_seat_invitations"("membership_id");

-- CreateIndex
CREATE INDEX "plan_seat_invitations_group_id_idx" ON "plan_seat_invitations"("group_id");

-- CreateIndex
CREATE INDEX "plan_seat_invitations_email_idx" ON "plan_seat_invitations"("email");

-- CreateIndex
CREATE INDEX "memberships_group_id_idx" ON "memberships"("group_id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "plan_groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_groups" ADD CONSTRAINT "plan_groups_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_groups" ADD CONSTRAINT "plan_groups_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_seat_invitations" ADD CONSTRAINT "plan_seat_invitations_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "plan_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_seat_invitations" ADD CONSTRAINT "plan_seat_invitations_membership_id_fkey" FOREIGN KEY ("membership_id") REFERENCES "memberships"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One seat of a group for each reader, and one open invitation for each address, also under a race.
CREATE UNIQUE INDEX "memberships_one_seat" ON "memberships"("group_id", "member_id") WHERE "group_id" IS NOT NULL AND "ended_at" IS NULL;
CREATE UNIQUE INDEX "plan_seat_invitations_one_open" ON "plan_seat_invitations"("group_id", "email") WHERE "taken_at" IS NULL AND "withdrawn_at" IS NULL;

-- A plan is sold to groups from so many seats to so many, or not at all.
ALTER TABLE "plans" ADD CONSTRAINT "plans_group_seats" CHECK (
  ("group_seats_min" IS NULL AND "group_seats_max" IS NULL) OR ("group_seats_min" >= 2 AND "group_seats_max" >= "group_seats_min"));

-- What groups pay is found in a member's timeline by the same index. The old one stays until this one stands.
CREATE INDEX audit_entries_paid ON audit_entries (subject_id, at DESC, id DESC)
  WHERE subject_kind = 'member' AND (event LIKE 'membership.%' OR event LIKE 'checkout.%' OR event LIKE 'gift.%' OR event LIKE 'group.%');
DROP INDEX audit_entries_money;
