-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "from_address" TEXT;

-- AlterTable
ALTER TABLE "newsletters" ADD COLUMN     "from_address" TEXT,
ADD COLUMN     "from_name" TEXT;
