-- AlterTable
ALTER TABLE "comment_decisions" ADD COLUMN     "before" "comment_state",
ADD COLUMN     "held_because" TEXT,
ADD COLUMN     "mailed_at" TIMESTAMPTZ(3),
ADD COLUMN     "note" TEXT,
ADD COLUMN     "waited_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "comment_mail_choices" (
    "member_id" UUID NOT NULL,
    "is_told_of_approvals" BOOLEAN NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_mail_choices_pkey" PRIMARY KEY ("member_id")
);

-- AddForeignKey
ALTER TABLE "comment_mail_choices" ADD CONSTRAINT "comment_mail_choices_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: nobody is mailed about what was decided before mails were sent.
UPDATE "comment_decisions" SET "mailed_at" = "decided_at";
