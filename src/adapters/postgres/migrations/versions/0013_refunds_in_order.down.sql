DROP INDEX billing.refunds_of_transaction;
CREATE INDEX refunds_of_transaction ON billing.refunds (tenant_id, transaction_id, created_at);
