-- AlterTable
ALTER TABLE "bookmarks" ADD COLUMN     "place" INTEGER,
ADD COLUMN     "place_of" INTEGER,
ADD COLUMN     "placed_at" TIMESTAMPTZ(3);

-- By hand: a place is in the text, and has a time.
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_place_in_text"
  CHECK ((place IS NULL) = (place_of IS NULL) AND (place IS NULL) = (placed_at IS NULL) AND (place IS NULL OR (place >= 0 AND place < place_of)));
