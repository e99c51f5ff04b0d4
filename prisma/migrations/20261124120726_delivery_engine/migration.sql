-- CreateEnum
CREATE TYPE "return_kind" AS ENUM ('bounced', 'delayed', 'complained');

-- AlterEnum
ALTER TYPE "mailing_state" ADD VALUE 'scheduled';

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "domain" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "provider" TEXT;

-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "late_limit" INTEGER,
ADD COLUMN     "local_zone" TEXT,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "mail_returns" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "delivery_id" BIGINT,
    "address_key" TEXT NOT NULL,
    "kind" "return_kind" NOT NULL,
    "status" TEXT,
    "evidence" TEXT,
    "is_dead" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_returns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send_buckets" (
    "key" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "send_buckets_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "send_gates" (
    "key" TEXT NOT NULL,
    "closed_until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "closings" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "send_gates_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "mail_returns_delivery_id_idx" ON "mail_returns"("delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "mail_returns_source_report_id_key" ON "mail_returns"("source", "report_id");

-- AddForeignKey
ALTER TABLE "mail_returns" ADD CONSTRAINT "mail_returns_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Mails that still wait know where they go.
UPDATE "deliveries" SET "domain" = lower(split_part("address", '@', 2)) WHERE "state" IN ('queued', 'claimed', 'in_data');

-- The claim takes what is due, in the order in which it became due.
DROP INDEX deliveries_to_claim;
CREATE INDEX deliveries_to_claim ON deliveries (mailing_id, next_try_at, id) WHERE state = 'queued';
