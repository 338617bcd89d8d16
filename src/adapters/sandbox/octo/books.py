"""Octo's books: every payment it knows, in memory; the oldest is forgotten when there are too many."""

from collections import OrderedDict
from datetime import datetime

from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.refusals import not_found

_MOST = 10_000


class Books:
    """The payments."""

    def __init__(self) -> None:
        self._payments: OrderedDict[str, OctoPayment] = OrderedDict()
        self._named: dict[tuple[int, str], OctoPayment] = {}

    def add(self, payment: OctoPayment) -> None:
        """Keep a new payment."""
        self._payments[payment.uuid] = payment
        self._named[payment.shop_id, payment.terms.reference] = payment
        if len(self._payments) > _MOST:
            _, oldest = self._payments.popitem(last=False)
            del self._named[oldest.shop_id, oldest.terms.reference]

    def of_shop(self, shop_id: int, reference: str, *, at: datetime) -> OctoPayment | None:
        """A shop's payment by the shop's own name for it."""
        payment = self._named.get((shop_id, reference))
        if payment is not None:
            payment.lapse(at=at)
        return payment

    def find(self, name: str, *, at: datetime) -> OctoPayment:
        """A payment by `octo_payment_UUID` or by `shop_transaction_id`, whichever shop's.

        Raises:
            OctoRefusalError: there is none.
        """
        payment = self._payments.get(name) or next(
            (one for one in self._payments.values() if one.terms.reference == name), None
        )
        if payment is None:
            raise not_found()
        payment.lapse(at=at)
        return payment

    def all(self, *, at: datetime) -> tuple[OctoPayment, ...]:
        """Every payment, oldest first."""
        for payment in self._payments.values():
            payment.lapse(at=at)
        return tuple(self._payments.values())
