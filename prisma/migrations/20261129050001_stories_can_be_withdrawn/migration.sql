ALTER TABLE "stories" ADD COLUMN "may_return" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3);

-- Nobody comments on what was taken back, whatever was said of its talk.
CREATE OR REPLACE FUNCTION comments_close_at(story uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN s.withdrawn_at IS NOT NULL THEN s.withdrawn_at
    WHEN t.closing = 'open' THEN NULL
    WHEN t.closing = 'closed' THEN t.closes_at
    ELSE least(s.comments_closed_at, s.published_at + make_interval(hours => 24 * (
      SELECT nullif(greatest(0, least(36500, floor((h.value ->> 'closeAfterDays')::numeric)))::int, 0) FROM settings h
      WHERE h.key = 'comments' AND jsonb_typeof(h.value -> 'closeAfterDays') = 'number')))
  END
  FROM stories s LEFT JOIN talk_terms t ON t.story_id = s.id WHERE s.id = story
$$;

-- Processes keep what they know of a talk until it moves.
CREATE FUNCTION talks_move_with_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO talks (story_id, version, shown) VALUES (NEW.id, 1, 0)
  ON CONFLICT (story_id) DO UPDATE SET version = talks.version + 1;
  PERFORM pg_notify('talks', NEW.id::text);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER talks_move_with_stories AFTER UPDATE OF withdrawn_at ON stories
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at)
EXECUTE FUNCTION talks_move_with_story();
