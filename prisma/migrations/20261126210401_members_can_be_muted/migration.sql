-- CreateTable
CREATE TABLE "comment_mutes" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "muted_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_mutes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "comment_mutes_muted_id_idx" ON "comment_mutes"("muted_id");

-- CreateIndex
CREATE UNIQUE INDEX "comment_mutes_member_id_muted_id_key" ON "comment_mutes"("member_id", "muted_id");

-- AddForeignKey
ALTER TABLE "comment_mutes" ADD CONSTRAINT "comment_mutes_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_mutes" ADD CONSTRAINT "comment_mutes_muted_id_fkey" FOREIGN KEY ("muted_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE "comment_mutes" ADD CONSTRAINT "comment_mutes_of_another" CHECK ("member_id" <> "muted_id");
