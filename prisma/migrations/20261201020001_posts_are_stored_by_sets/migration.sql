-- Stores what is posted under one story at the same time (lib/comments/store.ts): all of it or nothing, each post answered for itself.
-- The locks have one order, so that no two sets wait for each other, nor a set and any other act: that of bans, and that of a member
-- under this story, so that of two presses one comes first; the rows of the authors; what is answered and the top of its thread, from
-- below upwards; the points of the limit; and last, with the commit, the talk, by the triggers. Each statement sees what was committed
-- before it began, so what is asked behind the locks is what stands. What is looked up for each post is a lateral with a limit, so
-- that it goes by an index in a table of any size; and it is planned once, because planning would cost more than all of it.
--
-- posts: id, authorId, parentId, text, state, findings, heldBecause, heldBy, at, name, after, noteId, requestId, actorKind; the same
-- words of one member in answer to the same only once. With may_end, nothing is stored and no row comes back where a server asked to be told: the
-- caller does it again, in a transaction that goes on with that.
CREATE FUNCTION comments_store(
  story uuid, posts jsonb, limit_name text, limit_points int, limit_ms bigint, now_ms bigint, twin_minutes int, may_end boolean)
RETURNS TABLE (
  nth bigint, "is" text, id uuid, state text, version int, created_at timestamptz, since timestamptz, until timestamptz, guideline text,
  reason text, wait_ms bigint, is_told boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  authors uuid[] := ARRAY(SELECT DISTINCT (p ->> 'authorId')::uuid FROM jsonb_array_elements(posts) p ORDER BY 1);
  -- An answer is counted on what it answers and on the top of its thread.
  above uuid[] := ARRAY(
    SELECT unnest(ARRAY[p.id, p.thread_id]) FROM jsonb_array_elements(posts) q, LATERAL (
      SELECT x.id, x.thread_id FROM comments x WHERE x.id = (q ->> 'parentId')::uuid AND x.story_id = story LIMIT 1) p);
  told boolean := EXISTS (
    SELECT FROM webhook_endpoints w WHERE w.paused_at IS NULL AND w.events && ARRAY['comment.published', 'comment.held']);
BEGIN
  IF told AND may_end THEN RETURN; END IF;

  PERFORM pg_advisory_xact_lock_shared(hashtextextended(a::text, 14)), pg_advisory_xact_lock(hashtextextended(a || ':' || story, 13))
  FROM unnest(authors) a;
  PERFORM FROM members m WHERE m.id = ANY (authors) ORDER BY m.id FOR KEY SHARE;
  -- It is newer than they are.
  IF cardinality(above) > 0 THEN
    PERFORM FROM comments c WHERE c.id = ANY (above) ORDER BY c.created_at DESC, c.id DESC FOR NO KEY UPDATE;
  END IF;

  RETURN QUERY
  WITH asked AS (
    SELECT q.*, row_number() OVER (PARTITION BY q.author ORDER BY q.nth) AS turn, count(*) OVER (PARTITION BY q.author) AS turns
    FROM ROWS FROM (jsonb_to_recordset(posts) AS (
      id uuid, "authorId" uuid, "parentId" uuid, text text, state comment_state, findings jsonb, "heldBecause" text, "heldBy" text[],
      at timestamptz, after jsonb, "noteId" uuid, "requestId" text, "actorKind" text))
      WITH ORDINALITY q (id, author, parent, text, state, findings, because, held_by, at, after, note, request, kind, nth)),
  -- As lib/rate-limit.ts counts one by one.
  spent AS (
    INSERT INTO rate_limits AS kept (key, points, expire)
    SELECT limit_name || ':' || author, turns, now_ms + limit_ms FROM asked WHERE turn = 1 ORDER BY author
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN kept.expire <= now_ms THEN excluded.points ELSE kept.points + excluded.points END,
      expire = CASE WHEN kept.expire <= now_ms THEN excluded.expire ELSE kept.expire END
    RETURNING kept.key, kept.points, kept.expire),
  closing AS (SELECT s.id, comments_close_at(s.id) AS at FROM stories s WHERE s.id = story),
  met AS (
    SELECT q.*, b.since, b.until, b.guideline, b.reason, t.id AS twin, t.state AS twin_state, t.version AS twin_version,
           t.created_at AS twin_at, l.expire,
           CASE WHEN m.id IS NULL THEN 'no-member'
                WHEN l.points - q.turns + q.turn > limit_points THEN 'too-often'
                WHEN b.since IS NOT NULL THEN 'banned'
                WHEN c.id IS NULL OR c.at <= q.at THEN 'closed'
                WHEN t.id IS NOT NULL THEN 'twin'
                WHEN q.parent IS NOT NULL AND p.id IS NULL THEN 'no-parent'
                ELSE 'stored' END AS became
    FROM asked q
    LEFT JOIN LATERAL (SELECT x.id FROM members x WHERE x.id = q.author LIMIT 1) m ON true
    LEFT JOIN spent l ON l.key = limit_name || ':' || q.author
    LEFT JOIN closing c ON true
    LEFT JOIN LATERAL (
      SELECT x.since, x.until, x.guideline, x.reason FROM comment_bans x
      WHERE x.member_id = q.author AND x.ending IS NULL AND (x.until IS NULL OR x.until > q.at) LIMIT 1) b ON true
    LEFT JOIN LATERAL (
      SELECT x.id, x.state, x.version, x.created_at FROM comments x
      WHERE x.author_id = q.author AND x.story_id = story AND x.text = q.text AND x.parent_id IS NOT DISTINCT FROM q.parent
        AND x.state IN ('published', 'held') AND x.created_at > q.at - make_interval(mins => twin_minutes) LIMIT 1) t ON true
    LEFT JOIN LATERAL (
      SELECT x.id FROM comments x WHERE x.id = q.parent AND x.story_id = story AND x.state = 'published' LIMIT 1) p ON true),
  added AS (
    INSERT INTO comments (id, story_id, author_id, parent_id, text, state, findings, held_because, held_at, held_by, created_at, published_at)
    SELECT id, story, author, parent, text, state, findings, because, CASE WHEN state = 'held' THEN at END, held_by, at,
           CASE WHEN state = 'published' THEN at END
    FROM met WHERE became = 'stored' ORDER BY nth),
  noted AS (
    INSERT INTO audit_entries (id, at, actor_id, actor_kind, event, subject_kind, subject_id, after, request_id)
    SELECT note, at, author, kind, CASE state WHEN 'published' THEN 'comment.posted' ELSE 'comment.held' END, 'comment', id::text, after, request
    FROM met WHERE became = 'stored' ORDER BY nth)
  SELECT nth, became, coalesce(twin, id), coalesce(twin_state, state)::text, coalesce(twin_version, 1), coalesce(twin_at, at), since, until,
         guideline, reason, expire - now_ms, told
  FROM met;

  -- Behind the comments, because a name moves the talks of its member at the end, and those are taken last.
  IF posts @? '$[*].name' THEN
    UPDATE members m SET display_name = n.name FROM (
      SELECT DISTINCT ON (q."authorId") q."authorId" AS author, q.name
      FROM jsonb_to_recordset(posts) AS q (id uuid, "authorId" uuid, name text) JOIN comments c ON c.id = q.id
      WHERE q.name IS NOT NULL ORDER BY q."authorId", q.id) n
    WHERE m.id = n.author;
  END IF;
END $$;
