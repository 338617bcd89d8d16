DROP TABLE billing.provider_calls, billing.refunds;
DROP INDEX billing.discrepancies_newest;
DELETE FROM billing.discrepancies WHERE kind IN ('amount_mismatch', 'refund_mismatch');
ALTER TABLE billing.discrepancies DROP CONSTRAINT discrepancies_kind_check;
ALTER TABLE billing.discrepancies
    ADD CONSTRAINT discrepancies_kind_check CHECK (kind IN ('surplus_payment', 'payment_of_canceled')),
    DROP COLUMN payment,
    DROP COLUMN resolution,
    DROP COLUMN resolved_at;
ALTER TABLE billing.transactions DROP COLUMN unwanted;
DROP INDEX billing.transactions_taking;
CREATE UNIQUE INDEX transactions_one_live_per_order ON billing.transactions (tenant_id, order_reference)
    WHERE status IN ('initiated', 'pending', 'authorized');
