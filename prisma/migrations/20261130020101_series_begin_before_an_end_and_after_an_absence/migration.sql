-- AlterTable
ALTER TABLE "members" ADD COLUMN     "last_seen_on" DATE;

-- AlterTable
ALTER TABLE "series" ADD COLUMN     "looked_at" TIMESTAMPTZ(3),
ADD COLUMN     "trigger_days" INTEGER;

-- AlterTable
ALTER TABLE "series_entries" ADD COLUMN     "about" TIMESTAMPTZ(3);

-- By hand: when somebody was last here, as far as it is known, before the index on it is made.
UPDATE members m SET last_seen_on = s.day
FROM (SELECT member_id, max((coalesce(seen_at, created_at) AT TIME ZONE 'UTC')::date) AS day FROM sessions GROUP BY member_id) s
WHERE s.member_id = m.id;

-- CreateIndex
CREATE INDEX "members_last_seen_on_idx" ON "members"("last_seen_on");

-- CreateIndex
CREATE INDEX "memberships_ends_at_idx" ON "memberships"("ends_at");

-- CreateIndex
CREATE INDEX "memberships_trial_ends_at_idx" ON "memberships"("trial_ends_at");

-- By hand: what Prisma cannot say.

ALTER TABLE series DROP CONSTRAINT series_trigger_known;
ALTER TABLE series ADD CONSTRAINT series_trigger_known
  CHECK (trigger IN ('joined_newsletter', 'became_member', 'plan_began', 'plan_ends', 'trial_ends', 'away'));
ALTER TABLE series ADD CONSTRAINT series_days_known
  CHECK ((trigger IN ('plan_ends', 'trial_ends', 'away')) = (trigger_days IS NOT NULL) AND trigger_days BETWEEN 1 AND 365);
ALTER TABLE series_entries DROP CONSTRAINT series_entries_end_known;
ALTER TABLE series_entries ADD CONSTRAINT series_entries_end_known
  CHECK ((ended_at IS NULL) = (ended_as IS NULL)
         AND (ended_as IS NULL OR ended_as IN ('finished', 'left', 'paying', 'ended', 'moved', 'back')));

-- When a device of somebody's was here is written down every quarter of an hour at most; their day is moved with the first of a day. It
-- outlives the device's row, which goes when they sign out.
CREATE FUNCTION keep_last_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  day date := (coalesce(NEW.seen_at, NEW.created_at) AT TIME ZONE 'UTC')::date;
BEGIN
  UPDATE members SET last_seen_on = day WHERE id = NEW.member_id AND (last_seen_on IS NULL OR last_seen_on < day);
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_keep_last_seen AFTER INSERT OR UPDATE OF seen_at ON sessions FOR EACH ROW EXECUTE FUNCTION keep_last_seen();
