-- CreateTable
CREATE TABLE "provider_sizes" (
    "provider" TEXT NOT NULL,
    "largest" BIGINT NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_sizes_pkey" PRIMARY KEY ("provider")
);
