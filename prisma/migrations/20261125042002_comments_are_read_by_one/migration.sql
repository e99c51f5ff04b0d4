-- CreateTable
CREATE TABLE "comment_claims" (
    "comment_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_claims_pkey" PRIMARY KEY ("comment_id")
);

-- CreateIndex
CREATE INDEX "comment_claims_member_id_idx" ON "comment_claims"("member_id");

-- AddForeignKey
ALTER TABLE "comment_claims" ADD CONSTRAINT "comment_claims_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_claims" ADD CONSTRAINT "comment_claims_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

-- What waits, in its order, however much is said beside it.
DROP INDEX "comments_held";
CREATE INDEX "comments_waiting" ON "comments" (coalesce("held_at", "created_at"), "id") WHERE "state" = 'held';
