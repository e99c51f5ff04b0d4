-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "figures" TEXT;

-- CreateTable
CREATE TABLE "mailing_leaves" (
    "delivery_id" BIGINT NOT NULL,
    "mailing_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailing_leaves_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "mailing_links" (
    "mailing_id" UUID NOT NULL,
    "link" INTEGER NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "mailing_links_pkey" PRIMARY KEY ("mailing_id","link")
);

-- CreateTable
CREATE TABLE "mailing_counts" (
    "mailing_id" UUID NOT NULL,
    "link" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "rule" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "firsts" INTEGER NOT NULL,

    CONSTRAINT "mailing_counts_pkey" PRIMARY KEY ("mailing_id","link","hour","verdict","rule")
);

-- CreateTable
CREATE TABLE "reader_hits" (
    "delivery_id" BIGINT NOT NULL,
    "member_id" UUID NOT NULL,
    "link" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "rule" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reader_hits_pkey" PRIMARY KEY ("delivery_id","link","verdict")
);

-- CreateIndex
CREATE INDEX "mailing_leaves_mailing_id_idx" ON "mailing_leaves"("mailing_id");

-- CreateIndex
CREATE INDEX "reader_hits_member_id_idx" ON "reader_hits"("member_id");

-- AddForeignKey
ALTER TABLE "mailing_leaves" ADD CONSTRAINT "mailing_leaves_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mailing_links" ADD CONSTRAINT "mailing_links_mailing_id_fkey" FOREIGN KEY ("mailing_id") REFERENCES "mailings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_hits" ADD CONSTRAINT "reader_hits_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reader_hits" ADD CONSTRAINT "reader_hits_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE mailings ADD CONSTRAINT mailings_figures_known CHECK (figures IN ('aggregate', 'per_reader'));
ALTER TABLE mailing_counts ADD CONSTRAINT mailing_counts_verdict_known CHECK (verdict IN ('human', 'proxy', 'machine'));
ALTER TABLE reader_hits ADD CONSTRAINT reader_hits_verdict_known CHECK (verdict IN ('human', 'proxy', 'machine'));

-- Whoever takes the consent back, by whichever way, takes with it what was kept on the strength of it. On the standing and not on
-- the ledger: what writes hits holds the standing while it does, so nothing of theirs comes in behind this.
CREATE FUNCTION forget_reader_hits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM reader_hits WHERE member_id = NEW.member_id;
  RETURN NULL;
END $$;
CREATE TRIGGER consent_standings_forget_hits AFTER UPDATE ON consent_standings FOR EACH ROW
WHEN (NEW.topic = 'mail-figures' AND NEW.act <> 'confirmed')
EXECUTE FUNCTION forget_reader_hits();
