-- A newsletter's audience waits in line: in the order of its rows' ids, from one mark on. While a row is in line no index says
-- that it is queued, so to claim it changes none, and its new version stays on its page (HOT). Whatever is put off leaves the
-- line, and is found by deliveries_to_claim as before.
ALTER TABLE "deliveries"
  DROP COLUMN "queued_at",
  ADD COLUMN "in_line" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "queued_at" TIMESTAMPTZ(3) GENERATED ALWAYS AS
    (CASE WHEN state = 'queued' AND NOT in_line THEN next_try_at END) STORED,
  -- One that came back to the queue behind the mark would be found by nobody.
  ADD CONSTRAINT deliveries_in_line_are_queued CHECK (NOT in_line OR state = 'queued');
CREATE INDEX deliveries_to_claim ON deliveries (mailing_id, queued_at, id) WHERE queued_at IS NOT NULL;
-- Room for all the new versions of a page's rows: a claim takes most of a page at once.
ALTER TABLE "deliveries" SET (fillfactor = 45);

-- CreateTable
CREATE TABLE "delivery_lines" (
    "mailing_id" UUID NOT NULL,
    "first_id" BIGINT NOT NULL,
    "taken_to" BIGINT NOT NULL,
    "last_id" BIGINT NOT NULL,

    CONSTRAINT "delivery_lines_pkey" PRIMARY KEY ("mailing_id")
);

-- AddForeignKey
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is due of what is not in line, in the order in which it came due.
CREATE FUNCTION due_deliveries(of_mailing uuid, most int, skipped text[])
RETURNS bigint[]
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
BEGIN
  RETURN ARRAY(
    SELECT q.id FROM deliveries q
    WHERE q.mailing_id = of_mailing AND q.queued_at <= now() AND q.domain <> ALL (skipped)
      AND EXISTS (SELECT FROM mailings m WHERE m.id = of_mailing AND m.state = 'sending')
    ORDER BY q.queued_at, q.id LIMIT most FOR UPDATE OF q SKIP LOCKED);
END $$;

-- Up to `most` rows of a mailing's line. Rows that may not be claimed now leave the line, and so do, at its end, those that
-- somebody held when it was their turn; when none is left, the line goes. One call reads over a few thousand rows at most, so that
-- whoever waits for the line or for its rows waits for a moment: it may give back nothing before the end.
CREATE FUNCTION take_from_line(of_mailing uuid, most int, skipped text[])
RETURNS bigint[]
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
DECLARE
  line delivery_lines;
  want int;
  passed int := 0;
  seen bigint[];
  ready bigint[];
  taken bigint[] := '{}';
BEGIN
  SELECT l.* INTO line FROM delivery_lines l
  WHERE l.mailing_id = of_mailing AND EXISTS (SELECT FROM mailings m WHERE m.id = of_mailing AND m.state = 'sending')
  FOR UPDATE OF l;
  IF NOT FOUND THEN
    RETURN taken;
  END IF;
  WHILE line.taken_to < line.last_id AND cardinality(taken) < most AND passed < 5000 LOOP
    want := most - cardinality(taken);
    SELECT coalesce(array_agg(q.id), '{}'),
           coalesce(array_agg(q.id) FILTER (WHERE q.next_try_at <= now() AND q.domain <> ALL (skipped)), '{}')
    INTO seen, ready
    FROM (SELECT d.id, d.next_try_at, d.domain FROM deliveries d
          WHERE d.id > line.taken_to AND d.id <= line.last_id AND d.mailing_id = of_mailing AND d.in_line
          ORDER BY d.id LIMIT want FOR UPDATE OF d SKIP LOCKED) q;
    IF cardinality(seen) > cardinality(ready) THEN
      UPDATE deliveries d SET in_line = false WHERE d.id = ANY (seen) AND d.id <> ALL (ready);
    END IF;
    taken := taken || ready;
    passed := passed + cardinality(seen) - cardinality(ready);
    line.taken_to := CASE WHEN cardinality(seen) < want THEN line.last_id ELSE (SELECT max(id) FROM unnest(seen) id) END;
  END LOOP;
  IF cardinality(taken) > 0 OR line.taken_to < line.last_id THEN
    UPDATE delivery_lines l SET taken_to = line.taken_to WHERE l.mailing_id = of_mailing;
  ELSIF EXISTS (SELECT FROM deliveries d
                WHERE d.id > line.first_id AND d.id <= line.last_id AND d.mailing_id = of_mailing AND d.in_line) THEN
    UPDATE deliveries d SET in_line = false
    WHERE d.id = ANY (ARRAY(
      SELECT s.id FROM deliveries s
      WHERE s.id > line.first_id AND s.id <= line.last_id AND s.mailing_id = of_mailing AND s.in_line
      ORDER BY s.id FOR UPDATE OF s SKIP LOCKED));
    UPDATE delivery_lines l SET taken_to = line.last_id WHERE l.mailing_id = of_mailing;
  ELSE
    DELETE FROM delivery_lines l WHERE l.mailing_id = of_mailing;
  END IF;
  RETURN taken;
END $$;

-- As before, and from the line. As long as there is one, half of a claim at most is what was put off: neither waits for the other.
CREATE OR REPLACE FUNCTION claim_deliveries(of_mailing uuid, most int, skipped text[])
RETURNS TABLE (id text, address text, address_key text, domain text, name text, tries int)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
#variable_conflict use_column
DECLARE
  has_line boolean;
  chosen bigint[];
BEGIN
  -- Before any row, as whoever cancels does: otherwise each could come to wait for the other.
  PERFORM FROM delivery_lines l WHERE l.mailing_id = of_mailing FOR UPDATE;
  has_line := FOUND;
  DELETE FROM delivery_claims c
  WHERE c.id IN (SELECT o.id FROM delivery_claims o WHERE o.mailing_id = of_mailing ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED)
    AND NOT is_in_hand(c);
  chosen := due_deliveries(of_mailing, CASE WHEN has_line THEN (most + 1) / 2 ELSE most END, skipped);
  IF has_line AND cardinality(chosen) < most THEN
    chosen := chosen || take_from_line(of_mailing, most - cardinality(chosen), skipped);
    IF cardinality(chosen) = 0 THEN
      -- What has left the line just now.
      chosen := due_deliveries(of_mailing, most, skipped);
    END IF;
  END IF;
  RETURN QUERY
  WITH taken AS (
    UPDATE deliveries d SET state = 'claimed', lease_until = now() + interval '5 minutes', tries = d.tries + 1, in_line = false
    WHERE d.id = ANY (chosen)
    RETURNING d.id, d.address, d.address_key, d.domain, d.member_id, d.tries),
  noted AS (
    INSERT INTO delivery_claims (mailing_id, deliveries)
    SELECT of_mailing, array_agg(t.id) FROM taken t HAVING count(*) > 0)
  SELECT t.id::text, t.address, t.address_key, t.domain, (SELECT r.display_name FROM members r WHERE r.id = t.member_id), t.tries
  FROM taken t;
END $$;
