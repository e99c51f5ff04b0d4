-- CreateTable
CREATE TABLE "highlights" (
    "member_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "story_id" UUID NOT NULL,
    "exact" TEXT NOT NULL,
    "prefix" TEXT NOT NULL DEFAULT '',
    "suffix" TEXT NOT NULL DEFAULT '',
    "position_start" INTEGER NOT NULL,
    "position_end" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3),

    CONSTRAINT "highlights_pkey" PRIMARY KEY ("member_id","id")
);

-- CreateIndex
CREATE INDEX "highlights_member_id_story_id_position_start_idx" ON "highlights"("member_id", "story_id", "position_start");

-- CreateIndex
CREATE INDEX "highlights_member_id_made_at_id_idx" ON "highlights"("member_id", "made_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "highlights_story_id_idx" ON "highlights"("story_id");

-- AddForeignKey
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_story_id_fkey" FOREIGN KEY ("story_id") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what a member may write is checked at the door; no hand in psql writes more.
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_within_bounds"
  CHECK (length(exact) BETWEEN 1 AND 2000 AND length(prefix) <= 64 AND length(suffix) <= 64 AND length(note) <= 5000
         AND position_start >= 0 AND position_end > position_start);
