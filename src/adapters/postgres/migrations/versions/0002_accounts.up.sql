-- Users, their accounts and the double-entry ledger.

CREATE SCHEMA accounts;

CREATE TABLE accounts.users (
    tenant_id uuid NOT NULL REFERENCES platform.tenants (id),
    id uuid NOT NULL,
    email text NOT NULL,
    locale text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'blocked')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX users_newest ON accounts.users (tenant_id, created_at, id);

-- No column that a posting changes is in an index, and half of every page is free: balance updates stay on their page.
CREATE TABLE accounts.accounts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid,
    purpose text NOT NULL DEFAULT '',
    number text,
    currency text NOT NULL CHECK (length(currency) = 3),
    status text NOT NULL CHECK (status IN ('active', 'frozen', 'closed')),
    posted bigint NOT NULL DEFAULT 0,
    held bigint NOT NULL DEFAULT 0 CONSTRAINT accounts_held_never_negative CHECK (held >= 0),
    version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT accounts_number_key UNIQUE (tenant_id, number),
    CONSTRAINT accounts_one_per_currency UNIQUE (tenant_id, user_id, currency),
    CONSTRAINT accounts_of_a_user FOREIGN KEY (tenant_id, user_id) REFERENCES accounts.users (tenant_id, id),
    CONSTRAINT accounts_available_never_negative CHECK (user_id IS NULL OR posted >= held)
) WITH (fillfactor = 50);
CREATE INDEX accounts_newest ON accounts.accounts (tenant_id, created_at, id) WHERE user_id IS NOT NULL;

CREATE TABLE accounts.transactions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('deposit', 'withdraw', 'transfer')),
    status text NOT NULL CHECK (status IN ('initiated', 'pending', 'completed', 'failed')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL CHECK (length(currency) = 3),
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    counter_account_id uuid,
    gateway text NOT NULL DEFAULT '',
    destination text NOT NULL DEFAULT '',
    return_url text NOT NULL DEFAULT '',
    billing_transaction_id uuid,
    conversion jsonb,
    payment_url text NOT NULL DEFAULT '',
    failure_reason text,
    failure_message text,
    metadata jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX transactions_newest ON accounts.transactions (tenant_id, created_at, id);
CREATE INDEX transactions_of_account ON accounts.transactions (tenant_id, account_id, created_at);
CREATE INDEX transactions_to_account ON accounts.transactions (tenant_id, counter_account_id, created_at)
    WHERE counter_account_id IS NOT NULL;
-- What a crash may have left behind.
CREATE INDEX transactions_unfinished ON accounts.transactions (updated_at) WHERE status = 'initiated';

-- The lines of the ledger. No foreign keys: the statement trigger below checks a whole batch at once.
CREATE TABLE accounts.entries (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    version bigint NOT NULL,
    transaction_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    currency text NOT NULL,
    balance_after bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, version)
);
-- The balance at a past moment is the balance after the last entry until then.
CREATE INDEX entries_by_time ON accounts.entries (tenant_id, account_id, posted_at, version);

-- The planner believes that a tenant it has not seen yet has no rows to speak of, and may then look a row up by its
-- tenant alone, which reads everything the tenant has. One distinct tenant means: expect many rows of each.
ALTER TABLE accounts.accounts ALTER COLUMN tenant_id SET (n_distinct = 1);
ALTER TABLE accounts.transactions ALTER COLUMN tenant_id SET (n_distinct = 1);
-- This is read together with statistics, so there must be some before autovacuum comes by: of made-up rows.
INSERT INTO accounts.accounts (tenant_id, id, number, currency, status, created_at, updated_at)
    SELECT gen_random_uuid(), gen_random_uuid(), n, 'UZS', 'active', now(), now() FROM generate_series(1, 2000) AS n;
INSERT INTO accounts.transactions
    (tenant_id, id, kind, status, amount, currency, account_id, user_id, counter_account_id, version, created_at,
    updated_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'transfer', 'completed', n, 'UZS', gen_random_uuid(),
        gen_random_uuid(), gen_random_uuid(), 1, now(), now()
    FROM generate_series(1, 2000) AS n;
ANALYZE accounts.accounts, accounts.transactions;
-- In a savepoint the tables count as older than this statement, and are taken for new again instead of for tiny.
SAVEPOINT emptied;
TRUNCATE accounts.accounts, accounts.transactions;
RELEASE emptied;

CREATE FUNCTION accounts.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Entries are never changed: % refused', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entries_are_immutable';
END
$$;
CREATE TRIGGER entries_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts.entries
    FOR EACH STATEMENT EXECUTE FUNCTION accounts.refuse_change();

-- What must hold after every batch of entries, whoever wrote it. Accounts are updated before their entries are written.
-- The planner settings keep a plan made for an empty table from being used for a large one: always by primary key.
CREATE FUNCTION accounts.check_entries() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    broken record;
BEGIN
    SELECT entry.transaction_id, entry.currency INTO broken
        FROM added AS entry
        GROUP BY entry.tenant_id, entry.transaction_id, entry.currency
        HAVING sum(entry.amount) <> 0
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Entries of transaction % do not sum to zero in %', broken.transaction_id, broken.currency
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_sum_to_zero';
    END IF;

    SELECT entry.transaction_id INTO broken
        FROM (SELECT DISTINCT tenant_id, transaction_id FROM added) AS entry
        WHERE NOT EXISTS (
            SELECT FROM accounts.transactions AS transaction
            WHERE transaction.tenant_id = entry.tenant_id AND transaction.id = entry.transaction_id
        )
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'There is no transaction %', broken.transaction_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entries_of_a_transaction';
    END IF;

    SELECT entry.account_id, account.id IS NULL AS stray INTO broken
        FROM (
            SELECT DISTINCT ON (tenant_id, account_id, currency) tenant_id, account_id, currency, version, balance_after
            FROM added
            ORDER BY tenant_id, account_id, currency, version DESC
        ) AS entry
        LEFT JOIN accounts.accounts AS account
            ON account.tenant_id = entry.tenant_id AND account.id = entry.account_id
            AND account.currency = entry.currency
        WHERE account.id IS NULL OR (account.posted, account.version) <> (entry.balance_after, entry.version)
        LIMIT 1;
    IF FOUND AND broken.stray THEN
        RAISE EXCEPTION 'There is no account % in the currency of its entry', broken.account_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entries_of_an_account';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'Account % is not what its last entry says', broken.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_end_at_the_balance';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER entries_are_sound AFTER INSERT ON accounts.entries REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION accounts.check_entries();

CALL platform.isolate_tenants('accounts.users');
CALL platform.isolate_tenants('accounts.accounts');
CALL platform.isolate_tenants('accounts.transactions');
CALL platform.isolate_tenants('accounts.entries');

GRANT USAGE ON SCHEMA accounts TO hamyon_app, hamyon_system;
GRANT SELECT, INSERT, UPDATE ON accounts.users, accounts.accounts, accounts.transactions TO hamyon_app;
GRANT SELECT, INSERT ON accounts.entries TO hamyon_app;

-- Recovery looks for unfinished transactions of every tenant.
GRANT SELECT ON accounts.transactions TO hamyon_system;
CREATE POLICY system ON accounts.transactions FOR SELECT TO hamyon_system USING (true);
