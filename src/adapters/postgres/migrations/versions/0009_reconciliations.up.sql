-- Reconciliations, and discrepancies of payments that billing does not know.

CREATE TABLE billing.reconciliations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    gateway text NOT NULL,
    start_at timestamptz NOT NULL,
    end_at timestamptz NOT NULL CHECK (end_at > start_at),
    requested_by text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
    tries integer NOT NULL,
    lines bigint NOT NULL,
    payments bigint NOT NULL,
    asked bigint NOT NULL,
    unanswered bigint NOT NULL,
    discrepancies jsonb NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL,
    completed_at timestamptz,
    next_try_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX reconciliations_newest ON billing.reconciliations (tenant_id, created_at, id);
-- What the worker of all tenants takes up.
CREATE INDEX reconciliations_due ON billing.reconciliations (next_try_at) WHERE status = 'running';

-- The payments of a period are those whose last change lies in it.
CREATE INDEX transactions_by_change ON billing.transactions (tenant_id, updated_at, id);

-- Whom a discrepancy is with was always the gateway of its transaction.
ALTER TABLE billing.discrepancies
    ADD COLUMN gateway text,
    ADD COLUMN party text NOT NULL DEFAULT 'gateway' CHECK (party IN ('gateway', 'ledger')),
    ADD COLUMN resolved_by text NOT NULL DEFAULT '';
-- An owner who is no superuser would see no tenant's rows.
ALTER TABLE billing.discrepancies NO FORCE ROW LEVEL SECURITY;
ALTER TABLE billing.transactions NO FORCE ROW LEVEL SECURITY;
UPDATE billing.discrepancies AS discrepancy
    SET gateway = transaction.gateway
    FROM billing.transactions AS transaction
    WHERE transaction.tenant_id = discrepancy.tenant_id AND transaction.id = discrepancy.transaction_id;
ALTER TABLE billing.discrepancies FORCE ROW LEVEL SECURITY;
ALTER TABLE billing.transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE billing.discrepancies
    ALTER COLUMN gateway SET NOT NULL,
    ALTER COLUMN party DROP DEFAULT,
    ALTER COLUMN transaction_id DROP NOT NULL,
    DROP CONSTRAINT discrepancies_kind_check,
    ADD CONSTRAINT discrepancies_kind_check CHECK (kind IN (
        'surplus_payment', 'payment_of_canceled', 'amount_mismatch', 'refund_mismatch',
        'missing_here', 'missing_there', 'status_mismatch'
    )),
    ADD CONSTRAINT discrepancies_of_nobody CHECK ((kind = 'missing_here') = (transaction_id IS NULL));
CREATE INDEX discrepancies_open ON billing.discrepancies (tenant_id, created_at, id) WHERE resolved_at IS NULL;

CALL platform.isolate_tenants('billing.reconciliations');

GRANT SELECT, INSERT, UPDATE ON billing.reconciliations TO hamyon_app;
GRANT UPDATE (resolved_by) ON billing.discrepancies TO hamyon_app;
GRANT SELECT ON billing.reconciliations TO hamyon_system;
CREATE POLICY system ON billing.reconciliations FOR SELECT TO hamyon_system USING (true);
