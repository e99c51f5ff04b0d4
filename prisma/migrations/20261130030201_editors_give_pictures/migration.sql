-- CreateTable
CREATE TABLE "pictures" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "needed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pictures_pkey" PRIMARY KEY ("hash")
);

ALTER TABLE "pictures" ADD CONSTRAINT "pictures_are_small" CHECK (octet_length("bytes") <= 2097152);
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_kind" CHECK ("kind" IN ('jpg', 'png', 'gif'));
-- They are compressed already; trying again would cost each reading.
ALTER TABLE "pictures" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
