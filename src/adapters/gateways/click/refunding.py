"""Sends money back through Click (protocol, sections 5.6 and 5.7): there is no idempotency key, so we look first.

Whether a payment can still be reversed (completed, by card, of this month) Click decides: its no is final.
"""

from dataclasses import dataclass

from adapters.gateways.click.finding import Finding
from adapters.gateways.click.merchant_api.answers import PAID, PaymentAnswer
from adapters.gateways.click.merchant_api.calls import MerchantApi
from adapters.gateways.click.merchant_api.errors import GATEWAY, not_identified
from adapters.gateways.click.settings import ClickSettings
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NotSupportedByGatewayError,
    UnknownOutcomeError,
)
from billing.domain.observation import RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunding:
    """One refund, or the return of a payment that settles nothing."""

    api: MerchantApi
    settings: ClickSettings
    transaction: Transaction
    refund: Refund
    call: ProviderCall

    async def news(self) -> RefundNews:
        """What became of it.

        Raises:
            NotSupportedByGatewayError: it is a part, and the contract returns no parts.
            GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: as `PaymentProvider` says.
        """
        if self._is_whole():
            return await self._reverse(await self._payment())
        if not self.settings.partial_reversal:
            raise NotSupportedByGatewayError(gateway=GATEWAY, operation="refund a part")
        return await self._reverse_partly(await self._payment())

    def _is_whole(self) -> bool:
        # What settles nothing was never refunded before, and goes back as it came.
        if self.call.operation is Operation.RETURN:
            return True
        return self.refund.amount == self.transaction.captured_amount

    async def _payment(self) -> PaymentAnswer:
        finding = Finding(api=self.api, settings=self.settings, transaction=self.transaction)
        try:
            if self.call.operation is Operation.RETURN and self.refund.external_id:
                return await finding.tried(self.refund.external_id)
            return await finding.settled()
        except GatewayRefusedError as refused:
            if not self.call.doubtful:
                raise
            # An earlier try may have sent the money back: that it cannot be seen now does not make it fail.
            raise UnknownOutcomeError(refused.message) from refused

    async def _reverse(self, payment: PaymentAnswer) -> RefundNews:
        if payment.status is not None and payment.status < 0:
            # Reversed before: by an earlier try of ours, in Click's cabinet, or by Click, whom we refused.
            return self._succeeded(payment)
        await self.api.reverse(settings=self.settings, payment_id=_completed(payment))
        return self._succeeded(payment)

    async def _reverse_partly(self, payment: PaymentAnswer) -> RefundNews:
        if payment.status is not None and payment.status < 0:
            # All of it went back, and this part with it.
            return self._succeeded(payment)
        if self.call.doubtful:
            # No status tells how much of a payment went back, and a repeat could send it twice: a person must look,
            # and is told to when it has been so for a day.
            raise UnknownOutcomeError("Click does not tell whether the part was sent back: see its cabinet.")
        payment_id = _completed(payment)
        await self.api.reverse_partly(settings=self.settings, payment_id=payment_id, amount=self.refund.amount)
        return self._succeeded(payment)

    def _succeeded(self, payment: PaymentAnswer) -> RefundNews:
        whole = str(payment.payment_id)
        return RefundNews(
            refund_id=self.refund.id,
            external_id=whole if self._is_whole() else f"{whole}:{self.refund.id}",
            amount=self.refund.amount,
            status=RefundStatus.SUCCEEDED,
        )


def _completed(payment: PaymentAnswer) -> int:
    """The number of a payment that can be sent back now.

    Raises:
        GatewayUnavailableError: Click has not completed it yet.
    """
    if payment.status != PAID:
        raise GatewayUnavailableError(f"The payment is not completed at Click: status {payment.status}.")
    if payment.payment_id is None:
        raise not_identified()
    return payment.payment_id
