-- AlterTable
ALTER TABLE "offer_codes" ADD COLUMN     "opened_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "offers" ADD COLUMN     "gift_days" INTEGER;

-- Of percent, sum, trial and gift a plan's offer has one; nothing is offered of a plan elsewhere.
ALTER TABLE "offers" DROP CONSTRAINT "offers_terms";
ALTER TABLE "offers" ADD CONSTRAINT "offers_terms" CHECK (
    CASE WHEN "kind" = 'plan' THEN "plan_id" IS NOT NULL AND num_nonnulls("percent_off", "amount_off", "trial_days", "gift_days") = 1
         ELSE num_nonnulls("plan_id", "percent_off", "amount_off", "trial_days", "gift_days", "months") = 0 END);
ALTER TABLE "offers" ADD CONSTRAINT "offers_gift" CHECK ("gift_days" BETWEEN 1 AND 365);
