-- Refunds of deposits, the house's own bookings (fees, adjustments), and what late outcomes need to be known by.

ALTER TABLE accounts.transactions
    ALTER COLUMN user_id DROP NOT NULL,
    ADD COLUMN refunded_transaction_id uuid,
    ADD COLUMN payment_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN shortfall bigint NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
    DROP CONSTRAINT transactions_kind_check,
    ADD CONSTRAINT transactions_kind_check
        CHECK (kind IN ('deposit', 'withdraw', 'transfer', 'refund', 'fee', 'adjustment')),
    ADD CONSTRAINT transactions_refund_of_a_deposit CHECK ((kind = 'refund') = (refunded_transaction_id IS NOT NULL)),
    ADD CONSTRAINT transactions_house_has_no_user CHECK ((kind IN ('fee', 'adjustment')) = (user_id IS NULL));

CREATE INDEX transactions_refunds ON accounts.transactions (tenant_id, refunded_transaction_id)
    WHERE refunded_transaction_id IS NOT NULL;
