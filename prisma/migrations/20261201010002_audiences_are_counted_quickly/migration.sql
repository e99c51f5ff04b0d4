-- By hand: what Prisma cannot say.

-- What was written before the column was there. Whoever counts hits waits until it is done, and so never holds a row that this one needs.
LOCK TABLE reader_hits IN SHARE ROW EXCLUSIVE MODE;
UPDATE reader_hits h SET mailing_id = d.mailing_id FROM deliveries d WHERE d.id = h.delivery_id AND h.mailing_id IS NULL;

-- CreateIndex
CREATE INDEX "reader_hits_member_id_mailing_id_verdict_link_idx" ON "reader_hits"("member_id", "mailing_id", "verdict", "link");

-- DropIndex
DROP INDEX "reader_hits_member_id_idx";

-- By hand: who agreed to being counted, and to which words, by the index alone.
CREATE INDEX consent_standings_of_mail_figures ON consent_standings (member_id, consent_id, confirmed_at)
  WHERE topic = 'mail-figures' AND act = 'confirmed';
CREATE INDEX consents_of_mail_figures ON consents (id, wording_version) WHERE topic = 'mail-figures';

-- CreateIndex
CREATE INDEX "members_id_created_at_language_idx" ON "members"("id", "created_at", "language");

-- CreateIndex
CREATE INDEX "consent_standings_topic_act_idx" ON "consent_standings"("topic", "act");
