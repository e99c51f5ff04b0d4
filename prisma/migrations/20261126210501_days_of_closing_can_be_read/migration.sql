-- A number of days that somebody wrote into the settings by hand, broken or far too large, must not take every story down with it.
CREATE OR REPLACE FUNCTION comments_close_at(story uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE t.closing
    WHEN 'open' THEN NULL
    WHEN 'closed' THEN t.closes_at
    ELSE least(s.comments_closed_at, s.published_at + make_interval(hours => 24 * (
      SELECT nullif(greatest(0, least(36500, floor((h.value ->> 'closeAfterDays')::numeric)))::int, 0) FROM settings h
      WHERE h.key = 'comments' AND jsonb_typeof(h.value -> 'closeAfterDays') = 'number')))
  END
  FROM stories s LEFT JOIN talk_terms t ON t.story_id = s.id WHERE s.id = story
$$;
