-- Completed payments of a tenant through four gateways by turns, each with what its provider tells of a payment.
-- Parameters: whose, and how many.

INSERT INTO billing.transactions (
    tenant_id, id, gateway, direction, status, amount, currency, captured_amount, refunded_amount, order_reference,
    payment_url, return_url, details, metadata, late, unwanted, version, created_at, updated_at
)
SELECT
    %(tenant)s::uuid, gen_random_uuid(), gateway, 'payment', 'completed', 100000 + n, 'UZS', 100000 + n, 0,
    'order ' || n, 'https://pay.example/' || n, '', details, '{}', false, false, 3,
    timestamptz '2026-01-01' + make_interval(secs => n), timestamptz '2026-01-01' + make_interval(secs => n + 60)
FROM generate_series(1, %(count)s::integer) AS n
CROSS JOIN LATERAL (
    VALUES
        (0, 'stripe', jsonb_build_object(
            'mode', 'payment', 'session_id', 'cs_' || %(tenant)s || n, 'session_status', 'complete',
            'payment_status', 'paid', 'payment_intent_id', 'pi_' || %(tenant)s || n, 'client_reference_id', 'order ' || n,
            'customer_id', 'cus_' || n %% 1000, 'livemode', true
        )),
        (1, 'octo', jsonb_build_object(
            'octo_shop_id', 12345, 'shop_transaction_id', %(tenant)s || n || '-1',
            'octo_payment_uuid', 'octo-' || %(tenant)s || n, 'status', 'succeeded', 'card_type', 'UZCARD',
            'card_country', 'UZ', 'card_masked_pan', '860031** **** ' || n %% 10000, 'total_sum', '1000.00'
        )),
        (2, 'click', jsonb_build_object(
            'service_id', 10, 'merchant_id', 20, 'merchant_trans_id', 'order ' || n, 'merchant_prepare_id', n,
            'merchant_confirm_id', n, 'pay_doc_id', 3000000000 + n, 'error_code', 0, 'error_note', 'Success'
        )),
        (3, 'payme', jsonb_build_object(
            'merchant_id', '5e730e8e0b852a417aa49ceb', 'id', 'payme-' || %(tenant)s || n, 'transaction', n::text, 'state', 2,
            'time', 1767225600000 + n, 'perform_time', 1767225660000 + n,
            'account', jsonb_build_object('order_id', 'order ' || n)
        ))
) AS told (turn, gateway, details)
WHERE turn = n %% 4
