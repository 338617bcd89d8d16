"""Click's SHOP API as Click speaks it: Prepare, and after its answer Complete (Click protocol, section 4)."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import parse_qsl, urlencode

from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Call, Reply, Send, Surroundings

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Dialect:
    """One service (shop) of a Click merchant."""

    secrets = frozenset({"secret_key"})
    signing = "secret_key"
    amount = Money(100_000, currency("UZS"))
    says_currency = False

    def __init__(self, merchant: int) -> None:
        self._key = f"click-s3cr3t-of-{merchant}"
        self.settings = {"service_id": 73_000 + merchant, "merchant_id": 12_000 + merchant, "secret_key": self._key}
        self._tries = count(3_647_147_957)

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        yield {}

    def told(self, webhook_url: str) -> None:
        pass

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        fields = self._fields(payment.order_reference, amount or payment.amount)
        return self._completing(fields, await self._prepared(fields, send))

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        fields = self._fields(payment.order_reference, payment.amount)
        number = await self._prepared(fields, send)
        return self._completing({**fields, "error": "-5017", "error_note": "The card was declined."}, number)

    def signed(self, call: Call, secret: str) -> Call:
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        return _call({**fields, "sign_string": _signature(fields, secret)})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        unsigned = {name: value for name, value in fields.items() if name != "sign_string"}
        return {
            "another amount": _call({**fields, "amount": "1"}),
            "another order": _call({**fields, "merchant_trans_id": "order-7"}),
            "another attempt": _call({**fields, "merchant_prepare_id": "7"}),
            "no signature": _call(unsigned),
            "an empty signature": _call({**fields, "sign_string": ""}),
            "a made up signature": _call({**fields, "sign_string": "0" * 32}),
            "nothing": call.with_body(b""),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        return self._completing(self._fields("nobody-s-order", payment.amount), "77")

    async def of_unknown_event(self, payment: Transaction) -> Call:
        fields = self._fields(payment.order_reference, payment.amount)
        return self.signed(_call({**fields, "action": "2"}), self._key)

    def is_yes(self, reply: Reply) -> bool:
        # -4: it is paid, which is as good as a yes to a repeat.
        return reply.status == 200 and json.loads(reply.body)["error"] in {0, -4}

    def _fields(self, reference: str, amount: Money) -> dict[str, str]:
        number = next(self._tries)
        return {
            "click_trans_id": str(number),
            "service_id": str(self.settings["service_id"]),
            "click_paydoc_id": str(number + 10),
            "merchant_trans_id": reference,
            "amount": str(amount.to_decimal()),
            "action": "0",
            "error": "0",
            "error_note": "Success",
            "sign_time": "2026-01-15 10:20:30",
        }

    async def _prepared(self, fields: Mapping[str, str], send: Send) -> str:
        """Our number of the attempt; where we refused one, one that Click cannot have."""
        answer = json.loads((await send(self.signed(_call(fields), self._key))).body)
        return str(answer.get("merchant_prepare_id", "77"))

    def _completing(self, fields: Mapping[str, str], number: str) -> Call:
        return self.signed(_call({**fields, "action": "1", "merchant_prepare_id": number}), self._key)


def _call(fields: Mapping[str, str]) -> Call:
    return Call(body=urlencode(fields).encode(), headers=_FORM)


def _signature(fields: Mapping[str, str], secret: str) -> str:
    """Section 4.2, by its own words."""
    names = ["merchant_trans_id", *(["merchant_prepare_id"] if fields["action"] == "1" else []), "amount", "action"]
    text = "".join(fields[name] for name in ("click_trans_id", "service_id"))
    text += secret + "".join(fields[name] for name in names) + fields["sign_time"]
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
