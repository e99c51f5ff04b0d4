-- An issue that was given a time is in the archive from the moment at which its mailing freezes its audience; one whose
-- mailing was cancelled before that is a draft again. The room of mailings does not know of issues, so the database says it.
CREATE FUNCTION issues_follow_mailing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.frozen_at IS NOT NULL AND OLD.frozen_at IS NULL THEN
    UPDATE issues SET sent_at = NEW.frozen_at WHERE mailing_id = NEW.id AND sent_at IS NULL;
  ELSIF NEW.state = 'cancelled' AND OLD.state <> 'cancelled' AND NEW.frozen_at IS NULL THEN
    UPDATE issues SET mailing_id = NULL, sent_by_id = NULL WHERE mailing_id = NEW.id AND sent_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER issues_follow_mailing AFTER UPDATE OF frozen_at, state ON mailings
  FOR EACH ROW EXECUTE FUNCTION issues_follow_mailing();
