DROP POLICY system ON billing.attempts;
REVOKE SELECT ON billing.attempts FROM hamyon_system;
DROP INDEX billing.attempts_that_expire, billing.attempts_by_told_time;

-- To the revision before, an attempt whose time was over is canceled; the money of a returned one had been taken.
ALTER TABLE billing.attempts NO FORCE ROW LEVEL SECURITY;
UPDATE billing.attempts SET status = 'canceled' WHERE status = 'expired';
UPDATE billing.attempts SET status = 'paid' WHERE status = 'returned';
ALTER TABLE billing.attempts FORCE ROW LEVEL SECURITY;

ALTER TABLE billing.attempts
    DROP CONSTRAINT attempts_status_check,
    DROP COLUMN told_at,
    DROP COLUMN expires_at,
    DROP COLUMN account,
    DROP COLUMN receivers,
    DROP COLUMN paid_at,
    DROP COLUMN canceled_at,
    DROP COLUMN reason,
    DROP COLUMN fiscal_receipts,
    ADD CONSTRAINT attempts_status_check CHECK (status IN ('prepared', 'paid', 'canceled', 'surplus'));
