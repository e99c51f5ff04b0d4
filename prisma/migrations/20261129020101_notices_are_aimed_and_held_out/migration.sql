-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "holdout" JSONB,
ADD COLUMN     "spares" JSONB;

-- CreateTable
CREATE TABLE "mailing_holdouts" (
    "mailing_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "mailing_holdouts_pkey" PRIMARY KEY ("mailing_id","member_id")
);

-- CreateIndex
CREATE INDEX "mailing_holdouts_member_id_idx" ON "mailing_holdouts"("member_id");

-- AddForeignKey
ALTER TABLE "mailing_holdouts" ADD CONSTRAINT "mailing_holdouts_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailing_holdouts" ADD CONSTRAINT "mailing_holdouts_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- A version that knows nothing of who is spared or held out must not write to them: what it would do fails, and is done by this version.
ALTER TABLE mailings DROP CONSTRAINT mailings_narrowed_before_they_go;
ALTER TABLE mailings ADD CONSTRAINT mailings_narrowed_before_they_go
  CHECK (num_nonnulls(audience, spares, holdout) = 0 OR is_narrowed OR state IN ('scheduled', 'paused', 'cancelled'));
