-- A mail makes three moves: claimed, in_data, accepted. An index over `state` or `lease_until` makes each of them write into all
-- indexes; without one, the last two stay on their page (HOT), at half the cost. Two columns that the database makes of `state`
-- carry the indexes instead, and a table of claims says which rows may be in somebody's hands.
ALTER TABLE "deliveries"
  ADD COLUMN "ended_as" TEXT GENERATED ALWAYS AS
    (CASE state WHEN 'bounced' THEN 'bounced' WHEN 'expired' THEN 'expired' WHEN 'suppressed' THEN 'suppressed'
                WHEN 'excluded' THEN 'excluded' WHEN 'uncertain' THEN 'uncertain' END) STORED,
  ADD COLUMN "queued_at" TIMESTAMPTZ(3) GENERATED ALWAYS AS (CASE WHEN state = 'queued' THEN next_try_at END) STORED;
DROP INDEX "deliveries_mailing_id_state_idx";
DROP INDEX deliveries_to_claim;
DROP INDEX deliveries_leased;
CREATE INDEX deliveries_to_claim ON deliveries (mailing_id, queued_at, id) WHERE queued_at IS NOT NULL;
CREATE INDEX deliveries_not_accepted ON deliveries (mailing_id, ended_as) WHERE ended_as IS NOT NULL;
-- Room for the next versions of the rows of a page.
ALTER TABLE "deliveries" SET (fillfactor = 60);

-- CreateTable
CREATE TABLE "delivery_claims" (
    "id" BIGSERIAL NOT NULL,
    "mailing_id" UUID NOT NULL,
    "deliveries" BIGINT[],

    CONSTRAINT "delivery_claims_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delivery_claims_mailing_id_idx" ON "delivery_claims"("mailing_id");

INSERT INTO delivery_claims (mailing_id, deliveries)
SELECT mailing_id, array_agg(id) FROM deliveries WHERE state IN ('claimed', 'in_data') GROUP BY mailing_id;

-- Whether any row of a claim is claimed or in data. Its rows are few, and found by their ids.
CREATE FUNCTION is_in_hand(claim delivery_claims) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM deliveries d WHERE d.id = ANY (claim.deliveries) AND d.state IN ('claimed', 'in_data'))
$$;

-- The two moves that every mail makes, as functions, for the sake of their plans. While a mailing goes out its statistics are
-- never true: left to itself the planner comes to read and sort the whole queue for each claim, and plans a batch of three
-- rows anew each time, which costs more than moving them.

-- Claims rows of a mailing in the order in which they came due. What is left to the planner is deliveries_to_claim, which
-- has them in that order. A few of the earlier claims are looked at, and go when they are over.
CREATE FUNCTION claim_deliveries(of_mailing uuid, most int, skipped text[])
RETURNS TABLE (id text, address text, address_key text, domain text, name text, tries int)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM delivery_claims c
  WHERE c.id IN (SELECT o.id FROM delivery_claims o WHERE o.mailing_id = of_mailing ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED)
    AND NOT is_in_hand(c);
  RETURN QUERY
  WITH taken AS (
    UPDATE deliveries d SET state = 'claimed', lease_until = now() + interval '5 minutes', tries = d.tries + 1
    WHERE d.id = ANY (ARRAY(
      SELECT q.id FROM deliveries q
      WHERE q.mailing_id = of_mailing AND q.queued_at <= now() AND q.domain <> ALL (skipped)
        AND EXISTS (SELECT FROM mailings m WHERE m.id = of_mailing AND m.state = 'sending')
      ORDER BY q.queued_at, q.id LIMIT most FOR UPDATE OF q SKIP LOCKED))
    RETURNING d.id, d.address, d.address_key, d.domain, d.member_id, d.tries),
  noted AS (
    INSERT INTO delivery_claims (mailing_id, deliveries)
    SELECT of_mailing, array_agg(t.id) FROM taken t HAVING count(*) > 0)
  SELECT t.id::text, t.address, t.address_key, t.domain, (SELECT r.display_name FROM members r WHERE r.id = t.member_id), t.tries
  FROM taken t;
END $$;

-- Settles what was accepted and begins what comes next, in one statement; gives back the ids of what may begin. Consent,
-- suppression, ban and the mailing's own state are asked here, at the last moment before the body.
-- "again": this was asked before and its answer lost, so what is begun already under the same try counts as begun.
CREATE FUNCTION settle_and_begin_deliveries(
  of_mailing uuid, accepted bigint[], accepted_tries int[], answers text[], starting bigint[], starting_tries int[], providers text[], again boolean)
RETURNS TABLE (id text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
  -- States are compared as text: rows are to be found by their ids, and by no index over states.
  RETURN QUERY
  WITH settled AS (
    UPDATE deliveries d SET state = 'accepted', reason = NULL, answer = s.answer, settled_at = now(), lease_until = NULL
    FROM unnest(accepted, accepted_tries, answers) AS s (id, tries, answer)
    WHERE d.id = s.id AND d.tries = s.tries AND d.state::text = 'in_data')
  UPDATE deliveries d SET state = 'in_data', in_data_at = now(), lease_until = now() + interval '15 minutes', provider = b.provider
  FROM unnest(starting, starting_tries, providers) AS b (id, tries, provider)
  WHERE d.id = b.id AND d.tries = b.tries AND d.lease_until > now()
    AND (SELECT m.state FROM mailings m WHERE m.id = of_mailing) = 'sending'
    AND (d.state::text = 'claimed' OR (again AND d.state::text = 'in_data'))
    AND EXISTS (SELECT FROM consent_standings c JOIN members r ON r.id = c.member_id AND r.banned_at IS NULL
                WHERE c.member_id = d.member_id AND c.topic = (SELECT m.topic FROM mailings m WHERE m.id = of_mailing)
                  AND c.act = 'confirmed')
    AND NOT EXISTS (SELECT FROM suppressions s WHERE s.address_key = d.address_key AND s.lifted_at IS NULL)
  RETURNING d.id::text;
END $$;
