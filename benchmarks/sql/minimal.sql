BEGIN;
SELECT id, balance FROM baseline.accounts WHERE tenant_id = :tenant::uuid AND id IN (:payer, :payee) ORDER BY id FOR UPDATE;
UPDATE baseline.accounts SET balance = balance - 5 WHERE tenant_id = :tenant::uuid AND id = :payer;
UPDATE baseline.accounts SET balance = balance + 5 WHERE tenant_id = :tenant::uuid AND id = :payee;
INSERT INTO baseline.payments (tenant_id, from_id, to_id, amount) VALUES (:tenant::uuid, :payer, :payee, 5);
COMMIT;
