-- Fees that gateways keep, and the disputes they follow: each recorded once, whoever reports it, and never changed.
CREATE TABLE billing.gateway_entries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    gateway text NOT NULL,
    kind text NOT NULL CHECK (kind IN (
        'fee', 'dispute_opened', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_won', 'dispute_lost'
    )),
    subject_id uuid NOT NULL,
    external_id text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL CHECK (length(currency) = 3),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES billing.transactions (tenant_id, id)
);
CREATE INDEX gateway_entries_of_transaction ON billing.gateway_entries (tenant_id, transaction_id, created_at);

CALL platform.isolate_tenants('billing.gateway_entries');
GRANT SELECT, INSERT ON billing.gateway_entries TO hamyon_app;
