-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('queued', 'sent', 'bounced', 'expired', 'suppressed');

-- AlterTable
ALTER TABLE "mail_returns" ADD COLUMN     "prompt_id" UUID;

-- CreateTable
CREATE TABLE "message_templates" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'en',
    "subject" TEXT NOT NULL,
    "preview" TEXT NOT NULL DEFAULT '',
    "document" JSONB NOT NULL,
    "fields" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_id" UUID,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "template_version" INTEGER NOT NULL,
    "member_id" UUID,
    "address" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "subject" TEXT,
    "html" TEXT,
    "text" TEXT,
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "state" "message_state" NOT NULL DEFAULT 'queued',
    "reason" TEXT,
    "answer" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "asked_by_id" UUID NOT NULL,
    "once_name" TEXT,
    "fingerprint" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "useful_until" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "message_templates_name_key" ON "message_templates"("name");

-- CreateIndex
CREATE INDEX "messages_created_at_id_idx" ON "messages"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "messages_template_id_created_at_idx" ON "messages"("template_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "messages_address_key_created_at_idx" ON "messages"("address_key", "created_at");

-- CreateIndex
CREATE INDEX "messages_member_id_idx" ON "messages"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_asked_by_id_once_name_key" ON "messages"("asked_by_id", "once_name");

-- CreateIndex
CREATE INDEX "mail_returns_prompt_id_idx" ON "mail_returns"("prompt_id");

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "message_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.

ALTER TABLE message_templates ADD CONSTRAINT message_templates_are_transactional CHECK (kind = 'transactional');

-- The words of a mail are kept until it has gone, and no longer.
ALTER TABLE messages ADD CONSTRAINT messages_forget_their_words
  CHECK (state = 'queued' OR (subject IS NULL AND html IS NULL AND text IS NULL));
