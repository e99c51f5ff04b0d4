-- CreateTable
CREATE TABLE "list_imports" (
    "id" UUID NOT NULL,
    "newsletter_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "list_imports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "list_imports_newsletter_id_started_at_idx" ON "list_imports"("newsletter_id", "started_at" DESC);

-- AddForeignKey
ALTER TABLE "list_imports" ADD CONSTRAINT "list_imports_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- Of one file there is one import that is not finished.
CREATE UNIQUE INDEX list_imports_open ON list_imports (newsletter_id, fingerprint) WHERE finished_at IS NULL;
