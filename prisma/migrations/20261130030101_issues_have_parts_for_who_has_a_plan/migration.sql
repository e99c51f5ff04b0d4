-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "has_plan" BOOLEAN;

-- CreateTable
CREATE TABLE "mailing_with_plan" (
    "mailing_id" UUID NOT NULL,
    "variant" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "mailing_with_plan_pkey" PRIMARY KEY ("mailing_id","variant")
);

-- AddForeignKey
ALTER TABLE "mailing_with_plan" ADD CONSTRAINT "mailing_with_plan_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE CASCADE ON UPDATE CASCADE;
