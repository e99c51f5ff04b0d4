-- AlterTable
ALTER TABLE "bookmarks" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "reading_reminders" (
    "member_id" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "mail_id" UUID,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken_to" TIMESTAMPTZ(3),

    CONSTRAINT "reading_reminders_pkey" PRIMARY KEY ("member_id")
);

-- CreateIndex
CREATE INDEX "reading_reminders_next_at_idx" ON "reading_reminders"("next_at");

-- AddForeignKey
ALTER TABLE "reading_reminders" ADD CONSTRAINT "reading_reminders_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a day of the week.
ALTER TABLE "reading_reminders" ADD CONSTRAINT "reading_reminders_weekday" CHECK (weekday BETWEEN 1 AND 7);
