"""Asks the tenant's own system whether money may move; whatever is not a clear yes is a no."""

from http import HTTPStatus
from typing import Final

import msgspec
import structlog

from adapters.http_client.client import HttpClient
from adapters.http_client.failures import NoAnswerError, NotSentError
from adapters.http_client.messages import HttpReply
from adapters.payment_guard.question import question_body, signed_question
from billing.domain.gateway import GatewayConfiguration
from billing.domain.guard_settings import GuardSettings, InvalidGuardSettingsError, guard_of
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers
from shared_kernel.money import Money

_LONGEST_REASON = 200

NO_ANSWER: Final = Verdict(allowed=False, reason="the payment guard did not answer")
NOT_UNDERSTOOD: Final = Verdict(allowed=False, reason="the payment guard's answer was not understood")
NOT_CONFIGURED: Final = Verdict(allowed=False, reason="the payment guard is not configured correctly")
_NO_GUARD: Final = Verdict(allowed=True)


class _Answer(msgspec.Struct):
    """The contract of the answer: `allow` must be there and be true or false, not something like it."""

    allow: bool
    reason: str = ""


class HttpPaymentGuard:
    """The guard each tenant configured with the gateway, or none.

    The client's session decides what a tenant's address may reach. Nothing is repeated: whoever wanted the money
    moved (a provider, a caller) asks again, and then so do we.
    """

    def __init__(self, *, client: HttpClient, clock: Clock, identifiers: Identifiers) -> None:
        self._client = client
        self._clock = clock
        self._identifiers = identifiers
        self._log = structlog.get_logger(__name__)

    async def allow(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, moment: Moment, amount: Money
    ) -> Verdict:
        try:
            settings = guard_of(configuration.settings)
        except InvalidGuardSettingsError:
            # Checked when they were entered; if they are broken now, somebody wanted a guard all the same.
            verdict = NOT_CONFIGURED
        else:
            if settings is None:
                return _NO_GUARD
            verdict = await self._ask(settings, transaction, moment, amount)
        self._log.info(
            "payment_guard.asked",
            transaction_id=str(transaction.id),
            gateway=transaction.gateway,
            moment=moment.value,
            allowed=verdict.allowed,
        )
        return verdict

    async def _ask(self, settings: GuardSettings, transaction: Transaction, moment: Moment, amount: Money) -> Verdict:
        at = self._clock.now()
        body = question_body(transaction=transaction, moment=moment, amount=amount, at=at)
        question = signed_question(settings=settings, body=body, question_id=self._identifiers.new_id(), at=at)
        try:
            reply = await self._client.send(request=question)
        except (NotSentError, NoAnswerError):
            return NO_ANSWER
        return _verdict(reply)


def _verdict(reply: HttpReply) -> Verdict:
    if reply.status != HTTPStatus.OK:
        return NOT_UNDERSTOOD
    try:
        answer = msgspec.json.decode(reply.body, type=_Answer)
    except (msgspec.MsgspecError, RecursionError):
        return NOT_UNDERSTOOD
    # It is shown to callers and payers: a line, not whatever was sent.
    reason = "".join(letter for letter in answer.reason if letter.isprintable())[:_LONGEST_REASON]
    return Verdict(allowed=answer.allow, reason=reason)
