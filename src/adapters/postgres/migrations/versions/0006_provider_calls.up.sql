-- Refunds, calls to providers, and how discrepancies end.

-- Several payments of one order may wait for money; who is paid first is decided under a lock on all of them.
DROP INDEX billing.transactions_one_live_per_order;
CREATE INDEX transactions_taking ON billing.transactions (tenant_id, order_reference, id)
    WHERE status IN ('initiated', 'pending', 'authorized', 'completed', 'partially_refunded');

ALTER TABLE billing.transactions ADD COLUMN unwanted boolean NOT NULL DEFAULT false;
UPDATE billing.transactions SET unwanted = true WHERE status = 'canceled';
ALTER TABLE billing.transactions ALTER COLUMN unwanted DROP DEFAULT;

CREATE TABLE billing.refunds (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL CHECK (length(currency) = 3),
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'canceled')),
    origin text NOT NULL CHECK (origin IN ('caller', 'provider')),
    reason text NOT NULL,
    external_id text NOT NULL,
    failure_reason text,
    failure_message text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES billing.transactions (tenant_id, id)
);
CREATE INDEX refunds_of_transaction ON billing.refunds (tenant_id, transaction_id, created_at);
CREATE INDEX refunds_newest ON billing.refunds (tenant_id, created_at, id);

CREATE TABLE billing.provider_calls (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    gateway text NOT NULL,
    operation text NOT NULL CHECK (operation IN (
        'create', 'capture', 'cancel', 'refund', 'return', 'pay_out', 'look_up'
    )),
    subject_id uuid NOT NULL,
    amount bigint,
    currency text CHECK (length(currency) = 3),
    status text NOT NULL CHECK (status IN ('due', 'under_way', 'unknown', 'done', 'refused', 'dropped')),
    tries integer NOT NULL,
    doubtful boolean NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL,
    tried_at timestamptz,
    ended_at timestamptz,
    duration_ms bigint NOT NULL,
    next_try_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT provider_calls_once UNIQUE (tenant_id, subject_id, operation),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES billing.transactions (tenant_id, id)
);
CREATE INDEX provider_calls_of_transaction ON billing.provider_calls (tenant_id, transaction_id, created_at);
-- What the worker of all tenants takes up.
CREATE INDEX provider_calls_due ON billing.provider_calls (next_try_at)
    WHERE status IN ('due', 'under_way', 'unknown');

ALTER TABLE billing.discrepancies DROP CONSTRAINT discrepancies_kind_check;
ALTER TABLE billing.discrepancies
    ADD CONSTRAINT discrepancies_kind_check CHECK (kind IN (
        'surplus_payment', 'payment_of_canceled', 'amount_mismatch', 'refund_mismatch'
    )),
    ADD COLUMN payment text NOT NULL DEFAULT '',
    ADD COLUMN resolution text NOT NULL DEFAULT '',
    ADD COLUMN resolved_at timestamptz;
CREATE INDEX discrepancies_newest ON billing.discrepancies (tenant_id, created_at, id);

CALL platform.isolate_tenants('billing.refunds');
CALL platform.isolate_tenants('billing.provider_calls');

GRANT SELECT, INSERT, UPDATE ON billing.refunds, billing.provider_calls TO hamyon_app;
-- Only how it ended may be written later, never what it was.
GRANT UPDATE (resolution, resolved_at) ON billing.discrepancies TO hamyon_app;
GRANT SELECT ON billing.provider_calls TO hamyon_system;
CREATE POLICY system ON billing.provider_calls FOR SELECT TO hamyon_system USING (true);
