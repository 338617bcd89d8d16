-- A whole batch of transfers as one statement: the least that PostgreSQL itself has to do for them.
WITH asked AS MATERIALIZED (
    SELECT uuidv7() AS id, request_id, payer, payee, amount, n
    FROM unnest(%(request_ids)s::text[], %(payers)s::bigint[], %(payees)s::bigint[], %(amounts)s::bigint[])
        WITH ORDINALITY AS asked (request_id, payer, payee, amount, n)
), moves AS (
    SELECT id, payer AS account_id, -amount AS amount, n FROM asked
    UNION ALL
    SELECT id, payee, amount, n FROM asked
), locked AS MATERIALIZED (
    SELECT account.id, account.balance, account.version
    FROM baseline.accounts AS account
    WHERE tenant_id = %(tenant)s AND account.id IN (SELECT account_id FROM moves)
    ORDER BY account.id FOR UPDATE
), transfers AS (
    INSERT INTO baseline.transfers (tenant_id, id, request_id, from_id, to_id, amount, currency, status)
    SELECT %(tenant)s, id, request_id, payer, payee, amount, 'UZS', 'completed' FROM asked
), entries AS (
    INSERT INTO baseline.entries (tenant_id, account_id, version, transfer_id, amount, currency, balance_after)
    SELECT %(tenant)s, account_id, locked.version + row_number() OVER book, moves.id, amount, 'UZS',
        locked.balance + sum(amount) OVER book
    FROM moves JOIN locked ON locked.id = account_id
    WINDOW book AS (PARTITION BY account_id ORDER BY n)
), told AS (
    INSERT INTO baseline.outbox (tenant_id, id, type, subject, data)
    SELECT %(tenant)s, uuidv7(), 'transfer.completed', id,
        json_build_object('from', payer, 'to', payee, 'amount', amount, 'currency', 'UZS')
    FROM asked
)
UPDATE baseline.accounts AS account
SET balance = locked.balance + moved.total, version = locked.version + moved.times
FROM locked JOIN (SELECT account_id, sum(amount) AS total, count(*) AS times FROM moves GROUP BY account_id) AS moved
    ON moved.account_id = locked.id
WHERE account.tenant_id = %(tenant)s AND account.id = locked.id
