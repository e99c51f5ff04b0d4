-- CreateIndex
CREATE INDEX "deliveries_member_id_mailing_id_idx" ON "deliveries"("member_id", "mailing_id");

-- DropIndex
DROP INDEX "deliveries_member_id_idx";
