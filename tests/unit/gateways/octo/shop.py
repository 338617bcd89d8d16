"""The shop of the published examples, and its notifications."""

import json

from adapters.gateways.octo.settings import OctoSettings, parse_settings

SECRET = "2f6e0c1d-7a3b-4c5d-9e8f-001122334455"
KEY = "oct_uniq_7Qf3pZ"
HASH_KEY = "e27d3f79-3189-44e9-8a66-566a141025df"
UUID = "4556a13e-f763-4b91-9387-92395fd51ccf"
COMPLETE = {"octo_shop_id": 12345, "octo_secret": SECRET, "unique_key": KEY}
SUCCEEDED = {
    "shop_transaction_id": "txn-0001-1",
    "octo_payment_UUID": UUID,
    "status": "succeeded",
    "signature": "B2EF254C38368BC2F0BEBA6B192129AA8534DC4F",
    "hash_key": HASH_KEY,
    "total_sum": 12000.0,
    "transfer_sum": 11580.0,
    "refunded_sum": 0.0,
    "card_country": "UZ",
    "maskedPan": "860031** **** 1293",
    "currency": "UZS",
    "card_vendor": "uzcard",
    "rrn": "612139657999",
    "riskLevel": 0,
    "payed_time": "2026-01-01 05:03:10",
    "card_type": "UZCARD",
}


def shop(**changes: object) -> OctoSettings:
    """The shop's settings."""
    return parse_settings({**COMPLETE, **changes})


def notification(**changes: object) -> bytes:
    """The published notification of a success; a change to None leaves the field out."""
    return json.dumps({name: value for name, value in {**SUCCEEDED, **changes}.items() if value is not None}).encode()
