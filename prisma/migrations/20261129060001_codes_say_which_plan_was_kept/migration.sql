ALTER TABLE "offer_codes" ADD COLUMN "subscription_id" TEXT;

-- Whoever stayed before stands in the audit log already, and is not written down there again.
UPDATE "offer_codes" c SET "subscription_id" = d."subscription_id"
FROM "offers" o
JOIN "plan_discounts" d ON d."coupon_id" = 'masthead_' || o."id"::text
JOIN "memberships" m ON m."stripe_id" = d."subscription_id"
WHERE o."meant_for" = 'leaving' AND c."offer_id" = o."id" AND c."member_id" = m."member_id" AND c."subscription_id" IS NULL;
