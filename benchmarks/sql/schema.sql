-- What somebody writes who moves money with plain SQL: the facts that the service makes durable with every transfer,
-- in tables of its own. Tenants lead every key. No row-level security, no index that only queries would need, and no
-- foreign keys: the same transaction has just locked the accounts and inserted the transfer.

DROP SCHEMA IF EXISTS baseline CASCADE;
CREATE SCHEMA baseline;

CREATE TABLE baseline.accounts (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    currency text NOT NULL,
    balance bigint NOT NULL CHECK (balance >= 0),
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 50);

CREATE TABLE baseline.transfers (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id text NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id)
);

CREATE TABLE baseline.entries (
    tenant_id uuid NOT NULL,
    account_id bigint NOT NULL,
    version bigint NOT NULL,
    transfer_id uuid NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    balance_after bigint NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, account_id, version)
);

CREATE TABLE baseline.outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    type text NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    data json NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- For the minimal variant: two balances and a row that says who paid whom.
CREATE TABLE baseline.payments (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
