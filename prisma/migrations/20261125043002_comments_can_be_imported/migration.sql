-- AlterTable
ALTER TABLE "comments" ADD COLUMN     "author_name" TEXT,
ADD COLUMN     "imported_from" TEXT,
ALTER COLUMN "author_id" DROP NOT NULL;

-- By hand: what Prisma cannot say.

-- Who has no account wrote elsewhere: nothing that is said here is without its author.
ALTER TABLE "comments" ADD CONSTRAINT "comments_have_an_author" CHECK ("author_id" IS NOT NULL OR "imported_from" IS NOT NULL);
