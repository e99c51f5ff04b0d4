-- CreateEnum
CREATE TYPE "erasure_extent" AS ENUM ('everything', 'keep_comments');

-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "identity_proofs" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_proofs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_exports" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "ready_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "file" BYTEA,

    CONSTRAINT "member_exports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erasures" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "extent" "erasure_extent" NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "identity_proofs_member_id_idx" ON "identity_proofs"("member_id");

-- CreateIndex
CREATE INDEX "identity_proofs_session_id_purpose_created_at_idx" ON "identity_proofs"("session_id", "purpose", "created_at" DESC);

-- CreateIndex
CREATE INDEX "member_exports_member_id_asked_at_idx" ON "member_exports"("member_id", "asked_at" DESC);

-- CreateIndex
CREATE INDEX "member_exports_asked_at_idx" ON "member_exports"("asked_at");

-- CreateIndex
CREATE UNIQUE INDEX "erasures_member_id_key" ON "erasures"("member_id");

-- CreateIndex
CREATE INDEX "erasures_due_at_idx" ON "erasures"("due_at");

-- AddForeignKey
ALTER TABLE "identity_proofs" ADD CONSTRAINT "identity_proofs_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity_proofs" ADD CONSTRAINT "identity_proofs_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_exports" ADD CONSTRAINT "member_exports_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- Who has no account wrote elsewhere, or was erased. It asks for less than the one before, so every row meets it already, and a
-- table of millions is not read under a lock to say so.
ALTER TABLE "comments" DROP CONSTRAINT "comments_have_an_author";
ALTER TABLE "comments" ADD CONSTRAINT "comments_have_an_author"
  CHECK ("author_id" IS NOT NULL OR "imported_from" IS NOT NULL OR "erased_at" IS NOT NULL) NOT VALID;

-- The audit log stays append-only, with one exception: what an entry says of somebody who was erased can be blanked. That it
-- happened, when and by whom (an id, which names nobody any more) stays.
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.before IS NULL AND NEW.after IS NULL
     AND (NEW.id, NEW.at, NEW.actor_id, NEW.actor_kind, NEW.event, NEW.subject_kind, NEW.subject_id, NEW.request_id)
         IS NOT DISTINCT FROM
         (OLD.id, OLD.at, OLD.actor_id, OLD.actor_kind, OLD.event, OLD.subject_kind, OLD.subject_id, OLD.request_id)
     AND (CASE OLD.subject_kind
           WHEN 'member' THEN NOT EXISTS (SELECT 1 FROM members WHERE id = OLD.subject_id::uuid)
           WHEN 'comment' THEN EXISTS (SELECT 1 FROM comments WHERE id = OLD.subject_id::uuid AND erased_at IS NOT NULL)
           ELSE false
         END)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'restrict_violation';
END $$;
