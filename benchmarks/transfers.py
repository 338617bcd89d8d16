"""Transfers to ask for: who pays whom, as bytes of a TransferRequest."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from hamyon.accounts.v1.movements_pb2 import TransferRequest
from hamyon.common.v1.money_pb2 import Money

CURRENCY = "UZS"
AMOUNT = 5
_REQUEST_ID_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Payers:
    """An API key and the accounts it moves money between."""

    secret: str
    accounts: Sequence[str]


class Transfers:
    """Endless requests of one tenant, no two alike: a repeated request id would be answered from memory.

    With `hot` everybody pays the first account.
    """

    def __init__(self, payers: Payers, *, hot: bool = False) -> None:
        self._accounts = [account.encode() for account in payers.accounts]
        self._hot = hot
        # Protobuf lets fields stand in any order, so what is the same in every request is made once.
        template = TransferRequest(amount=Money(minor_units=AMOUNT, currency_code=CURRENCY))
        self._amount = template.SerializeToString()

    def next(self) -> bytes:
        """A request nobody has sent yet."""
        payer, payee = random.sample(self._accounts, 2)
        if self._hot:
            payee = self._accounts[0]
            if payer == payee:
                payer = self._accounts[1]
        request_id = b"%032x" % random.getrandbits(4 * _REQUEST_ID_LENGTH)
        return b"\x0a\x20%b\x12\x24%b\x1a\x24%b%b" % (request_id, payer, payee, self._amount)
