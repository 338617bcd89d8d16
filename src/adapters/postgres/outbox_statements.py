"""The SQL of the outbox reader."""

# The keepalive: when the machine of the leader is gone, its lock falls back within half a minute, not after hours.
# A lost cursor only repeats events, and the log is written in order: waiting for the disk would gain nothing.
SESSION = """
SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false), set_config('synchronous_commit', 'off', false)
"""

LOCK = "SELECT pg_try_advisory_lock(hashtext('hamyon'), hashtext('outbox relay')) AS leading"

CURSOR = """
SELECT since::text, until::text, position FROM platform.relay_cursors WHERE name = 'relay'
"""

DUE = """
SELECT event.tenant_id, event.id, event.type, event.subject, event.occurred_at, event.data, parked.attempts
FROM platform.relay_failures AS parked
JOIN platform.outbox AS event ON (event.tenant_id, event.id) = (parked.tenant_id, parked.event_id)
WHERE parked.next_attempt_at <= now()
ORDER BY event.position
LIMIT %(limit)s
"""

# A window is all transactions from where the last one ended up to the oldest that still runs: in it nothing can be
# committed any more, so the cursor never overtakes a commit. Within a window events go by position. A transaction's
# number says when it began, not when it reached a subject: who began first and waited for a lock comes second.
# Rows nobody wants stay in the database; the last one comes along in any case, to tell how far the batch reaches.
FRESH = """
WITH edge AS MATERIALIZED (
    SELECT coalesce(%(until)s::xid8, pg_snapshot_xmin(pg_current_snapshot())) AS until
)
SELECT tenant_id, id, type, subject, occurred_at, data, position, place, edge.until::text AS until,
       EXISTS (
           SELECT FROM platform.relay_failures AS parked
           WHERE (parked.tenant_id, parked.subject) = (event.tenant_id, event.subject)
       ) AS blocked
FROM edge, LATERAL (
    SELECT window_of.*, row_number() OVER (ORDER BY position) AS place, count(*) OVER () AS size
    FROM (
        SELECT * FROM platform.outbox
        WHERE transaction >= %(since)s::xid8 AND transaction < edge.until AND position > %(position)s
        ORDER BY position
        LIMIT %(limit)s
    ) AS window_of
) AS event
WHERE type = ANY (%(types)s) OR place = size
ORDER BY place
"""

FORGET = """
DELETE FROM platform.relay_failures
WHERE (tenant_id, event_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
"""

FAIL = """
INSERT INTO platform.relay_failures (tenant_id, event_id, subject, attempts, next_attempt_at, last_error)
SELECT tenant_id, event_id, subject, attempts, now() + delay, error
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::interval[], %s::text[])
  AS failed (tenant_id, event_id, subject, attempts, delay, error)
ON CONFLICT (tenant_id, event_id) DO UPDATE
SET attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, last_error = excluded.last_error
"""

# All events of a subject carry one time, that of the event in front: none of them may be tried before it.
HOLD_BACK = """
UPDATE platform.relay_failures AS behind
SET next_attempt_at = front.next_attempt_at
FROM (
    SELECT tenant_id, subject, max(next_attempt_at) AS next_attempt_at
    FROM platform.relay_failures
    WHERE (tenant_id, subject) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
    GROUP BY tenant_id, subject
) AS front
WHERE (behind.tenant_id, behind.subject) = (front.tenant_id, front.subject)
  AND behind.next_attempt_at <> front.next_attempt_at
"""

# What an event waited behind may be gone by now; then it is its own turn at once.
PARK = """
INSERT INTO platform.relay_failures (tenant_id, event_id, subject, attempts, next_attempt_at, last_error)
SELECT tenant_id, event_id, subject, 0, coalesce(
    (
        SELECT max(front.next_attempt_at) FROM platform.relay_failures AS front
        WHERE (front.tenant_id, front.subject) = (late.tenant_id, late.subject)
    ),
    now()
), ''
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS late (tenant_id, event_id, subject)
"""

BURY = """
INSERT INTO platform.dead_letters (tenant_id, event_id, consumer, type, subject, reason, attempts, failed_at)
SELECT tenant_id, event_id, consumer, type, subject, reason, attempts, now()
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::int[])
  AS dead (tenant_id, event_id, consumer, type, subject, reason, attempts)
ON CONFLICT (tenant_id, event_id, consumer) DO UPDATE
SET reason = excluded.reason, attempts = excluded.attempts, failed_at = excluded.failed_at
"""

ADVANCE = """
INSERT INTO platform.relay_cursors (name, since, until, position, updated_at)
VALUES ('relay', %(since)s::xid8, %(until)s::xid8, %(position)s, now())
ON CONFLICT (name) DO UPDATE
SET since = excluded.since, until = excluded.until, position = excluded.position, updated_at = excluded.updated_at
"""
