-- The two moves that every mail makes, as functions, for the sake of their plans. While a mailing goes out its statistics are
-- never true: left to itself the planner comes to read and sort the whole queue for each claim, and plans a batch of three
-- rows anew each time, which costs more than moving them.

-- Claims rows of a mailing in the order in which they came due. What is left to the planner is deliveries_to_claim, which
-- has them in that order.
CREATE FUNCTION claim_deliveries(of_mailing uuid, most int, skipped text[])
RETURNS TABLE (id text, address text, address_key text, domain text, name text, tries int)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  UPDATE deliveries d SET state = 'claimed', lease_until = now() + interval '5 minutes', tries = d.tries + 1
  WHERE d.id = ANY (ARRAY(
    SELECT q.id FROM deliveries q
    WHERE q.mailing_id = of_mailing AND q.state = 'queued' AND q.next_try_at <= now() AND q.domain <> ALL (skipped)
      AND EXISTS (SELECT FROM mailings m WHERE m.id = of_mailing AND m.state = 'sending')
    ORDER BY q.next_try_at, q.id LIMIT most FOR UPDATE OF q SKIP LOCKED))
  RETURNING d.id::text, d.address, d.address_key, d.domain, (SELECT r.display_name FROM members r WHERE r.id = d.member_id), d.tries;
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
