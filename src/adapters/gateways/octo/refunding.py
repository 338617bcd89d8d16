"""Sending money back, in as many parts as Octo's limit asks for, and each of them once (protocol, section 8)."""

from dataclasses import dataclass

from adapters.gateways.octo.amounts import refund_parts
from adapters.gateways.octo.answers import PaymentAnswer, RefundAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.errors import while_acting
from adapters.gateways.octo.mapping import gone_back
from adapters.gateways.octo.references import refund_key
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.octo.statuses import RefundStand, refund_stand_of
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from billing.domain.failure import Failure
from billing.domain.observation import RefundNews
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunding:
    """One try to send a refund.

    What has gone is never forgotten: once a part may be on its way, whatever stops the others leaves the whole unknown,
    and the next try goes on where this one stopped. Parts have the same names in every try, by which Octo knows them.
    """

    client: OctoClient
    settings: OctoSettings
    transaction: Transaction
    refund: Refund
    uuid: str

    async def news(self, *, seen: PaymentAnswer | None) -> RefundNews:
        """What became of it; `seen` is the payment as Octo tells it, when an earlier try may have had an effect.

        Raises:
            GatewayRefusedError, GatewayUnavailableError: nothing of it has gone.
            UnknownOutcomeError: some of it has, or may have.
        """
        gone = self._gone(seen)
        answers: list[RefundAnswer] = []
        asked = Money(0, self.refund.amount.currency)
        for number, part in enumerate(refund_parts(self.refund.amount), start=1):
            asked += part
            if asked <= gone:
                continue
            begun = number > 1
            answer = await self._part(number, part, begun=begun)
            if refund_stand_of(answer.status) is RefundStand.FAILED:
                return self._failed(answer, begun=begun)
            answers.append(answer)
        return self._told(answers)

    async def _part(self, number: int, part: Money, *, begun: bool) -> RefundAnswer:
        key = refund_key(self.refund.id, part=number)
        try:
            with while_acting():
                return await self.client.refund(settings=self.settings, uuid=self.uuid, key=key, amount=part)
        except (GatewayRefusedError, GatewayUnavailableError) as obstacle:
            if begun:
                raise UnknownOutcomeError(f"Part {number} of the refund has not gone: {obstacle.message}") from obstacle
            raise

    def _gone(self, seen: PaymentAnswer | None) -> Money:
        """How much more has gone back than we know of: what earlier tries have sent."""
        nothing = Money(0, self.refund.amount.currency)
        total = gone_back(self.transaction, seen) if seen is not None else None
        return nothing if total is None else total - self.transaction.refunded_amount

    def _told(self, answers: list[RefundAnswer]) -> RefundNews:
        """Accepted is not arrived: only `succeeded` is, and Octo counts the rest in `refunded_sum` when it is."""
        arrived = all(refund_stand_of(answer.status) is RefundStand.SUCCEEDED for answer in answers)
        return RefundNews(
            refund_id=self.refund.id,
            external_id=",".join(answer.refund_id for answer in answers if answer.refund_id),
            amount=self.refund.amount,
            status=RefundStatus.SUCCEEDED if arrived else RefundStatus.PENDING,
        )

    def _failed(self, answer: RefundAnswer, *, begun: bool) -> RefundNews:
        if begun:
            raise UnknownOutcomeError(f"A part of the refund failed ({answer.refund_id}), and earlier ones have gone.")
        return RefundNews(
            refund_id=self.refund.id,
            external_id=answer.refund_id,
            amount=self.refund.amount,
            status=RefundStatus.FAILED,
            failure=Failure(reason="GATEWAY_REFUSED", message=f"Octo says that the refund is {answer.status}."),
        )
