-- AlterTable
ALTER TABLE "issues" ADD COLUMN     "document" JSONB;

-- CreateTable
CREATE TABLE "issue_steps" (
    "id" UUID NOT NULL,
    "issue_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "preview" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "is_step" BOOLEAN NOT NULL,
    "is_aside" BOOLEAN NOT NULL DEFAULT false,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_id" UUID,

    CONSTRAINT "issue_steps_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "issue_steps_issue_id_saved_at_id_idx" ON "issue_steps"("issue_id", "saved_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "issue_steps" ADD CONSTRAINT "issue_steps_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "issues"("id") ON DELETE CASCADE ON UPDATE CASCADE;
