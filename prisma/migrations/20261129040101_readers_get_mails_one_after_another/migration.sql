-- CreateEnum
CREATE TYPE "series_state" AS ENUM ('draft', 'on', 'paused', 'ended');

-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "grows" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "series" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "newsletter_id" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" "series_state" NOT NULL DEFAULT 'draft',
    "state_reason" TEXT,
    "on_since" TIMESTAMPTZ(3),
    "restarts" BOOLEAN NOT NULL DEFAULT false,
    "skips_paying" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series_steps" (
    "id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "wait_hours" INTEGER NOT NULL,
    "at_hour" INTEGER,
    "subject" TEXT NOT NULL DEFAULT '',
    "preview" TEXT NOT NULL DEFAULT '',
    "document" JSONB NOT NULL,
    "is_draft" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_out_at" TIMESTAMPTZ(3),
    "mailing_id" UUID,

    CONSTRAINT "series_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series_entries" (
    "series_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "consent_id" UUID NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "next_step_id" UUID,
    "next_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_as" TEXT,

    CONSTRAINT "series_entries_pkey" PRIMARY KEY ("series_id","member_id","round")
);

-- CreateTable
CREATE TABLE "series_passages" (
    "step_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "series_id" UUID NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "delivery_id" BIGINT,

    CONSTRAINT "series_passages_pkey" PRIMARY KEY ("step_id","member_id","round")
);

-- CreateIndex
CREATE INDEX "series_newsletter_id_idx" ON "series"("newsletter_id");

-- CreateIndex
CREATE UNIQUE INDEX "series_steps_mailing_id_key" ON "series_steps"("mailing_id");

-- CreateIndex
CREATE INDEX "series_steps_series_id_position_idx" ON "series_steps"("series_id", "position");

-- CreateIndex
CREATE INDEX "series_entries_member_id_idx" ON "series_entries"("member_id");

-- CreateIndex
CREATE INDEX "series_passages_series_id_member_id_idx" ON "series_passages"("series_id", "member_id");

-- CreateIndex
CREATE INDEX "series_passages_member_id_idx" ON "series_passages"("member_id");

-- CreateIndex
CREATE INDEX "series_passages_delivery_id_idx" ON "series_passages"("delivery_id");

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_steps" ADD CONSTRAINT "series_steps_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_steps" ADD CONSTRAINT "series_steps_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_entries" ADD CONSTRAINT "series_entries_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_entries" ADD CONSTRAINT "series_entries_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_passages" ADD CONSTRAINT "series_passages_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "series_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_passages" ADD CONSTRAINT "series_passages_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_passages" ADD CONSTRAINT "series_passages_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE series ADD CONSTRAINT series_trigger_known CHECK (trigger IN ('joined_newsletter', 'became_member', 'plan_began'));
ALTER TABLE series_entries ADD CONSTRAINT series_entries_end_known
  CHECK ((ended_at IS NULL) = (ended_as IS NULL) AND (ended_as IS NULL OR ended_as IN ('finished', 'left', 'paying')));

-- Who is due, each minute; and of whom it is not worked out yet what is next.
CREATE INDEX series_entries_due ON series_entries (series_id, next_step_id, next_at) WHERE ended_at IS NULL;

-- Who has confirmed something lately. Of a million who have, a run asks for the few since it was switched on.
CREATE INDEX consent_standings_lately ON consent_standings (topic, confirmed_at) WHERE act = 'confirmed';

-- When a step is due: so long after a moment, and then at the next such hour of the reader's own clock, where one is asked for. An hour that
-- their clocks skip is one hour later. Whose zone nobody knows has the publication's.
CREATE FUNCTION series_due(base timestamptz, wait_hours int, at_hour int, zone text, otherwise text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
  wall timestamp;
  day timestamp;
BEGIN
  IF at_hour IS NULL THEN
    RETURN base + make_interval(hours => wait_hours);
  END IF;
  wall := (base + make_interval(hours => wait_hours)) AT TIME ZONE coalesce(zone, otherwise);
  day := date_trunc('day', wall) + make_interval(hours => at_hour);
  IF day < wall THEN
    day := day + interval '1 day';
  END IF;
  RETURN day AT TIME ZONE coalesce(zone, otherwise);
EXCEPTION WHEN invalid_parameter_value THEN
  IF zone IS NULL THEN
    RETURN base + make_interval(hours => wait_hours);
  END IF;
  RETURN series_due(base, wait_hours, at_hour, NULL, otherwise);
END $$;
