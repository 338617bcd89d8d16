BEGIN;
SELECT id, balance, currency FROM baseline.accounts WHERE tenant_id = :tenant::uuid AND id IN (:payer, :payee) ORDER BY id FOR UPDATE;
INSERT INTO baseline.transfers (tenant_id, id, request_id, from_id, to_id, amount, currency, status) VALUES (:tenant::uuid, uuidv7(), gen_random_uuid()::text, :payer, :payee, 5, 'UZS', 'completed') RETURNING id AS transfer \gset
UPDATE baseline.accounts SET balance = balance - 5, version = version + 1 WHERE tenant_id = :tenant::uuid AND id = :payer RETURNING balance AS payer_balance, version AS payer_version \gset
UPDATE baseline.accounts SET balance = balance + 5, version = version + 1 WHERE tenant_id = :tenant::uuid AND id = :payee RETURNING balance AS payee_balance, version AS payee_version \gset
INSERT INTO baseline.entries (tenant_id, account_id, version, transfer_id, amount, currency, balance_after) VALUES (:tenant::uuid, :payer, :payer_version, :transfer::uuid, -5, 'UZS', :payer_balance), (:tenant::uuid, :payee, :payee_version, :transfer::uuid, 5, 'UZS', :payee_balance);
INSERT INTO baseline.outbox (tenant_id, id, type, subject, data) VALUES (:tenant::uuid, uuidv7(), 'transfer.completed', :transfer::uuid, json_build_object('from', :payer::bigint, 'to', :payee::bigint, 'amount', 5, 'currency', 'UZS'));
COMMIT;
