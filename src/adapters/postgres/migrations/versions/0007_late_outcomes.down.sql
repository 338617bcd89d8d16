-- What only this revision can hold must be gone before: nothing of the books is dropped silently.
DROP INDEX accounts.transactions_refunds;

ALTER TABLE accounts.transactions
    DROP CONSTRAINT transactions_house_has_no_user,
    DROP CONSTRAINT transactions_refund_of_a_deposit,
    DROP CONSTRAINT transactions_kind_check,
    ADD CONSTRAINT transactions_kind_check CHECK (kind IN ('deposit', 'withdraw', 'transfer')),
    DROP COLUMN shortfall,
    DROP COLUMN payment_version,
    DROP COLUMN refunded_transaction_id,
    ALTER COLUMN user_id SET NOT NULL;
