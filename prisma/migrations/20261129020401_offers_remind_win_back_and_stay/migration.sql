-- CreateEnum
CREATE TYPE "offer_for" AS ENUM ('anybody', 'leaving', 'returning');

-- AlterTable
ALTER TABLE "offers" ADD COLUMN     "left_days" INTEGER,
ADD COLUMN     "meant_for" "offer_for" NOT NULL DEFAULT 'anybody',
ADD COLUMN     "reminds" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "offer_tellings" (
    "offer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "run" TEXT NOT NULL,
    "mailing_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_tellings_pkey" PRIMARY KEY ("offer_id","kind","run")
);

-- CreateIndex
CREATE UNIQUE INDEX "offer_tellings_mailing_id_key" ON "offer_tellings"("mailing_id");

-- AddForeignKey
ALTER TABLE "offer_tellings" ADD CONSTRAINT "offer_tellings_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer_tellings" ADD CONSTRAINT "offer_tellings_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE SET NULL ON UPDATE CASCADE;
