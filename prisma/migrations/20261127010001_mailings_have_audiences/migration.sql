-- AlterTable
ALTER TABLE "issue_approvals" ADD COLUMN     "audience_version" INTEGER;

-- AlterTable
ALTER TABLE "issues" ADD COLUMN     "audience_id" UUID;

-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "audience" JSONB,
ADD COLUMN     "is_narrowed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "audiences" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "who" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "audiences_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "issues_audience_id_idx" ON "issues"("audience_id");

-- AddForeignKey
ALTER TABLE "issues" ADD CONSTRAINT "issues_audience_id_fkey" FOREIGN KEY ("audience_id") REFERENCES "audiences"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- Of two audiences that can be chosen, none has the other's name.
CREATE UNIQUE INDEX audiences_one_of_a_name ON audiences (lower(name)) WHERE retired_at IS NULL;

-- From one place of sign-up to the next, and not through all consents.
CREATE INDEX consents_places ON consents (source) WHERE act <> 'withdrawn';

-- A version from before there were audiences may still be running. It knows nothing of them, and must not write to everybody what was
-- meant for some: what it would do fails, and is done by this version.
ALTER TABLE mailings ADD CONSTRAINT mailings_narrowed_before_they_go
  CHECK (audience IS NULL OR is_narrowed OR state IN ('scheduled', 'paused', 'cancelled'));

CREATE FUNCTION issues_keep_their_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM mailings m WHERE m.id = NEW.mailing_id AND m.audience ->> 'id' = NEW.audience_id::text) THEN
    RAISE EXCEPTION 'issue % is for an audience, and its mailing % is not', NEW.id, NEW.mailing_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER issues_keep_their_audience BEFORE UPDATE OF mailing_id ON issues FOR EACH ROW
WHEN (NEW.audience_id IS NOT NULL AND NEW.mailing_id IS NOT NULL AND NEW.mailing_id IS DISTINCT FROM OLD.mailing_id)
EXECUTE FUNCTION issues_keep_their_audience();
