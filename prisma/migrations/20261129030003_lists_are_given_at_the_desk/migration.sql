-- CreateEnum
CREATE TYPE "kept_list_state" AS ENUM ('arriving', 'looking', 'looked', 'taking', 'stopped', 'taken', 'refused');

-- CreateTable
CREATE TABLE "kept_lists" (
    "id" UUID NOT NULL,
    "newsletter_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "choice" JSONB NOT NULL,
    "state" "kept_list_state" NOT NULL,
    "reason" TEXT,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "of_lines" INTEGER,
    "counts" JSONB,
    "problems" JSONB,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by_id" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kept_lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kept_list_pieces" (
    "list_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "kept_list_pieces_pkey" PRIMARY KEY ("list_id","part","number")
);

-- CreateIndex
CREATE INDEX "kept_lists_newsletter_id_given_at_idx" ON "kept_lists"("newsletter_id", "given_at" DESC);

-- CreateIndex
CREATE INDEX "kept_lists_changed_at_idx" ON "kept_lists"("changed_at");

-- AddForeignKey
ALTER TABLE "kept_lists" ADD CONSTRAINT "kept_lists_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kept_list_pieces" ADD CONSTRAINT "kept_list_pieces_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "kept_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE kept_list_pieces ADD CONSTRAINT kept_list_pieces_part_known CHECK (part IN ('list', 'problems'));
-- A piece of a file is read once or twice and then goes: packing it would cost more than it saves.
ALTER TABLE kept_list_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;
