-- CreateTable
CREATE TABLE "mail_pauses" (
    "member_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "mail_pauses_pkey" PRIMARY KEY ("member_id","topic")
);

-- AddForeignKey
ALTER TABLE "mail_pauses" ADD CONSTRAINT "mail_pauses_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the move to in_data as it was, and beside consent, suppression and ban it asks whether a member wants no offers for now.
CREATE OR REPLACE FUNCTION settle_and_begin_deliveries(
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
    -- The topic is looked up once for all rows, so that newsletters pay nothing for what is asked of offers alone.
    AND ((SELECT m.topic FROM mailings m WHERE m.id = of_mailing) <> 'offers'
         OR NOT EXISTS (SELECT FROM mail_pauses p WHERE p.member_id = d.member_id AND p.topic = 'offers' AND p.until > now()))
  RETURNING d.id::text;
END $$;
