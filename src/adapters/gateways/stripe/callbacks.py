"""Stripe's events: verify, translate, apply, answer (Stripe protocol, section 12).

Whatever is authentic is answered with 2xx, also what means nothing to us: Stripe would repeat it for days and then
close the endpoint. What could not be stored is raised, so that Stripe repeats it.
"""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from uuid import UUID

import structlog

from adapters.gateways.outcomes import while_reading
from adapters.gateways.plugin import GatewayTools, GatewayUseCases
from adapters.gateways.stripe.client import StripeApis
from adapters.gateways.stripe.details import change_of_payout
from adapters.gateways.stripe.event import API_VERSION, StripeEvent, StripeEventError, ThinEvent, read_event
from adapters.gateways.stripe.finding import FindPayment
from adapters.gateways.stripe.news import News, Reader
from adapters.gateways.stripe.related import with_its_object
from adapters.gateways.stripe.settings import StripeSettings, settings_of
from adapters.gateways.stripe.signature import is_genuine
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    TransactionNotFoundError,
    UnknownOutcomeError,
)
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Observation, Standing
from billing.domain.status import Status
from billing.ports.webhook import WebhookAnswer, WebhookRequest

_HEADER = "Stripe-Signature"

_log = structlog.get_logger(__name__)


class StripeCallbacks:
    """Hears the events of one endpoint."""

    def __init__(self, use_cases: GatewayUseCases, tools: GatewayTools) -> None:
        self._use_cases = use_cases
        self._apis = StripeApis(tools.session)

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Answer one delivery.

        Raises:
            GatewayNotConfiguredError: the settings are not complete.
        """
        settings = settings_of(configuration)
        header = request.headers.get(_HEADER, "")
        if not is_genuine(body=request.body, header=header, secrets=settings.webhook_secrets, at=request.received_at):
            return _answer(HTTPStatus.BAD_REQUEST, "refused: signature")
        try:
            event = read_event(request.body, thin=settings.thin_events)
        except StripeEventError as error:
            _log.warning("stripe.no_event", why=error.message)
            return _answer(HTTPStatus.BAD_REQUEST, "refused: no event")
        try:
            return _answer(HTTPStatus.OK, await self._apply(event, settings, configuration))
        except (GatewayUnavailableError, UnknownOutcomeError):
            # What the event leaves out could not be read now; Stripe repeats it.
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "failed: stripe is away")
        except GatewayRefusedError as refusal:
            # Nothing but a fee is read so: it is in Stripe's ledger, too, and a key that may not read this may not
            # tomorrow either. Repeating it for days helps nobody.
            _log.exception("stripe.read_refused", event_id=event.id, type=event.type, code=refusal.code)
            return _answer(HTTPStatus.OK, "ignored: read refused")

    async def _apply(
        self, event: StripeEvent | ThinEvent, settings: StripeSettings, configuration: GatewayConfiguration
    ) -> str:
        """Do what the event means; in a word, what came of it."""
        log = _log.bind(event_id=event.id, type=event.type)
        if event.livemode != settings.livemode:
            # An endpoint of the other mode: real money must not follow test events, nor the other way round.
            log.warning("stripe.wrong_mode", livemode=event.livemode)
            return "ignored: livemode"
        api = partial(self._apis.of, settings, account=event.account)
        find = FindPayment(find=self._use_cases.find, api=api, tenant_id=configuration.tenant_id)
        if event.type == "account.updated":
            return await self._hear_of_account(event.account, settings, find, configuration)
        whole = await with_its_object(event, api=api()) if isinstance(event, ThinEvent) else event
        if whole is None:
            return "ignored: object"
        if whole.api_version and whole.api_version != API_VERSION:
            log.warning("stripe.other_api_version", api_version=whole.api_version)
        news = await Reader(find=find, api=api).read(whole)
        return "ignored: type" if news is None else await self._book(news, whole, find, configuration)

    async def _book(
        self, news: News, event: StripeEvent, find: FindPayment, configuration: GatewayConfiguration
    ) -> str:
        if news.told is not None and news.observation is not None:
            with suppress(TransactionNotFoundError):
                await self._follow(news.told, news.observation, configuration)
                return "accepted"
            # An id of somebody else's: Stripe's own name of the session decides.
            news = replace(news, transaction=await find.of_session(event.object))
        if news.transaction is None:
            _log.info("stripe.unknown_payment", event_id=event.id, type=event.type, object_id=event.object.get("id"))
            return "ignored: unknown payment"
        if news.observation is None:
            return "accepted"
        if news.renewal is not None:
            await self._use_cases.renew(
                agreed=news.transaction, name=news.renewal.name, amount=news.renewal.amount, news=news.observation
            )
        else:
            await self._follow(news.transaction.id, news.observation, configuration)
        return "accepted"

    async def _hear_of_account(
        self, account: str, settings: StripeSettings, find: FindPayment, configuration: GatewayConfiguration
    ) -> str:
        """Note on the newest payout to an account whether it can be paid.

        No payout rests on it, each asks anew; so the account is read as it stands now, whichever event this was.
        """
        payout = await find.to_account(account)
        # News would end the wait of one that is only about to be made.
        if payout is None or payout.status is Status.INITIATED:
            return "ignored: no payout"
        with while_reading():
            told = await self._apis.of(settings).account(account)
        news = Observation(standing=Standing.WAITING, details=change_of_payout(account=told))
        await self._follow(payout.id, news, configuration)
        return "accepted"

    async def _follow(self, transaction_id: UUID, news: Observation, configuration: GatewayConfiguration) -> None:
        await self._use_cases.follow(
            tenant_id=configuration.tenant_id, transaction_id=transaction_id, news=news, gateway=configuration.gateway
        )


def _answer(status: HTTPStatus, outcome: str) -> WebhookAnswer:
    body = b'{"received":true}' if status is HTTPStatus.OK else b'{"received":false}'
    return WebhookAnswer(http_status=status, body=body, content_type="application/json", outcome=outcome)
