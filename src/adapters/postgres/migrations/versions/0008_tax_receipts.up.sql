-- One more thing that providers are asked: to issue the tax receipt of what was paid.

ALTER TABLE billing.provider_calls
    DROP CONSTRAINT provider_calls_operation_check,
    ADD CONSTRAINT provider_calls_operation_check CHECK (operation IN (
        'create', 'capture', 'cancel', 'refund', 'return', 'pay_out', 'look_up', 'fiscalize'
    ));
