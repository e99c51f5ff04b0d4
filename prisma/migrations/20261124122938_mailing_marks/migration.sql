-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "frozen_at" TIMESTAMPTZ(3),
ADD COLUMN     "judged_since" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "mail_returns_kind_at_idx" ON "mail_returns"("kind", "at");

-- Every mailing so far was frozen when it was made.
UPDATE "mailings" SET "frozen_at" = "created_at";
