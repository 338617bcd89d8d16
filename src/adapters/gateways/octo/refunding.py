"""Sending money back, in as many parts as Octo's limit asks for, and each of them once (protocol, section 8).

Octo has no way to ask for one refund: it tells only the sum of all that went back. Others have their share in that sum:
refunds of ours that arrived meanwhile, refunds made in Octo's cabinet. So after a try whose answer was lost:

- Where exactly the refund is missing from our books it is not asked for again, as section 8 has it, and billing, which
  knows what else is open, says whose money that is.
- Where it is any other sum the refund is sent again: by its `shop_refund_id` Octo knows it, and sends it once.
- What Octo answers to a repeat is not documented. A refusal may mean "you have asked that before" as well as "no", so
  it settles nothing: the refund stays unknown and is asked about again, until the sum tells.
"""

from dataclasses import dataclass

from adapters.gateways.octo.amounts import refund_parts
from adapters.gateways.octo.answers import PaymentAnswer, RefundAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.mapping import gone_back
from adapters.gateways.octo.references import refund_key
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.octo.statuses import RefundStand, refund_stand_of
from adapters.gateways.outcomes import while_acting
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from billing.domain.failure import Failure
from billing.domain.observation import RefundNews
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


def gone_unbooked(transaction: Transaction, seen: PaymentAnswer) -> Money:
    """How much more has gone back than our books know of; nothing when Octo does not tell."""
    total = gone_back(transaction, seen)
    return Money(0, transaction.amount.currency) if total is None else total - transaction.refunded_amount


def cannot_have_gone(transaction: Transaction, refund: Refund, gone: Money) -> bool:
    """Whether no part of a refund in doubt has gone, or is on its way, when so much has gone that we did not book.

    What Octo has accepted never adds up to more than was taken: where even the first part would, it was not accepted.
    """
    first = refund_parts(refund.amount)[0]
    return gone < first and transaction.captured_amount < transaction.refunded_amount + gone + first


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunding:
    """One try to send a refund.

    What has gone is never forgotten: once a part may be on its way, whatever stops the others leaves the whole unknown.
    Parts have the same names in every try.

    Attributes:
        name: what its parts are named after.
        gone: what has gone back that our books do not know, of whatever refund it is; None where no earlier try can
            have sent anything.
        supplier: whose part of a split payment it is.
    """

    client: OctoClient
    settings: OctoSettings
    refund: Refund
    name: str
    uuid: str
    gone: Money | None
    supplier: int | None

    async def news(self) -> RefundNews:
        """What became of it, in Octo's answers about every part of it.

        Raises:
            GatewayRefusedError, GatewayUnavailableError: nothing of it has gone in this try.
            UnknownOutcomeError: some of it has, or may have.
        """
        parts = refund_parts(self.refund.amount)
        answers: list[RefundAnswer] = []
        asked = Money(0, self.refund.amount.currency)
        for number, part in enumerate(parts, start=1):
            asked += part
            answer = await self._part(number, part, may_have_gone=self.gone is not None and asked <= self.gone)
            if answer is None:
                continue
            if refund_stand_of(answer.status) is RefundStand.FAILED:
                return self._failed(answer, begun=number > 1)
            answers.append(answer)
        if len(answers) < len(parts):
            raise UnknownOutcomeError("Octo does not repeat its answer about the refund.")
        return self._told(answers)

    async def _part(self, number: int, part: Money, *, may_have_gone: bool) -> RefundAnswer | None:
        """Octo's answer about one part; None when it refuses to repeat one that may have gone: the others go on."""
        key = refund_key(self.name, part=number)
        try:
            with while_acting():
                return await self.client.refund(
                    settings=self.settings, uuid=self.uuid, key=key, amount=part, supplier=self.supplier
                )
        except (GatewayRefusedError, GatewayUnavailableError) as obstacle:
            if may_have_gone and isinstance(obstacle, GatewayRefusedError):
                return None
            if number > 1 or self.gone is not None:
                raise UnknownOutcomeError(f"Part {number} of the refund has not gone: {obstacle.message}") from obstacle
            raise

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
