-- By hand: what Prisma cannot say. Who was in a series when it was ended has not had all of it.
ALTER TABLE series_entries DROP CONSTRAINT series_entries_end_known;
ALTER TABLE series_entries ADD CONSTRAINT series_entries_end_known
  CHECK ((ended_at IS NULL) = (ended_as IS NULL) AND (ended_as IS NULL OR ended_as IN ('finished', 'left', 'paying', 'ended')));
