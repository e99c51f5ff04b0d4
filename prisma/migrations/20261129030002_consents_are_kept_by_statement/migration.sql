-- By hand: where a consent stands is its newest line, always. Of many lines that are written at once by one statement for all of them,
-- because a trigger for each of a million lines costs as much again as the lines.
CREATE FUNCTION keep_consent_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_standings (member_id, topic, act, consent_id, since, confirmed_at)
  SELECT DISTINCT ON (member_id, topic) member_id, topic, act, id, at, CASE WHEN act = 'confirmed' THEN at END
  FROM added ORDER BY member_id, topic, at DESC, id DESC
  ON CONFLICT (member_id, topic) DO UPDATE
    SET act = EXCLUDED.act, consent_id = EXCLUDED.consent_id, since = EXCLUDED.since, confirmed_at = EXCLUDED.confirmed_at;
  RETURN NULL;
END $$;
DROP TRIGGER consents_keep_standing ON consents;
DROP FUNCTION keep_consent_standing();
CREATE TRIGGER consents_keep_standings AFTER INSERT ON consents REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_consent_standings();
