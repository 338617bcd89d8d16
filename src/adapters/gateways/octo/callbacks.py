"""Octo's notifications: verify, translate, ask, apply, answer (Octo protocol, section 9)."""

import json
from collections.abc import Mapping
from http import HTTPStatus

import structlog

from adapters.gateways.octo.amounts import from_sum
from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.details import heard
from adapters.gateways.octo.errors import OctoNotificationError
from adapters.gateways.octo.mapping import observation_of
from adapters.gateways.octo.notification import OctoNotification, fitting_formula, is_signed_by, read_notification
from adapters.gateways.octo.reading import is_bound, octo_details, read_payment
from adapters.gateways.octo.references import transaction_of
from adapters.gateways.octo.settings import OctoSettings, settings_of
from adapters.gateways.octo.statuses import Stand, stand_of
from adapters.gateways.plugin import GatewayUseCases
from billing.domain.errors import GatewayUnavailableError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Observation, Standing, SurplusNews
from billing.domain.status import OVER, PAID
from billing.domain.transaction import Transaction
from billing.ports.webhook import WebhookAnswer, WebhookRequest
from shared_kernel.errors import HamyonError

_HEARD = {"status": "ok"}
# The hold is ours to decide later, by a call of our own; Octo need not ask again.
_LATER = {"accept_status": "waiting_user_action"}
_RELEASE = {"accept_status": "cancel"}

_log = structlog.get_logger(__name__)


class OctoCallbacks:
    """Answers Octo.

    - A signature covers only Octo's name of the payment and a status. So it is bound to the payment that we opened
      under that name, the amounts beside it are compared with ours, and Octo is asked before anything is booked.
    - The reply to `waiting_for_capture` moves money. It is written from our books after the news, and never says
      `capture`: a capture is a call of ours, recorded and guarded like any other.
    - What Octo does not confirm now is answered 503 and what we could not store is raised, so that Octo says it again;
      if it does not, we ask.
    """

    def __init__(self, use_cases: GatewayUseCases, *, client: OctoClient) -> None:
        self._use_cases = use_cases
        self._client = client

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Answer one notification.

        Raises:
            GatewayNotConfiguredError: the settings are not complete.
        """
        settings = settings_of(configuration)
        try:
            said = read_notification(request.body)
        except OctoNotificationError as error:
            return _refusal(HTTPStatus.BAD_REQUEST, error.message, outcome="refused: malformed")
        if not is_signed_by(said, settings=settings):
            _log.warning("octo.bad_signature", fits=fitting_formula(said, settings=settings))
            return _refusal(HTTPStatus.FORBIDDEN, "invalid signature", outcome="refused: signature")
        transaction = await self._find(said, configuration)
        if transaction is None:
            return _unknown(said)
        if not is_bound(transaction, reference=said.reference, uuid=said.uuid):
            _log.warning("octo.other_payment", transaction_id=str(transaction.id))
            return _refusal(HTTPStatus.NOT_FOUND, "unknown payment", outcome="refused: binding")
        if not _sums_are_ours(said, transaction):
            # Unsigned, so no proof of anything; but nothing is booked on it. The regular look finds the truth.
            _log.warning("octo.other_sum", transaction_id=str(transaction.id))
            return _answer(HTTPStatus.OK, _HEARD, outcome="refused: amount")
        return await self._apply(said, transaction, settings)

    async def _apply(self, said: OctoNotification, transaction: Transaction, settings: OctoSettings) -> WebhookAnswer:
        try:
            answer = await read_payment(
                client=self._client, settings=settings, transaction=transaction, reference=said.reference
            )
        except GatewayUnavailableError as error:
            _log.warning("octo.not_confirmed", transaction_id=str(transaction.id), why=error.message)
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "not confirmed", outcome="not_confirmed")
        if answer.uuid.lower() != said.uuid.lower():
            return _refusal(HTTPStatus.NOT_FOUND, "unknown payment", outcome="refused: binding")
        if transaction.status in PAID and octo_details(transaction).shop_transaction_id != said.reference:
            return await self._take_surplus(answer, transaction)
        details = heard(answer=answer, said=said.fields)
        news = observation_of(settings=settings, transaction=transaction, answer=answer, details=details)
        followed = await self._use_cases.follow(
            tenant_id=transaction.tenant_id, transaction_id=transaction.id, news=news
        )
        return _answer(HTTPStatus.OK, _reply(answer, followed), outcome="accepted")

    async def _take_surplus(self, answer: PaymentAnswer, transaction: Transaction) -> WebhookAnswer:
        """Paid through a link that we thought nobody had, after the one we gave: that money has to go back."""
        stand = stand_of(answer.status)
        _log.warning("octo.second_payment", transaction_id=str(transaction.id), status=answer.status)
        if stand is Stand.PAID:
            surplus = SurplusNews(payment=answer.reference, amount=answer.total or transaction.amount)
            await self._use_cases.follow(
                tenant_id=transaction.tenant_id,
                transaction_id=transaction.id,
                news=Observation(standing=Standing.PAID, surplus=surplus),
            )
        return _answer(HTTPStatus.OK, _RELEASE if stand is Stand.HELD else _HEARD, outcome="refused: second payment")

    async def _find(self, said: OctoNotification, configuration: GatewayConfiguration) -> Transaction | None:
        transaction_id = transaction_of(said.reference)
        if transaction_id is None:
            return None
        return await self._use_cases.find.by_id(
            tenant_id=configuration.tenant_id, gateway=configuration.gateway, transaction_id=transaction_id
        )


def _reply(answer: PaymentAnswer, transaction: Transaction) -> Mapping[str, str]:
    """The verdict on a hold, which is the state of our books; a hold that was decided before has none to wait for."""
    if stand_of(answer.status) is not Stand.HELD:
        return _HEARD
    return _RELEASE if transaction.unwanted or transaction.status in OVER else _LATER


def _sums_are_ours(said: OctoNotification, transaction: Transaction) -> bool:
    """Whether the sum and the currency that were sent along, if they were, are those of our payment."""
    total, code = said.fields.get("total_sum"), said.fields.get("currency")
    if code is not None and code != transaction.amount.currency.code:
        return False
    try:
        return total is None or from_sum(total, into=transaction.amount.currency) == transaction.amount
    except HamyonError:
        return False


def _unknown(said: OctoNotification) -> WebhookAnswer:
    """Genuine, and nobody here has asked for it: a hold nobody waits for must not be left on the payer's card."""
    _log.warning("octo.unknown_payment", status=said.status)
    if stand_of(said.status) is Stand.HELD:
        return _answer(HTTPStatus.OK, _RELEASE, outcome="refused: unknown")
    return _refusal(HTTPStatus.NOT_FOUND, "unknown payment", outcome="refused: unknown")


def _refusal(status: HTTPStatus, why: str, *, outcome: str) -> WebhookAnswer:
    return _answer(status, {"error": why}, outcome=outcome)


def _answer(status: HTTPStatus, told: Mapping[str, str], *, outcome: str) -> WebhookAnswer:
    return WebhookAnswer(
        http_status=status, body=json.dumps(told).encode(), content_type="application/json", outcome=outcome
    )
