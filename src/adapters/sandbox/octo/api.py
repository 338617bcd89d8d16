"""The merchant's calls as Octo answers them: create, read, decide on a hold, refund (protocol, sections 3, 4, 6, 8)."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime

from adapters.sandbox.octo.amounts import as_sum
from adapters.sandbox.octo.behaviour import Behaviour, Repeat
from adapters.sandbox.octo.books import Books
from adapters.sandbox.octo.fields import Body, amount, bad_format, integer, optional_integer, text
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.refund import OctoRefund, RefundStatus
from adapters.sandbox.octo.refusals import (
    OctoCrashError,
    not_found,
    too_often,
    wrong_parameters,
    wrong_refund,
    wrong_secret,
)
from adapters.sandbox.octo.shops import OctoShop, OctoShops
from adapters.sandbox.octo.terms import read_terms
from adapters.sandbox.octo.times import tashkent
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers

Data = Mapping[str, object]

# The most that goes back at once; larger refunds are several (section 8).
REFUND_MAXIMUM = {"UZS": 1_000_000_000}

_LONGEST_ID = 64


class OctoApi:
    """Answers merchants.

    Attributes:
        behaviour: may be changed between calls.
        refund_outcomes: what becomes of the next refunds, by `shop_refund_id` or `shop_transaction_id` or, under "*",
            of any; with nothing planned they succeed at once.
    """

    def __init__(self, *, shops: OctoShops, books: Books, clock: Clock, identifiers: Identifiers) -> None:
        self.behaviour = Behaviour()
        self.refund_outcomes: defaultdict[str, deque[RefundStatus]] = defaultdict(deque)
        self._shops = shops
        self._books = books
        self._clock = clock
        self._identifiers = identifiers

    async def prepare(self, body: Body, *, pay_page: str) -> Data:
        """`POST /prepare_payment`: without `total_sum` a status read, with it a new payment. `pay_page` is its site."""
        shop = await self._shop(body)
        now = self._clock.now()
        known = self._books.of_shop(shop.shop_id, text(body, "shop_transaction_id", longest=_LONGEST_ID), at=now)
        if "total_sum" not in body:
            return self._status(known, at=now, pay_page=pay_page)
        if known is None:
            return self._told(self._create(body, shop=shop, at=now), pay_page=pay_page)
        if self.behaviour.repeated_create is Repeat.ERROR:
            raise OctoCrashError
        # The first call froze everything; what the repeat says is not even read.
        return self._told(known, pay_page=pay_page)

    async def set_accept(self, body: Body, *, decided: Callable[[OctoPayment], None]) -> Data:
        """`POST /set_accept`: capture or release a hold; `decided` hears of it."""
        payment = await self._payment(body)
        verdict = text(body, "accept_status")
        if verdict not in {"capture", "cancel"}:
            raise bad_format("accept_status")
        if verdict == "capture":
            payment.capture(amount(body, "final_amount") if "final_amount" in body else None)
        else:
            payment.release()
        decided(payment)
        return {
            **_named(payment),
            "status": payment.status.value,
            "transfer_sum": as_sum(payment.transfer_sum),
            "refunded_sum": as_sum(payment.refunded_sum),
            "total_sum": as_sum(payment.terms.total),
            "payed_time": tashkent(payment.payed_at or payment.created_at),
        }

    async def refund(self, body: Body, *, refunded: Callable[[OctoPayment], None]) -> Data:
        """`POST /refund`: send part of the money back; `refunded` hears of what has gone."""
        payment = await self._payment(body)
        key = text(body, "shop_refund_id", longest=_LONGEST_ID)
        wanted, supplier = amount(body, "amount"), optional_integer(body, "supplier_shop_id")
        refund = payment.refunds.get(key)
        if refund is not None and self.behaviour.repeated_refund is Repeat.ERROR:
            raise wrong_refund()
        if refund is None:
            refund = self.send_back(payment, amount=wanted, key=key, supplier_shop_id=supplier)
            if refund.status is RefundStatus.SUCCEEDED:
                refunded(payment)
        return {
            "octo_payment_UUID": payment.uuid,
            "refund_id": refund.refund_id,
            "refund_time": tashkent(refund.created_at),
            "status": refund.status.value,
        }

    def send_back(
        self, payment: OctoPayment, *, amount: int, key: str, supplier_shop_id: int | None = None
    ) -> OctoRefund:
        """Refund within Octo's limits, also for its own cabinet."""
        code = payment.terms.currency
        if not self.behaviour.refund_minimum.get(code, 1) <= amount <= REFUND_MAXIMUM.get(code, amount):
            raise wrong_refund()
        refund = OctoRefund(
            key=key,
            refund_id=str(self._identifiers.new_id()),
            amount=amount,
            status=self._outcome(key, payment.terms.reference),
            created_at=self._clock.now(),
            supplier_shop_id=supplier_shop_id,
        )
        payment.refund(refund)
        return refund

    def _create(self, body: Body, *, shop: OctoShop, at: datetime) -> OctoPayment:
        terms = read_terms(body, shop=shop)
        payment = OctoPayment(
            uuid=str(self._identifiers.new_id()),
            shop_id=shop.shop_id,
            terms=terms,
            link_life=terms.link_life or self.behaviour.link_life,
            hold_life=self.behaviour.hold_life,
            created_at=at,
        )
        self._books.add(payment)
        return payment

    def _status(self, payment: OctoPayment | None, *, at: datetime, pay_page: str) -> Data:
        if payment is None:
            raise wrong_parameters("total_sum")
        if payment.read_at is not None and at - payment.read_at < self.behaviour.read_interval:
            raise too_often()
        payment.read_at = at
        told = self._told(payment, pay_page=pay_page)
        if self.behaviour.tells_pay_url:
            return told
        return {name: value for name, value in told.items() if name != "octo_pay_url"}

    def _told(self, payment: OctoPayment, *, pay_page: str) -> Data:
        return {
            **_named(payment),
            "status": payment.status.value,
            "octo_pay_url": f"{pay_page}/{payment.uuid}?language={payment.terms.language or 'ru'}",
            "refunded_sum": as_sum(payment.refunded_sum),
            "total_sum": as_sum(payment.terms.total),
        }

    def _outcome(self, *names: str) -> RefundStatus:
        for name in (*names, "*"):
            if planned := self.refund_outcomes.get(name):
                return planned.popleft()
        return RefundStatus.SUCCEEDED

    async def _payment(self, body: Body) -> OctoPayment:
        shop = await self._shop(body)
        payment = self._books.find(text(body, "octo_payment_UUID"), at=self._clock.now())
        if payment.shop_id != shop.shop_id:
            raise not_found()
        return payment

    async def _shop(self, body: Body) -> OctoShop:
        shop = await self._shops.find(integer(body, "octo_shop_id"))
        if shop is None or text(body, "octo_secret") != shop.secret:
            raise wrong_secret()
        return shop


def _named(payment: OctoPayment) -> Data:
    return {"shop_transaction_id": payment.terms.reference, "octo_payment_UUID": payment.uuid}
