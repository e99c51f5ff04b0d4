-- CreateTable
CREATE TABLE "word_lists" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "handling" TEXT NOT NULL,
    "guideline" TEXT NOT NULL,
    "words" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID,

    CONSTRAINT "word_lists_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "word_lists_name_key" ON "word_lists"("name");
