-- Reading at size: a page of a talk costs the same however much was said, and says which version of it was read.

CREATE TABLE "talks" (
    "story_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "shown" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "talks_pkey" PRIMARY KEY ("story_id")
);
ALTER TABLE "talks" ADD CONSTRAINT "talks_story_id_fkey" FOREIGN KEY ("story_id") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "comments" ADD COLUMN "thread_id" UUID,
ADD COLUMN "answered" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "below" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "comment_recommendations" ADD COLUMN "story_id" UUID;

-- What was said before.
WITH RECURSIVE tree AS (
  SELECT id, id AS top FROM comments WHERE parent_id IS NULL
  UNION ALL SELECT c.id, t.top FROM comments c JOIN tree t ON c.parent_id = t.id
) UPDATE comments c SET thread_id = t.top FROM tree t WHERE t.id = c.id AND c.parent_id IS NOT NULL;
UPDATE comments c SET answered = a.count
FROM (SELECT parent_id, count(*) FROM comments WHERE state = 'published' AND parent_id IS NOT NULL GROUP BY parent_id) a WHERE a.parent_id = c.id;
UPDATE comments c SET below = b.count
FROM (SELECT thread_id, count(*) FROM comments WHERE state = 'published' AND thread_id IS NOT NULL GROUP BY thread_id) b WHERE b.thread_id = c.id;
UPDATE comment_recommendations r SET story_id = c.story_id FROM comments c WHERE c.id = r.comment_id;
INSERT INTO talks (story_id, version, shown)
SELECT story_id, 1, count(*) FILTER (WHERE state = 'published') FROM comments GROUP BY story_id;

-- A column of its own, because an index that named the counts would be written at every answer.
ALTER TABLE "comments" ADD COLUMN "stands" BOOLEAN NOT NULL
GENERATED ALWAYS AS (state = 'published' OR answered > 0 OR below > 0) STORED;

-- The threads of a story in each of their orders, the replies of a thread, and the newest of both. What does not stand is in
-- none of them, so a page does not have to step over what was rejected.
DROP INDEX comments_threads_by_time, comments_threads_by_recommendation, comments_published_count;
CREATE INDEX comments_threads_by_time ON comments (story_id, created_at DESC, id DESC) WHERE parent_id IS NULL AND stands;
CREATE INDEX comments_threads_by_recommendation ON comments (story_id, recommended DESC, created_at DESC, id DESC) WHERE parent_id IS NULL AND stands;
CREATE INDEX comments_latest ON comments (story_id, published_at DESC NULLS LAST, id DESC) WHERE state = 'published';
CREATE INDEX comments_replies ON comments (thread_id, created_at, id) WHERE thread_id IS NOT NULL AND stands;
CREATE INDEX "comments_author_id_story_id_created_at_idx" ON "comments"("author_id", "story_id", "created_at" DESC);
DROP INDEX "comment_recommendations_member_id_idx";
CREATE INDEX "comment_recommendations_member_id_story_id_at_idx" ON "comment_recommendations"("member_id", "story_id", "at" DESC);

CREATE FUNCTION comments_thread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.thread_id := (SELECT coalesce(p.thread_id, p.id) FROM comments p WHERE p.id = NEW.parent_id);
  RETURN NEW;
END $$;
CREATE TRIGGER comments_thread BEFORE INSERT ON comments
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION comments_thread();

CREATE FUNCTION comment_recommendations_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.story_id := (SELECT c.story_id FROM comments c WHERE c.id = NEW.comment_id);
  RETURN NEW;
END $$;
CREATE TRIGGER comment_recommendations_story BEFORE INSERT ON comment_recommendations
FOR EACH ROW EXECUTE FUNCTION comment_recommendations_story();

-- Moves what hangs on a comment that was posted, changed or deleted: the counts above it, the talk's count and version. It
-- runs at the very end of a transaction, so that the talk's row, which all writers of a story share, is held for no longer
-- than the commit takes. Rows are taken upwards, from an answer to the top and then the talk, so no two wait for each other.
CREATE FUNCTION talks_move() RETURNS trigger LANGUAGE plpgsql AS $$
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
  UPDATE talks SET version = version + 1, shown = shown + step WHERE story_id = c.story_id;
  IF NOT FOUND THEN
    INSERT INTO talks (story_id, version, shown) SELECT id, 1, step FROM stories WHERE id = c.story_id
    ON CONFLICT (story_id) DO UPDATE SET version = talks.version + 1, shown = talks.shown + excluded.shown;
  END IF;
  PERFORM pg_notify('talks', c.story_id::text);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER talks_move_with_posts AFTER INSERT OR DELETE ON comments
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION talks_move();
CREATE CONSTRAINT TRIGGER talks_move_with_changes AFTER UPDATE OF state, text, recommended, edited_at ON comments
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN ((OLD.state, OLD.text, OLD.recommended, OLD.edited_at) IS DISTINCT FROM (NEW.state, NEW.text, NEW.recommended, NEW.edited_at))
EXECUTE FUNCTION talks_move();

-- A name, a role in the newsroom and a ban are shown, or may come to be, with everything that somebody said.
CREATE FUNCTION talks_move_of(author uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  moved uuid;
BEGIN
  FOR moved IN
    SELECT story_id FROM talks
    WHERE story_id IN (SELECT c.story_id FROM comments c WHERE c.author_id = author AND c.state = 'published')
    ORDER BY story_id FOR NO KEY UPDATE
  LOOP
    UPDATE talks SET version = version + 1 WHERE story_id = moved;
    PERFORM pg_notify('talks', moved::text);
  END LOOP;
END $$;
CREATE FUNCTION talks_move_with_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM talks_move_of(NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER talks_move_with_members AFTER UPDATE OF display_name, banned_at ON members
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN ((OLD.display_name, OLD.banned_at) IS DISTINCT FROM (NEW.display_name, NEW.banned_at))
EXECUTE FUNCTION talks_move_with_member();
CREATE FUNCTION talks_move_with_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN PERFORM talks_move_of(OLD.member_id); ELSE PERFORM talks_move_of(NEW.member_id); END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER talks_move_with_grants AFTER INSERT OR UPDATE OR DELETE ON staff_grants
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION talks_move_with_grant();
