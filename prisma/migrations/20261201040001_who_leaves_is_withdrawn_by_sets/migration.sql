-- Takes back consents of many who leave at the same time (lib/members/withdraw.ts), as one transaction that needs no word in between;
-- gives back the numbers of those that changed something, from 1. The locks are those of opt-ins, by member and topic, which is the order in which all take
-- them; what stands is read behind them, by a statement of its own.
-- With may_end, nothing is done and 0 comes back where a server asked to be told of it: the caller does it again, in a transaction that
-- goes on with that.
CREATE FUNCTION consents_withdraw(
  members uuid[], topics text[], sources text[], kinds text[], actors uuid[], consent_ids uuid[], note_ids uuid[], requests text[],
  ats timestamptz[], may_end boolean)
RETURNS SETOF int
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  IF may_end AND EXISTS (SELECT FROM webhook_endpoints w WHERE w.paused_at IS NULL AND 'consent.withdrawn' = ANY (w.events)) THEN
    RETURN NEXT 0;
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(k.key, 11))
  FROM (SELECT DISTINCT (q.member || ':' || q.topic) COLLATE "C" AS key FROM unnest(members, topics) q (member, topic) ORDER BY 1) k;
  RETURN QUERY
  WITH asked AS (
    SELECT DISTINCT ON (member_id, topic) *
    FROM unnest(members, topics, sources, kinds, actors, consent_ids, note_ids, requests, ats)
      WITH ORDINALITY q (member_id, topic, source, actor_kind, actor_id, consent_id, note_id, request_id, at, nth)
    ORDER BY member_id, topic, nth),
  standing AS (
    SELECT asked.*, s.wording, s.wording_version
    FROM asked CROSS JOIN LATERAL (
      SELECT c.wording, c.wording_version FROM consent_standings x JOIN consents c ON c.id = x.consent_id
      WHERE x.member_id = asked.member_id AND x.topic = asked.topic AND x.act <> 'withdrawn' LIMIT 1) s),
  written AS (
    INSERT INTO consents (id, member_id, topic, act, wording, wording_version, source, request_id, at)
    SELECT consent_id, member_id, topic, 'withdrawn', wording, wording_version, source, request_id, at FROM standing),
  noted AS (
    INSERT INTO audit_entries (id, at, actor_kind, actor_id, event, subject_kind, subject_id, after, request_id)
    SELECT note_id, at, actor_kind, actor_id, 'consent.withdrawn', 'member', member_id::text,
           jsonb_build_object('topic', topic, 'source', source), request_id FROM standing)
  SELECT nth::int FROM standing;
END $$;
