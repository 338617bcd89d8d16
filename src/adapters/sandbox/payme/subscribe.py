"""The Subscribe API: who may call which method, and the dispatch (protocol, section 7)."""

import hmac
from collections.abc import Mapping

from adapters.sandbox.payme import fields
from adapters.sandbox.payme.cards import WAIT_MS, Card, Cards
from adapters.sandbox.payme.fields import Body
from adapters.sandbox.payme.receipts_api import ReceiptsApi
from adapters.sandbox.payme.refusals import NOT_AUTHORIZED, UNKNOWN_METHOD, PaymeSaysNoError
from adapters.sandbox.payme.registers import PaymeRegister, PaymeRegisters

# A browser calls these with the register's id alone; everything else needs its key.
_CLIENT_SIDE = frozenset({"cards.create", "cards.get_verify_code", "cards.verify"})
_SERVER_SIDE = frozenset({"cards.check", "cards.remove"})


class SubscribeApi:
    """Answers registers."""

    def __init__(self, *, registers: PaymeRegisters, cards: Cards, receipts: ReceiptsApi) -> None:
        self._registers = registers
        self._cards = cards
        self._receipts = receipts
        self.methods: frozenset[str] = _CLIENT_SIDE | _SERVER_SIDE | receipts.methods.keys()

    async def answer(self, *, x_auth: str, method: str, params: Body) -> object:
        """The result of a call.

        Raises:
            PaymeSaysNoError: -32504 before anything else, then -32601, then what the method refuses.
        """
        register = await self._register(x_auth, method)
        if method not in self.methods:
            raise PaymeSaysNoError(UNKNOWN_METHOD, "Method not found", data=method)
        receipts = self._receipts.methods.get(method)
        return self._card(register, method, params) if receipts is None else await receipts(register, params)

    async def _register(self, x_auth: str, method: str) -> PaymeRegister:
        register_id, colon, key = x_auth.partition(":")
        register = await self._registers.find(register_id)
        if register is None or not register.api_key:
            raise PaymeSaysNoError(NOT_AUTHORIZED, "Access denied")
        if method in _CLIENT_SIDE and not colon:
            return register
        if not hmac.compare_digest(key.encode(), register.api_key.encode()):
            raise PaymeSaysNoError(NOT_AUTHORIZED, "Access denied")
        return register

    def _card(self, register: PaymeRegister, method: str, params: Body) -> Mapping[str, object]:
        if method == "cards.create":
            return _told(self._cards.create(register.id, params))
        card = self._cards.find(register.id, fields.text(params, "token"))
        if method == "cards.get_verify_code":
            return {"sent": True, "phone": "99890*****31", "wait": WAIT_MS}
        if method == "cards.remove":
            self._cards.remove(card)
            return {"success": True}
        if method == "cards.verify":
            self._cards.verify(card, fields.text(params, "code"))
        return _told(card)


def _told(card: Card) -> Mapping[str, object]:
    return {"card": card.told()}
