-- AlterTable
ALTER TABLE "sign_in_requests" ADD COLUMN     "publisher_account" TEXT;

-- CreateTable
CREATE TABLE "publisher_arrivals" (
    "token_hash" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "said" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "intent_id" UUID,
    "good_until" TIMESTAMPTZ(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3),
    "forgotten_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publisher_arrivals_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" UUID NOT NULL,
    "public_key" JSONB NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "publisher_arrivals_secret_hash_key" ON "publisher_arrivals"("secret_hash");

-- CreateIndex
CREATE INDEX "publisher_arrivals_forgotten_at_idx" ON "publisher_arrivals"("forgotten_at");

-- CreateIndex
CREATE INDEX "signing_keys_signs_from_idx" ON "signing_keys"("signs_from" DESC);
