-- Takes the readers of mails off their lists, many at a time (lib/delivery/leave.ts), with a line for each in the figures of its mailing:
-- one call and one transaction instead of three. Gives back the numbers of those mails that are there, from 1, with their lists. A kind of
-- null is that of the mail's own reader, for whoever holds its token acts as them.
-- Where a server asked to be told of it nothing is done and 0 comes back, as consents_withdraw() does it.
CREATE FUNCTION mails_leave(
  mails bigint[], sources text[], kinds text[], actors uuid[], consent_ids uuid[], note_ids uuid[], requests text[], ats timestamptz[])
RETURNS TABLE (mail_nth int, list text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  found record;
  changed int[];
BEGIN
  SELECT array_agg(q.nth::int) AS nths, array_agg(d.id) AS ids, array_agg(d.mailing_id) AS mailings, array_agg(d.member_id) AS members,
         array_agg(m.topic) AS topics, array_agg(q.source) AS sources, array_agg(coalesce(q.kind, 'member')) AS kinds,
         array_agg(CASE WHEN q.kind IS NULL THEN d.member_id ELSE q.actor END) AS actors, array_agg(q.consent_id) AS consent_ids,
         array_agg(q.note_id) AS note_ids, array_agg(q.request) AS requests, array_agg(q.at) AS ats
  INTO found
  FROM unnest(mails, sources, kinds, actors, consent_ids, note_ids, requests, ats)
    WITH ORDINALITY q (mail, source, kind, actor, consent_id, note_id, request, at, nth)
  JOIN deliveries d ON d.id = q.mail JOIN mailings m ON m.id = d.mailing_id
  WHERE d.member_id IS NOT NULL;
  IF found.nths IS NULL THEN
    RETURN;
  END IF;
  changed := ARRAY(SELECT consents_withdraw(found.members, found.topics, found.sources, found.kinds, found.actors, found.consent_ids,
                                            found.note_ids, found.requests, found.ats, true));
  IF changed[1] = 0 THEN
    RETURN QUERY SELECT 0, NULL::text;
    RETURN;
  END IF;
  INSERT INTO mailing_leaves (delivery_id, mailing_id)
  SELECT (found.ids)[n], (found.mailings)[n] FROM unnest(changed) n ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT * FROM unnest(found.nths, found.topics);
END $$;
