-- AlterTable
ALTER TABLE "reader_hits" ADD COLUMN     "mailing_id" UUID;

-- By hand: what Prisma cannot say.

-- The version before does not know the column.
CREATE FUNCTION fill_mailing_of_hit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT d.mailing_id INTO NEW.mailing_id FROM deliveries d WHERE d.id = NEW.delivery_id;
  RETURN NEW;
END $$;
CREATE TRIGGER reader_hits_fill_mailing BEFORE INSERT ON reader_hits FOR EACH ROW
WHEN (NEW.mailing_id IS NULL)
EXECUTE FUNCTION fill_mailing_of_hit();
