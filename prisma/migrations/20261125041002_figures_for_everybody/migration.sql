-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "held_by" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "comment_appeals_at_idx" ON "comment_appeals"("at");

-- CreateIndex
CREATE INDEX "comment_bans_since_idx" ON "comment_bans"("since");

-- CreateIndex
CREATE INDEX "comment_bans_ended_at_idx" ON "comment_bans"("ended_at");

-- CreateIndex
CREATE INDEX "comment_decisions_decided_at_idx" ON "comment_decisions"("decided_at");

-- CreateIndex
CREATE INDEX "comment_reports_at_idx" ON "comment_reports"("at");

-- By hand: what stopped the comments from before, as far as it is still known.
UPDATE "comments" c SET "held_by" = CASE known.because
    WHEN 'check-failed' THEN ARRAY['check-failed']
    ELSE coalesce((SELECT array_agg(DISTINCT f ->> 'rule') FROM jsonb_array_elements(c.findings) f), ARRAY['rules']) END
FROM (
  SELECT o.id, coalesce((SELECT d.held_because FROM comment_decisions d WHERE d.comment_id = o.id AND d.held_because IS NOT NULL
                         ORDER BY d.decided_at LIMIT 1), o.held_because) AS because
  FROM comments o
) known
WHERE known.id = c.id AND known.because IN ('rules', 'check-failed');
-- Most comments are published at once, and are in no part of this index.
CREATE INDEX "comments_held_first" ON "comments"("created_at") INCLUDE ("held_by") WHERE "held_by" <> '{}';
