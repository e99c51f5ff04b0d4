-- AlterTable
ALTER TABLE "mailings" ADD COLUMN     "tally" JSONB;

-- A row that moves out of a final state makes the tally of its mailing untrue. Whoever counts holds the lock alone, so that no
-- such move can come between the counting and the writing; rows that move in a mailing that goes out never get here.
CREATE FUNCTION forget_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('tally:' || NEW.mailing_id, 0));
  UPDATE mailings SET tally = NULL WHERE id = NEW.mailing_id AND tally IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER deliveries_forget_tally AFTER UPDATE ON deliveries FOR EACH ROW
  WHEN (OLD.settled_at IS NOT NULL AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION forget_tally();
