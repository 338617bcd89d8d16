-- What only this revision can hold is gone with it.
DROP TABLE billing.reconciliations;
DROP INDEX billing.discrepancies_open;
-- An owner who is no superuser would see no tenant's rows.
ALTER TABLE billing.discrepancies NO FORCE ROW LEVEL SECURITY;
DELETE FROM billing.discrepancies WHERE kind IN ('missing_here', 'missing_there', 'status_mismatch');
ALTER TABLE billing.discrepancies FORCE ROW LEVEL SECURITY;
ALTER TABLE billing.discrepancies
    DROP CONSTRAINT discrepancies_of_nobody,
    DROP CONSTRAINT discrepancies_kind_check,
    ADD CONSTRAINT discrepancies_kind_check CHECK (kind IN (
        'surplus_payment', 'payment_of_canceled', 'amount_mismatch', 'refund_mismatch'
    )),
    ALTER COLUMN transaction_id SET NOT NULL,
    DROP COLUMN resolved_by,
    DROP COLUMN party,
    DROP COLUMN gateway;
DROP INDEX billing.transactions_by_change;
