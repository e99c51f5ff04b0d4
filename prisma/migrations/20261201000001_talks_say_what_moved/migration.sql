-- A talk says which of its threads moved lately, the last one first, so that who has a page of an earlier version reads only
-- those again. What moves the version without saying so leaves `moved_to` behind it, and then nothing is known of what moved.
ALTER TABLE "talks" ADD COLUMN "moved_threads" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN "moved_to" INTEGER NOT NULL DEFAULT 0;

-- As before, but for the end: a comment that was pinned or picked, or is not any more, moves more than its thread.
CREATE OR REPLACE FUNCTION talks_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c comments;
  step int := 0;
BEGIN
  IF TG_OP = 'DELETE' THEN c := OLD; ELSE c := NEW; END IF;
  IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN step := step - 1; END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN step := step + 1; END IF;
  -- What waits, or was rejected, and was never answered is shown to nobody.
  IF step = 0 AND c.state <> 'published' AND NOT (SELECT coalesce(bool_or(stands), false) FROM comments WHERE id = c.id) THEN
    RETURN NULL;
  END IF;
  IF step <> 0 AND c.parent_id IS NOT NULL THEN
    IF c.parent_id = c.thread_id THEN
      UPDATE comments SET answered = answered + step, below = below + step WHERE id = c.thread_id;
    ELSE
      UPDATE comments SET answered = answered + step WHERE id = c.parent_id;
      UPDATE comments SET below = below + step WHERE id = c.thread_id;
    END IF;
  END IF;
  IF step <> 0 AND (c.pinned_at IS NOT NULL OR c.picked_at IS NOT NULL)
     OR TG_OP = 'UPDATE' AND (OLD.pinned_at, OLD.picked_at) IS DISTINCT FROM (NEW.pinned_at, NEW.picked_at) THEN
    UPDATE talks SET version = version + 1, shown = shown + step WHERE story_id = c.story_id;
  ELSE
    UPDATE talks SET
      version = version + 1, shown = shown + step, moved_to = version + 1,
      moved_threads = coalesce(c.thread_id, c.id) || CASE WHEN moved_to = version THEN moved_threads[1:15] END
    WHERE story_id = c.story_id;
  END IF;
  IF NOT FOUND THEN
    INSERT INTO talks (story_id, version, shown) SELECT id, 1, step FROM stories WHERE id = c.story_id
    ON CONFLICT (story_id) DO UPDATE SET version = talks.version + 1, shown = talks.shown + excluded.shown;
  END IF;
  PERFORM pg_notify('talks', c.story_id::text);
  RETURN NULL;
END $$;
