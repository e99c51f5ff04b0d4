-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "variant" INTEGER;

-- AlterTable
ALTER TABLE "issues" ADD COLUMN     "test" JSONB;

-- AlterTable
ALTER TABLE "mailing_counts" DROP CONSTRAINT "mailing_counts_pkey",
ADD COLUMN     "variant" INTEGER NOT NULL DEFAULT 0,
ADD CONSTRAINT "mailing_counts_pkey" PRIMARY KEY ("mailing_id", "link", "hour", "verdict", "rule", "variant");

-- CreateTable
CREATE TABLE "mailing_tests" (
    "mailing_id" UUID NOT NULL,
    "share" INTEGER NOT NULL,
    "wait_hours" INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    "otherwise" INTEGER NOT NULL,
    "decide_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "winner" INTEGER,
    "is_by_person" BOOLEAN NOT NULL DEFAULT false,
    "decided_by_id" UUID,
    "arms" JSONB,

    CONSTRAINT "mailing_tests_pkey" PRIMARY KEY ("mailing_id")
);

-- CreateTable
CREATE TABLE "mailing_variants" (
    "mailing_id" UUID NOT NULL,
    "variant" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "mailing_variants_pkey" PRIMARY KEY ("mailing_id","variant")
);

-- AddForeignKey
ALTER TABLE "mailing_tests" ADD CONSTRAINT "mailing_tests_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailing_variants" ADD CONSTRAINT "mailing_variants_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailing_tests"("mailing_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE mailing_tests ADD CONSTRAINT mailing_tests_by_known CHECK (by IN ('clicks', 'openings'));


-- What waits to be decided, every minute; of all mailings there are few.
CREATE INDEX mailing_tests_undecided ON mailing_tests (decide_at) WHERE decided_at IS NULL;
