-- CreateEnum
CREATE TYPE "talk_closing" AS ENUM ('as_house', 'open', 'closed');

-- CreateEnum
CREATE TYPE "talk_reading" AS ENUM ('as_house', 'before', 'by_rules');

-- CreateEnum
CREATE TYPE "member_reading" AS ENUM ('as_house', 'before', 'trusted');

-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "picked_at" TIMESTAMPTZ(3),
ADD COLUMN     "pinned_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "talk_terms" (
    "story_id" UUID NOT NULL,
    "closing" "talk_closing" NOT NULL DEFAULT 'as_house',
    "closes_at" TIMESTAMPTZ(3),
    "words" TEXT,
    "reading" "talk_reading" NOT NULL DEFAULT 'as_house',
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,

    CONSTRAINT "talk_terms_pkey" PRIMARY KEY ("story_id")
);

-- CreateTable
CREATE TABLE "comment_member_terms" (
    "member_id" UUID NOT NULL,
    "reading" "member_reading" NOT NULL DEFAULT 'as_house',
    "note" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,

    CONSTRAINT "comment_member_terms_pkey" PRIMARY KEY ("member_id")
);

-- AddForeignKey
ALTER TABLE "talk_terms" ADD CONSTRAINT "talk_terms_story_id_fkey" FOREIGN KEY ("story_id") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_member_terms" ADD CONSTRAINT "comment_member_terms_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE "talk_terms" ADD CONSTRAINT "talk_terms_closed_from_a_moment" CHECK (("closing" = 'closed') = ("closes_at" IS NOT NULL));

-- From when on nobody can comment under a story; null when that is never. The one place that says so: rooms that may not know
-- each other ask it. A day is 24 hours here, whatever the zone of the session.
CREATE FUNCTION comments_close_at(story uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE t.closing
    WHEN 'open' THEN NULL
    WHEN 'closed' THEN t.closes_at
    ELSE least(s.comments_closed_at, s.published_at + make_interval(hours => 24 * (
      SELECT nullif((h.value ->> 'closeAfterDays')::int, 0) FROM settings h
      WHERE h.key = 'comments' AND jsonb_typeof(h.value -> 'closeAfterDays') = 'number')))
  END
  FROM stories s LEFT JOIN talk_terms t ON t.story_id = s.id WHERE s.id = story
$$;

-- What is pinned and what was picked, of the few that are.
CREATE INDEX comments_pinned ON comments (story_id, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX comments_picked ON comments (story_id, picked_at DESC, id DESC) WHERE picked_at IS NOT NULL AND state = 'published';

-- Both are shown to readers, so both move the version of the talk.
DROP TRIGGER talks_move_with_changes ON comments;
CREATE CONSTRAINT TRIGGER talks_move_with_changes AFTER UPDATE OF state, text, recommended, edited_at, pinned_at, picked_at ON comments
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN ((OLD.state, OLD.text, OLD.recommended, OLD.edited_at, OLD.pinned_at, OLD.picked_at)
  IS DISTINCT FROM (NEW.state, NEW.text, NEW.recommended, NEW.edited_at, NEW.pinned_at, NEW.picked_at))
EXECUTE FUNCTION talks_move();
