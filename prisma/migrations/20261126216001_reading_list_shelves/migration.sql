-- AlterTable
ALTER TABLE "bookmarks" ADD COLUMN "archived_at" TIMESTAMPTZ(3),
ADD COLUMN "note" TEXT NOT NULL DEFAULT '',
ADD COLUMN "seen_at" TIMESTAMPTZ(3),
ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- By hand: each shelf in its order, without stepping over what stands on another.
CREATE INDEX bookmarks_unread ON bookmarks (member_id, saved_at DESC, story_id DESC) WHERE read_at IS NULL AND archived_at IS NULL;
CREATE INDEX bookmarks_read ON bookmarks (member_id, saved_at DESC, story_id DESC) WHERE read_at IS NOT NULL AND archived_at IS NULL;
CREATE INDEX bookmarks_archived ON bookmarks (member_id, saved_at DESC, story_id DESC) WHERE archived_at IS NOT NULL;

-- By hand: what a member may write is checked at the door; no hand in psql writes more.
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_within_bounds" CHECK (length(note) <= 5000 AND cardinality(tags) <= 20);

-- CreateTable
CREATE TABLE "story_wordings" (
    "id" UUID NOT NULL,
    "story_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "standfirst" TEXT NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "story_wordings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "story_wordings_story_id_replaced_at_idx" ON "story_wordings"("story_id", "replaced_at");

-- AddForeignKey
ALTER TABLE "story_wordings" ADD CONSTRAINT "story_wordings_story_id_fkey" FOREIGN KEY ("story_id") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was corrected until now stands in the audit log with both its wordings.
INSERT INTO "story_wordings" ("id", "story_id", "title", "standfirst", "replaced_at")
SELECT gen_random_uuid(), s.id, a.before->>'title', coalesce(a.before->>'standfirst', ''), a.at
FROM audit_entries a JOIN stories s ON s.id::text = a.subject_id
WHERE a.event = 'story.corrected' AND a.before->>'title' IS NOT NULL;

-- CreateTable
CREATE TABLE "reading_feeds" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reading_feeds_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reading_feeds_member_id_key" ON "reading_feeds"("member_id");

-- AddForeignKey
ALTER TABLE "reading_feeds" ADD CONSTRAINT "reading_feeds_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;
