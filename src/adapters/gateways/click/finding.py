"""Finds a payment at Click (protocol, sections 5.4, 5.5 and 14.3): before money goes back, it must be the right one."""

from collections.abc import Iterable, Sequence
from datetime import date

from adapters.gateways.click.details import details_of
from adapters.gateways.click.merchant_api.answers import PAID, PaymentAnswer
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.errors import StrangerError, not_identified
from adapters.gateways.click.settings import ClickSettings
from adapters.gateways.click.tries import Try, owner_of, tries_of
from billing.domain.errors import GatewayRefusedError
from billing.domain.transaction import Transaction

# A payer who tries for days leaves many; the newest are those that can still be paid.
_MOST_TRIES = 10


class Finding:
    """Looks for the payments of one transaction."""

    def __init__(self, *, api: MerchantApi, settings: ClickSettings, transaction: Transaction) -> None:
        self._api = api
        self._settings = settings
        self._details = details_of(transaction.details)
        self._tries = tries_of(transaction, self._details)
        self._reference = self._details.merchant_trans_id or transaction.order_reference
        self._is_repeatable = self._reference != transaction.order_reference
        self._is_settled = transaction.captured_amount.minor_units > 0

    async def unsettled(self) -> list[tuple[PaymentAnswer, Try | None]]:
        """What Click has for the newest tries that did not settle the transaction, the oldest first.

        Each with the try that it certainly is; None where Click does not tell.
        """
        wanted = [one for one in self._tries if not self._has_settled(one)][:_MOST_TRIES]
        answers = await self.made_on(day for one in wanted for day in one.days())
        if not answers and not self._is_settled and self._details.payment_id is not None:
            answers = [await self._status(self._details.payment_id)]
        answers += await self._hidden(wanted, answers)
        found = [(answer, self._owner(answer)) for answer in answers]
        kept = [(answer, owner) for answer, owner in found if owner is None or owner in wanted]
        return sorted(kept, key=lambda one: () if one[1] is None else one[1].moments)

    async def settled(self) -> PaymentAnswer:
        """The payment that settled the transaction.

        Raises:
            GatewayRefusedError: Click does not tell which of its payments that is.
        """
        if self._details.payment_id is not None:
            return await self._status(self._details.payment_id)
        return await self._of(next((one for one in self._tries if one.pay_doc_id == self._details.pay_doc_id), None))

    async def tried(self, trans_id: str) -> PaymentAnswer:
        """The payment of a try that did not settle the transaction, by its `click_trans_id`.

        Raises:
            GatewayRefusedError: Click does not tell which of its payments that is.
        """
        wanted = next((one for one in self._tries if one.trans_id == trans_id), None)
        if wanted is not None and self._has_settled(wanted):
            raise not_identified()
        return await self._of(wanted)

    async def made_on(self, days: Iterable[date]) -> list[PaymentAnswer]:
        """What Click has under the reference on these days, whatever tries we know of."""
        answers = [await self._by_reference(day) for day in dict.fromkeys(days)]
        return [
            answer if answer.status is not None else await self._status(answer.payment_id)
            for answer in answers
            if answer.payment_id is not None
        ]

    async def _hidden(self, wanted: Iterable[Try], answers: Sequence[PaymentAnswer]) -> list[PaymentAnswer]:
        """The payments of these tries that Click hides: of all that an order has on a day it names one."""
        owners = [self._owner(answer) for answer in answers]
        told = [answer.payment_id for answer in answers]
        names = [self._named_alike(one, [*told, self._details.payment_id]) for one in wanted if one not in owners]
        return [
            await self._known_status(name) for name in dict.fromkeys(names) if name is not None and name not in told
        ]

    async def _of(self, wanted: Try | None) -> PaymentAnswer:
        if wanted is None:
            raise not_identified()
        answers = await self.made_on(wanted.days())
        for answer in answers:
            if self._owner(answer) == wanted:
                return answer
        named = self._named_alike(wanted, [*(answer.payment_id for answer in answers), self._details.payment_id])
        if named is None:
            raise not_identified()
        return await self._status(named)

    def _has_settled(self, one: Try) -> bool:
        """Whether the try's document is the one that settled the transaction; it may be tried several times."""
        return self._is_settled and one.pay_doc_id == self._details.pay_doc_id

    def _owner(self, answer: PaymentAnswer) -> Try | None:
        is_paid = answer.status == PAID
        return owner_of(answer.payment_id, self._tries, is_paid=is_paid, is_repeatable=self._is_repeatable)

    def _named_alike(self, wanted: Try, payment_ids: Iterable[int | None]) -> int | None:
        """The number of a payment that Click hides behind another of the order, by how it calls that other one."""
        for payment_id in payment_ids:
            other = next((one for one in self._tries if one.is_called(payment_id)), None)
            if other is not None:
                return wanted.pay_doc_id if payment_id == other.pay_doc_id else int(wanted.trans_id)
        return None

    async def _by_reference(self, day: date) -> PaymentAnswer:
        """The payment of a day; Click's code for "there is none" is not published, so any refusal says that."""
        try:
            return await self._api.payment_status_by_mti(settings=self._settings, reference=self._reference, day=day)
        except StrangerError:
            raise
        except GatewayRefusedError:
            return PaymentAnswer(payment_id=None, status=None)

    async def _known_status(self, payment_id: int) -> PaymentAnswer:
        """How a payment stands that Click may not know: whom it did not let begin it has nothing of."""
        try:
            return await self._status(payment_id)
        except StrangerError:
            raise
        except GatewayRefusedError:
            return PaymentAnswer(payment_id=payment_id, status=None)

    async def _status(self, payment_id: int) -> PaymentAnswer:
        answer = await self._api.payment_status(settings=self._settings, payment_id=payment_id)
        return PaymentAnswer(payment_id=payment_id, status=answer.status, note=answer.note)
