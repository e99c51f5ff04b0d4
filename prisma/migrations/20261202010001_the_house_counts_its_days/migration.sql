-- CreateTable
CREATE TABLE "growth_days" (
    "day" DATE NOT NULL,
    "figure" TEXT NOT NULL,
    "topic" TEXT NOT NULL DEFAULT '',
    "count" INTEGER NOT NULL,

    CONSTRAINT "growth_days_pkey" PRIMARY KEY ("day","figure","topic")
);

-- CreateTable
CREATE TABLE "growth_marks" (
    "name" TEXT NOT NULL,
    "counted_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "growth_marks_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "members_created_at_idx" ON "members" USING BRIN ("created_at");

-- CreateIndex
CREATE INDEX "consents_at_idx" ON "consents" USING BRIN ("at");

-- By hand: what Prisma cannot say.
INSERT INTO growth_marks (name, counted_until) VALUES ('growth', '-infinity');

-- In the publication's zone, as publicationOf reads it.
CREATE FUNCTION publication_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (at AT TIME ZONE coalesce((SELECT value->>'timeZone' FROM settings WHERE key = 'publication'), 'UTC'))::date
$$;

-- What came in a span of time, by the days of a zone. Who confirms twice is gained once: only a change of where a consent stands counts.
CREATE FUNCTION growth_between(since timestamptz, until timestamptz, zone text)
RETURNS TABLE (day date, figure text, topic text, count integer) LANGUAGE sql STABLE AS $$
  SELECT (m.created_at AT TIME ZONE zone)::date, 'joined', '', count(*)::int
  FROM members m WHERE m.created_at >= since AND m.created_at < until GROUP BY 1
  UNION ALL
  SELECT (c.at AT TIME ZONE zone)::date, CASE WHEN c.act = 'confirmed' THEN 'confirmed' ELSE 'unsubscribed' END, c.topic, count(*)::int
  FROM consents c
  LEFT JOIN LATERAL (
    SELECT p.act FROM consents p
    WHERE p.member_id = c.member_id AND p.topic = c.topic AND p.at <= c.at AND (p.at, p.id) < (c.at, c.id)
    ORDER BY p.at DESC, p.id DESC LIMIT 1) p ON true
  WHERE c.at >= since AND c.at < until AND c.topic LIKE 'newsletter:%'
    AND (c.act = 'confirmed') <> coalesce(p.act = 'confirmed', false)
  GROUP BY 1, 2, 3
$$;

-- Who is erased leaves the days that they were counted in as they are. What was not counted yet goes with their rows, so it is written down here, in
-- the transaction that erases them. Whoever counts holds the mark meanwhile, so nothing is counted twice.
CREATE FUNCTION growth_keeps_members() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mark timestamptz;
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN RETURN NULL; END IF;
  SELECT counted_until INTO mark FROM growth_marks WHERE name = 'growth' FOR SHARE;
  INSERT INTO growth_days AS d (day, figure, count)
  SELECT day, figure, sum(count) FROM (
    SELECT publication_day(created_at) AS day, 'joined' AS figure, count(*) AS count FROM gone WHERE created_at >= mark GROUP BY 1
    UNION ALL SELECT publication_day(now()), 'left', count(*) FROM gone) each
  GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (day, figure, topic) DO UPDATE SET count = d.count + excluded.count;
  RETURN NULL;
END $$;
CREATE TRIGGER members_growth AFTER DELETE ON members REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION growth_keeps_members();

CREATE FUNCTION growth_keeps_consents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mark timestamptz;
BEGIN
  IF NOT EXISTS (SELECT FROM gone WHERE topic LIKE 'newsletter:%') THEN RETURN NULL; END IF;
  SELECT counted_until INTO mark FROM growth_marks WHERE name = 'growth' FOR SHARE;
  INSERT INTO growth_days AS d (day, figure, topic, count)
  SELECT day, figure, topic, count FROM (
    SELECT publication_day(at) AS day, CASE WHEN is_gain THEN 'confirmed' ELSE 'unsubscribed' END AS figure, topic, count(*) AS count
    FROM (SELECT at, topic, act = 'confirmed' AS is_gain,
                 lag(act = 'confirmed', 1, false) OVER (PARTITION BY member_id, topic ORDER BY at, id) AS was
          FROM gone WHERE topic LIKE 'newsletter:%') moves
    WHERE is_gain <> was AND at >= mark GROUP BY 1, 2, 3
    UNION ALL
    SELECT publication_day(now()), 'erased', topic, count(*)
    FROM (SELECT DISTINCT ON (member_id, topic) topic, act FROM gone WHERE topic LIKE 'newsletter:%'
          ORDER BY member_id, topic, at DESC, id DESC) last
    WHERE act = 'confirmed' GROUP BY topic) each
  ORDER BY 1, 2, 3
  ON CONFLICT (day, figure, topic) DO UPDATE SET count = d.count + excluded.count;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_growth AFTER DELETE ON consents REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION growth_keeps_consents();

-- Plans are few, so they are counted from their rows; those of who is erased go with them, and what began and ended stays. What is deleted otherwise was
-- never begun, or belongs to a rehearsal.
CREATE FUNCTION growth_keeps_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN RETURN NULL; END IF;
  INSERT INTO growth_days AS d (day, figure, count)
  SELECT day, figure, sum(count) FROM (
    SELECT publication_day(g.starts_at) AS day, 'began' AS figure, count(*) AS count FROM gone g
    WHERE g.source = 'stripe' AND g.status NOT IN ('incomplete', 'incomplete_expired')
      AND NOT EXISTS (SELECT FROM members m WHERE m.id = g.member_id) GROUP BY 1
    UNION ALL
    SELECT publication_day(coalesce(g.ended_at, now())), 'ended', count(*) FROM gone g
    WHERE g.source = 'stripe' AND g.status NOT IN ('incomplete', 'incomplete_expired')
      AND NOT EXISTS (SELECT FROM members m WHERE m.id = g.member_id) GROUP BY 1) each
  GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (day, figure, topic) DO UPDATE SET count = d.count + excluded.count;
  RETURN NULL;
END $$;
CREATE TRIGGER memberships_growth AFTER DELETE ON memberships REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION growth_keeps_memberships();
