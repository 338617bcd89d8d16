"""Forms as Click posts them, for tests: the fields of the protocol's examples, signed or deliberately not."""

from urllib.parse import urlencode

from adapters.gateways.click.signature import sign

SECRET = "s3cr3t-KEY_test"

PREPARE_FIELDS = {
    "click_trans_id": "3647147957",
    "service_id": "73438",
    "click_paydoc_id": "2882343434",
    "merchant_trans_id": "order-1001",
    "amount": "1000",
    "action": "0",
    "error": "0",
    "error_note": "Success",
    "sign_time": "2026-01-15 10:20:30",
}


def prepare(**changes: str) -> dict[str, str]:
    """A signed Prepare; a changed `sign_string` stays as given."""
    return signed({**PREPARE_FIELDS, **changes})


def complete(**changes: str) -> dict[str, str]:
    """A signed Complete of attempt 501; a changed `sign_string` stays as given."""
    fields = {"merchant_prepare_id": "501", "action": "1", "sign_time": "2026-01-15 10:20:45"}
    return signed({**PREPARE_FIELDS, **fields, **changes})


def signed(form: dict[str, str]) -> dict[str, str]:
    """The form with the signature Click would put under it."""
    return {"sign_string": sign(form=form, secret_key=SECRET), **form}


def body(form: dict[str, str]) -> bytes:
    """The form as it travels."""
    return urlencode(form).encode()
