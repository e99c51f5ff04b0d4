-- CreateTable
CREATE TABLE "workers" (
    "id" UUID NOT NULL,
    "pools" TEXT[],
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);
