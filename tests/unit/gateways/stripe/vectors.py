"""The published bodies and signatures (Stripe protocol, section 19)."""

SECRET = "whsec_test_5f2b1c9d8e7a6b4c3d2e1f0a"
OLD_SECRET = "whsec_old_00112233445566778899aabb"
T = 1767225600
T_REFUND = 1767229200
T_PAYOUT = 1767232800

COMPLETED = (
    b'{"id":"evt_1TestVector000001","object":"event","api_version":"2026-10-28.endive","created":1767225600,'
    b'"type":"checkout.session.completed","livemode":false,"pending_webhooks":1,'
    b'"request":{"id":null,"idempotency_key":null},"data":{"object":{"id":"cs_test_vec1","object":"checkout.session",'
    b'"mode":"payment","status":"complete","payment_status":"paid","client_reference_id":"txn-0001",'
    b'"payment_intent":"pi_vec1","amount_total":1999,"currency":"usd","metadata":{"transaction_id":"txn-0001"}}}}'
)
REFUNDED = (
    '{"id":"evt_1TestVector000002","object":"event","type":"charge.refunded","data":{"object":{"id":"ch_vec1",'
    '"object":"charge","amount":1999,"amount_refunded":500,"refunded":false,"description":"Тест ўзбек ✓"}}}'
).encode()
EMPTY = b"{}"
REFUND_FAILED = (
    b'{"id":"evt_1TestVector000003","object":"event","api_version":"2026-10-28.endive","created":1767229200,'
    b'"type":"refund.failed","data":{"object":{"id":"re_vec1","object":"refund","amount":500,"currency":"usd",'
    b'"charge":"ch_vec1","payment_intent":"pi_vec1","status":"failed","failure_reason":"expired_or_canceled_card"}}}'
)
PAYOUT_FAILED = (
    b'{"id":"evt_1TestVector000004","object":"event","api_version":"2026-10-28.endive","account":"acct_vec1",'
    b'"created":1767232800,"type":"payout.failed","data":{"object":{"id":"po_vec1","object":"payout","amount":10000,'
    b'"currency":"usd","status":"failed","failure_code":"account_closed","metadata":{"withdrawal_id":"wd-1"}}}}'
)
THIN = (
    b'{"id":"evt_test_65thin","object":"v2.core.event","type":"v1.payment_intent.succeeded",'
    b'"created":"2026-01-01T00:00:00.000Z","livemode":false,"context":null,"reason":null,'
    b'"related_object":{"id":"pi_vec1","type":"payment_intent","url":"/v1/payment_intents/pi_vec1"}}'
)

V = "3004aa1bfb9b4f6f0a702df5b2969477d41008f5eb19adbea429a41df544e8f1"
W = "04c736912cfdc6b9eada9a6a146f8b3f02d4703ddd1a64e990f78fd4396f5951"

SIGNED = {
    "A": (COMPLETED, SECRET, T, V),
    "A, the old secret": (COMPLETED, OLD_SECRET, T, W),
    "A, a second later": (COMPLETED, SECRET, T + 1, "f7806f18a21607ff7a12214f5ffa4979dc7d226d32db83fef34c8f8eaa2b58bf"),
    "B": (REFUNDED, SECRET, T, "6ce6578d4ff671703c18430f727ba8ab11b56e6f4da7a3068af60b5c17039977"),
    "C": (EMPTY, SECRET, T, "1f0f540af6f62059819b3d359503db1386e6fc29d917fce66ea1e0cda23a885b"),
    "R": (REFUND_FAILED, SECRET, T_REFUND, "642bd27c4a86577af526e0384476edca67840652b20b29b398b0f9846b467880"),
    "P": (PAYOUT_FAILED, SECRET, T_PAYOUT, "f8e3b5d3cc4635a83fa4ff5042ee97abae82ed204e07be79b43c31e0ad0387c8"),
    "N": (THIN, SECRET, T, "d67a4927837b4b7551a14a5d31ccb2929809cf72ef80d35bb1fd5da368498e98"),
}

# Of body A: what a careless implementation would take for genuine.
FORGED = {
    "with a line break after the body": "f5507344902ba5fa15bd7db8038f98f47f45b9f4a61d10d2883b885360568eeb",
    "of the body printed anew": "a9a06834ce46770d11bc8642dc698787a1a55220b884978876c5152fa92e2f69",
    "without the dot": "fa575a18bafcdb301c1fa84890adefff5aceff97d846f196598aeeb1e6156b9e",
    "without whsec_ in the key": "0c573b33e3b529d09ad385361381f5ee999bbde153b15b5c013b2be035b4aaeb",
}
