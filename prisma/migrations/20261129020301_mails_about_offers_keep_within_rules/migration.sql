-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "tells_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "offer_mails" (
    "member_id" UUID NOT NULL,
    "delivery_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_mails_pkey" PRIMARY KEY ("member_id","delivery_id")
);

-- CreateIndex
CREATE INDEX "offer_mails_at_idx" ON "offer_mails"("at");

-- AddForeignKey
ALTER TABLE "offer_mails" ADD CONSTRAINT "offer_mails_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- What was sent before counts as well.
INSERT INTO offer_mails (member_id, delivery_id, at)
SELECT d.member_id, d.id, d.in_data_at FROM mailings g JOIN deliveries d ON d.mailing_id = g.id
WHERE g.topic = 'offers' AND d.member_id IS NOT NULL AND d.in_data_at > now() - interval '31 days';

-- A zone that the database knows: the one that is asked for, or else the other.
CREATE FUNCTION known_zone(zone text, otherwise text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF zone IS NULL THEN
    RETURN otherwise;
  END IF;
  PERFORM now() AT TIME ZONE zone;
  RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN otherwise;
END $$;

-- How much and when mails about offers may come. Null in "most" for as many as there are; null hours for at any.
CREATE TYPE contact_rule_set AS (most int, days int, quiet_from int, quiet_to int, zone text);

-- As the desk set them. Where nothing that can be read was set, they are the rules that everybody begins with: they are written here alone.
CREATE FUNCTION contact_rules() RETURNS contact_rule_set LANGUAGE sql STABLE AS $$
  SELECT ((s.kept ->> 'most')::int, (s.kept ->> 'days')::int, (s.kept ->> 'quietFrom')::int, (s.kept ->> 'quietTo')::int,
          known_zone((SELECT p.value ->> 'timeZone' FROM settings p WHERE p.key = 'publication'), 'UTC'))::contact_rule_set
  FROM (SELECT coalesce((SELECT c.value FROM settings c WHERE c.key = 'contact' AND jsonb_typeof(c.value) = 'object'),
                        '{"most": 2, "days": 7, "quietFrom": 21, "quietTo": 8}') AS kept) s
$$;

-- When the quiet hours end in which a moment lies where a reader is; null where it lies in none. An hour that the clocks skip
-- is the one that they show instead, and of two that they show the first ends the quiet.
CREATE FUNCTION quiet_until(moment timestamptz, in_zone text, rules contact_rule_set) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone text := known_zone(in_zone, rules.zone);
  wall timestamp := moment AT TIME ZONE zone;
  hour int := extract(hour FROM wall);
  ends timestamptz;
BEGIN
  IF rules.quiet_from IS NULL OR rules.quiet_to IS NULL OR rules.quiet_from = rules.quiet_to THEN
    RETURN NULL;
  END IF;
  IF rules.quiet_from < rules.quiet_to AND (hour < rules.quiet_from OR hour >= rules.quiet_to)
     OR rules.quiet_from > rules.quiet_to AND hour >= rules.quiet_to AND hour < rules.quiet_from THEN
    RETURN NULL;
  END IF;
  wall := date_trunc('day', wall) + make_interval(days => CASE WHEN hour >= rules.quiet_to THEN 1 ELSE 0 END, hours => rules.quiet_to);
  ends := wall AT TIME ZONE zone;
  -- Of two, PostgreSQL takes the later.
  IF (ends - interval '1 hour') AT TIME ZONE zone = wall THEN
    ends := ends - interval '1 hour';
  END IF;
  -- Whatever clocks may do, nothing waits for a moment that is over.
  RETURN greatest(ends, moment + interval '1 second');
END $$;

-- What keeps a mail about offers from a member at a moment, and until when, where it only waits; null for nothing. Mails count that were
-- spoken, by the ledger's word; the one that is asked about does not count against itself.
CREATE FUNCTION offer_kept_back(
  of_member uuid, of_delivery bigint, in_zone text, moment timestamptz, tells_until timestamptz, rules contact_rule_set,
  OUT why text, OUT until timestamptz)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  goes timestamptz;
BEGIN
  until := quiet_until(moment, in_zone, rules);
  goes := coalesce(until, moment);
  IF tells_until <= goes THEN
    why := 'over';
  ELSIF EXISTS (SELECT FROM mail_pauses p WHERE p.member_id = of_member AND p.topic = 'offers' AND p.until > goes) THEN
    why := 'paused';
  ELSIF rules.most IS NOT NULL AND rules.most <= (
    SELECT count(*) FROM offer_mails o JOIN deliveries d ON d.id = o.delivery_id
    WHERE o.member_id = of_member AND o.delivery_id IS DISTINCT FROM of_delivery AND o.at > goes - make_interval(days => rules.days)
      AND d.state::text IN ('in_data', 'accepted', 'uncertain')) THEN
    why := 'enough';
  ELSIF until IS NOT NULL THEN
    why := 'quiet';
  END IF;
END $$;

-- The move to in_data as it was before pauses. Of a mailing about offers it asks first, by statements of their own, what keeps the mail
-- back, and notes what begins. Of any other it looks up the topic, once for all rows.
CREATE OR REPLACE FUNCTION settle_and_begin_deliveries(
  of_mailing uuid, accepted bigint[], accepted_tries int[], answers text[], starting bigint[], starting_tries int[], providers text[], again boolean)
RETURNS TABLE (id text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  is_about_offers boolean := (SELECT m.topic = 'offers' FROM mailings m WHERE m.id = of_mailing) AND cardinality(starting) > 0;
  rules contact_rule_set;
BEGIN
  IF is_about_offers THEN
    rules := contact_rules();
    -- Two mailings may be about to reach one member: the second sees what the first began.
    IF rules.most IS NOT NULL THEN
      PERFORM pg_advisory_xact_lock(hashtextextended(o.member, 20261129))
      FROM (SELECT DISTINCT d.member_id::text AS member FROM deliveries d WHERE d.id = ANY (starting) AND d.member_id IS NOT NULL ORDER BY 1) o;
    END IF;
    SELECT coalesce(array_agg(b.id), '{}'), coalesce(array_agg(b.tries), '{}'), coalesce(array_agg(b.provider), '{}')
    INTO starting, starting_tries, providers
    FROM unnest(starting, starting_tries, providers) AS b (id, tries, provider)
    JOIN deliveries d ON d.id = b.id
    JOIN members r ON r.id = d.member_id
    CROSS JOIN LATERAL offer_kept_back(
      r.id, d.id, r.time_zone, now(), (SELECT m.tells_until FROM mailings m WHERE m.id = of_mailing), rules) k
    WHERE k.why IS NULL;
  END IF;
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
    -- As a value of each row: an EXISTS may be turned round, and begin with everybody who confirmed a topic that is newer than the statistics.
    AND (SELECT c.act = 'confirmed' AND r.banned_at IS NULL FROM consent_standings c JOIN members r ON r.id = c.member_id
         WHERE c.member_id = d.member_id AND c.topic = (SELECT m.topic FROM mailings m WHERE m.id = of_mailing))
    AND NOT EXISTS (SELECT FROM suppressions s WHERE s.address_key = d.address_key AND s.lifted_at IS NULL)
  RETURNING d.id::text;
  IF is_about_offers THEN
    INSERT INTO offer_mails AS o (member_id, delivery_id, at)
    SELECT d.member_id, d.id, now() FROM unnest(starting, starting_tries) AS b (id, tries)
    JOIN deliveries d ON d.id = b.id AND d.tries = b.tries
    WHERE d.state::text = 'in_data' AND d.member_id IS NOT NULL
    ON CONFLICT (member_id, delivery_id) DO UPDATE SET at = excluded.at;
  END IF;
END $$;
