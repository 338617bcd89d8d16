-- What conversing providers say of an attempt beyond its amount, and when it was paid and canceled.

ALTER TABLE billing.attempts
    ADD COLUMN told_at timestamptz,
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN account jsonb,
    ADD COLUMN receivers jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN paid_at timestamptz,
    ADD COLUMN canceled_at timestamptz,
    ADD COLUMN reason bigint,
    ADD COLUMN fiscal_receipts jsonb NOT NULL DEFAULT '{}',
    DROP CONSTRAINT attempts_status_check,
    ADD CONSTRAINT attempts_status_check
        CHECK (status IN ('prepared', 'paid', 'canceled', 'expired', 'surplus', 'returned'));

-- The owner, too, is kept from the tenants' rows; for once it must see them.
ALTER TABLE billing.attempts NO FORCE ROW LEVEL SECURITY;
UPDATE billing.attempts SET paid_at = updated_at WHERE status = 'paid';
UPDATE billing.attempts SET canceled_at = updated_at WHERE status = 'canceled';
ALTER TABLE billing.attempts FORCE ROW LEVEL SECURITY;

-- A provider's statement: its own time, both ends included.
CREATE INDEX attempts_by_told_time ON billing.attempts (tenant_id, gateway, endpoint, told_at, number)
    WHERE told_at IS NOT NULL;
-- The sweep looks across tenants.
CREATE INDEX attempts_that_expire ON billing.attempts (expires_at) WHERE status = 'prepared';

GRANT SELECT ON billing.attempts TO hamyon_system;
CREATE POLICY system ON billing.attempts FOR SELECT TO hamyon_system USING (true);
