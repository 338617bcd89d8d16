"""Octo's words, its notifications and its addresses in our terms (protocol, sections 3, 5, 8, 9 and 14)."""

import pytest

from adapters.gateways.octo.errors import OctoNotificationError
from adapters.gateways.octo.notification import is_signed_by, read_notification
from adapters.gateways.octo.pay_url import is_pay_url
from adapters.gateways.octo.statuses import RefundStand, Stand, refund_stand_of, stand_of
from tests.unit.gateways.octo.shop import UUID, notification, shop


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        (
            ("created", "wait_user_action", "process_user_login", "process_action", "payment_in_process", "capture"),
            Stand.OPEN,
        ),
        (("waiting_for_capture", " Waiting_For_Capture "), Stand.HELD),
        (("succeeded", "SUCCEEDED", "refunded", "partially_refunded"), Stand.PAID),
        (("canceled", "cancelled", "cancel", "expired"), Stand.CANCELED),
        (("failed", "declined", "rejected"), Stand.FAILED),
        (("success", "paid", "", "whatever"), None),
    ],
)
def test_a_word_means_what_the_table_says_and_an_unknown_one_nothing(
    words: tuple[str, ...], stand: Stand | None
) -> None:
    assert {stand} == {stand_of(word) for word in words}


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        (("succeeded",), RefundStand.SUCCEEDED),
        (("pending", "new", "unknown", "ok", "whatever"), RefundStand.PENDING),
        (("failed", "canceled", "error"), RefundStand.FAILED),
    ],
)
def test_only_succeeded_is_a_finished_refund(words: tuple[str, ...], stand: RefundStand) -> None:
    assert {stand} == {refund_stand_of(word) for word in words}


@pytest.mark.parametrize("status", ["succeeded", "waiting_for_capture", "canceled"])
def test_the_published_notifications_are_read_and_verified(status: str) -> None:
    signatures = {
        "succeeded": "B2EF254C38368BC2F0BEBA6B192129AA8534DC4F",
        "waiting_for_capture": "3A07D53456E9D140400C8B960F42BB9DBE38A2BF",
        "canceled": "1A9A9379F4AC79F6B71B305460D2A798097FD000",
    }
    said = read_notification(notification(status=status, signature=signatures[status]))
    assert ("txn-0001-1", UUID, status) == (said.reference, said.uuid, said.status)
    assert is_signed_by(said, settings=shop())


def test_a_notification_needs_only_four_fields_and_may_have_others() -> None:
    bare = dict.fromkeys(("hash_key", "total_sum", "transfer_sum", "currency", "maskedPan", "rrn"), None)
    assert is_signed_by(read_notification(notification(**bare, something_new={"a": [1]})), settings=shop())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"a=b",
        b"\xff",
        notification()[:-1],
        notification(shop_transaction_id=None),
        notification(shop_transaction_id=5),
        notification(shop_transaction_id="x" * 256),
        notification(shop_transaction_id="txn\x00"),
        notification(octo_payment_UUID=None),
        notification(octo_payment_UUID="{" + UUID + "}"),
        notification(octo_payment_UUID=UUID.replace("-", "")),
        notification(octo_payment_UUID=UUID + " "),
        notification(status="success"),
        notification(status=["succeeded"]),
    ],
)
def test_what_is_malformed_is_no_notification(body: bytes) -> None:
    with pytest.raises(OctoNotificationError):
        read_notification(body)


@pytest.mark.parametrize(
    ("address", "api_url", "good"),
    [
        (f"https://pay2.octo.uz/pay/{UUID}?language=uz", "", True),
        (f"https://pay.octo.uz/pay/{UUID}", "", True),
        (f"http://pay2.octo.uz/pay/{UUID}", "", False),
        ("https://pay2.octo.uz.evil.example/pay", "", False),
        ("https://evilocto.uz/pay", "", False),
        ("https://evil.example/?pay2.octo.uz", "", False),
        ("javascript:alert(1)//.octo.uz", "", False),
        ("https://[", "", False),
        ("", "", False),
        ("http://127.0.0.1:8080/sandbox/octo/pay/1", "", False),
        ("http://127.0.0.1:8080/sandbox/octo/pay/1", "http://127.0.0.1:8080/sandbox/octo", True),
        ("https://pay2.octo.uz/pay/1", "https://relay.example/octo", True),
        ("http://evil.example/pay", "http://127.0.0.1:8080/sandbox/octo", False),
    ],
)
def test_payers_are_sent_to_octos_own_hosts(address: str, api_url: str, *, good: bool) -> None:
    assert good == is_pay_url(address, settings=shop(api_url=api_url))
