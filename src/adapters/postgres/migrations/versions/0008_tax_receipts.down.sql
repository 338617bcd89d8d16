-- A revision that does not know these calls cannot read them; the receipts themselves are the provider's.
DELETE FROM billing.provider_calls WHERE operation = 'fiscalize';

ALTER TABLE billing.provider_calls
    DROP CONSTRAINT provider_calls_operation_check,
    ADD CONSTRAINT provider_calls_operation_check CHECK (operation IN (
        'create', 'capture', 'cancel', 'refund', 'return', 'pay_out', 'look_up'
    ));
