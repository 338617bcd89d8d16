-- Payments through gateways, the payers' attempts, and money that has nowhere to go.

CREATE SCHEMA billing;

CREATE TABLE billing.transactions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    gateway text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('payment', 'payout')),
    status text NOT NULL CHECK (status IN (
        'initiated', 'pending', 'authorized', 'completed', 'failed', 'canceled', 'expired',
        'partially_refunded', 'refunded'
    )),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL CHECK (length(currency) = 3),
    captured_amount bigint NOT NULL CHECK (captured_amount >= 0),
    refunded_amount bigint NOT NULL CHECK (refunded_amount BETWEEN 0 AND captured_amount),
    order_reference text NOT NULL,
    payment_url text NOT NULL,
    return_url text NOT NULL,
    details jsonb,
    failure_reason text,
    failure_message text,
    metadata jsonb NOT NULL,
    late boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
-- One order never waits for money twice.
CREATE UNIQUE INDEX transactions_one_live_per_order ON billing.transactions (tenant_id, order_reference)
    WHERE status IN ('initiated', 'pending', 'authorized');
CREATE INDEX transactions_of_order ON billing.transactions (tenant_id, order_reference, created_at);
CREATE INDEX transactions_by_time ON billing.transactions (tenant_id, created_at, id);
CREATE INDEX transactions_by_amount ON billing.transactions (tenant_id, amount, id);
CREATE INDEX transactions_by_details ON billing.transactions USING gin (details jsonb_path_ops);

CREATE TABLE billing.attempts (
    tenant_id uuid NOT NULL,
    -- An integer, not a bigint: providers echo it as a plain int.
    number integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    gateway text NOT NULL,
    endpoint text NOT NULL,
    external_id text NOT NULL,
    reference text NOT NULL,
    transaction_id uuid NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    status text NOT NULL CHECK (status IN ('prepared', 'paid', 'canceled', 'surplus')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, number),
    CONSTRAINT attempts_external_id_key UNIQUE (tenant_id, gateway, endpoint, external_id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES billing.transactions (tenant_id, id)
);
CREATE INDEX attempts_of_transaction ON billing.attempts (tenant_id, transaction_id, number);

CREATE TABLE billing.discrepancies (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('surplus_payment', 'payment_of_canceled')),
    amount bigint NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    note text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES billing.transactions (tenant_id, id)
);
CREATE INDEX discrepancies_of_transaction ON billing.discrepancies (tenant_id, transaction_id, created_at);

-- As in the revision before: the planner shall expect many rows of every tenant, from the start.
ALTER TABLE billing.transactions ALTER COLUMN tenant_id SET (n_distinct = 1);
ALTER TABLE billing.attempts ALTER COLUMN tenant_id SET (n_distinct = 1);
INSERT INTO billing.transactions
    SELECT gen_random_uuid(), gen_random_uuid(), 'click', 'payment', 'completed', n, 'UZS', n, 0,
        gen_random_uuid(), '', '', '{}', NULL, NULL, '{}', false, 3, now() - make_interval(secs => n), now()
    FROM generate_series(1, 2000) AS n;
INSERT INTO billing.attempts
    (tenant_id, number, gateway, endpoint, external_id, reference, transaction_id, amount, currency, status,
    created_at, updated_at)
    OVERRIDING SYSTEM VALUE
    SELECT tenant_id, amount, gateway, 'endpoint', id, order_reference, id, amount, currency, 'paid', created_at,
        updated_at
    FROM billing.transactions;
ANALYZE billing.transactions, billing.attempts;
SAVEPOINT emptied;
TRUNCATE billing.transactions, billing.attempts, billing.discrepancies;
RELEASE emptied;

CALL platform.isolate_tenants('billing.transactions');
CALL platform.isolate_tenants('billing.attempts');
CALL platform.isolate_tenants('billing.discrepancies');

GRANT USAGE ON SCHEMA billing TO hamyon_app, hamyon_system;
GRANT SELECT, INSERT, UPDATE ON billing.transactions, billing.attempts TO hamyon_app;
GRANT SELECT, INSERT ON billing.discrepancies TO hamyon_app;

GRANT SELECT ON billing.transactions TO hamyon_system;
CREATE POLICY system ON billing.transactions FOR SELECT TO hamyon_system USING (true);

-- Row-level security keeps the index on details from being used: `@>` is not leakproof, so it may only see rows that
-- the policy has let through. This function runs as the system role, which has no such policy, and draws the same line
-- itself: the caller learns ids of its own tenants only.
CREATE FUNCTION billing.transactions_with_details(wanted_gateway text, wanted jsonb[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT transaction.id
    FROM billing.transactions AS transaction
    WHERE transaction.details @> ANY (wanted)
        AND transaction.gateway = wanted_gateway
        AND transaction.tenant_id = ANY ((SELECT platform.current_tenants())::uuid[])
$$;
GRANT CREATE ON SCHEMA billing TO hamyon_system;
ALTER FUNCTION billing.transactions_with_details OWNER TO hamyon_system;
REVOKE CREATE ON SCHEMA billing FROM hamyon_system;
REVOKE EXECUTE ON FUNCTION billing.transactions_with_details FROM public;
GRANT EXECUTE ON FUNCTION billing.transactions_with_details TO hamyon_app;
