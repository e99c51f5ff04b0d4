-- AlterTable
ALTER TABLE "members" ADD COLUMN     "language" TEXT;

-- AlterTable
ALTER TABLE "newsletters" ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en';
