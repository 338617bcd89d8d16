"""Toy's notifications: verify, translate, apply, answer."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog

from adapters.gateways.outcomes import UnclearAnswerError
from adapters.gateways.plugin import GatewayUseCases
from billing.domain.gateway import GatewayConfiguration
from billing.ports.webhook import WebhookAnswer, WebhookRequest
from tests.contract.gateways.toy.errors import NotificationError
from tests.contract.gateways.toy.mapping import STANDINGS, observation_of, payment_of
from tests.contract.gateways.toy.settings import settings_of
from tests.contract.gateways.toy.signature import HEADER, is_genuine

_log = structlog.get_logger(__name__)


class ToyCallbacks:
    """Answers Toy. The signature covers everything that is said, so a genuine notification is believed.

    What means nothing to us is answered 200, or Toy would repeat it for days. What could not be stored is raised, so
    that Toy does repeat it.
    """

    def __init__(self, use_cases: GatewayUseCases) -> None:
        self._use_cases = use_cases

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Answer one notification.

        Raises:
            GatewayNotConfiguredError: the settings are not complete.
        """
        settings = settings_of(configuration)
        signature = request.headers.get(HEADER, "")
        if not is_genuine(body=request.body, signature=signature, secret=settings.webhook_secret):
            return _answer(HTTPStatus.FORBIDDEN, "refused: signature")
        try:
            said = read_notification(request.body)
            return _answer(HTTPStatus.OK, await self._apply(said, configuration))
        except (NotificationError, UnclearAnswerError) as error:
            _log.warning("toy.no_notification", why=error.message)
            return _answer(HTTPStatus.BAD_REQUEST, "refused: malformed")

    async def _apply(self, said: Mapping[str, Any], configuration: GatewayConfiguration) -> str:
        """What came of it, in a word."""
        if said["status"] not in STANDINGS:
            return "ignored: status"
        transaction = await self._use_cases.find.by_id(
            tenant_id=configuration.tenant_id, gateway=configuration.gateway, transaction_id=UUID(said["reference"])
        )
        # The reference is ours and the name is Toy's: only both together say which payment is meant.
        if transaction is None or payment_of(transaction) != said["id"]:
            return "ignored: unknown payment"
        await self._use_cases.follow(
            tenant_id=configuration.tenant_id, transaction_id=transaction.id, news=observation_of(said)
        )
        return "accepted"


def read_notification(body: bytes) -> Mapping[str, Any]:
    """What a genuine body says.

    Raises:
        NotificationError: nothing that Toy would say.
    """
    try:
        said = json.loads(body)
        UUID(said["reference"])
        return {**said, "id": str(said["id"]), "status": str(said["status"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotificationError("The body is not a notification.") from error


def _answer(status: HTTPStatus, outcome: str) -> WebhookAnswer:
    body = json.dumps({"received": status is HTTPStatus.OK}).encode()
    return WebhookAnswer(http_status=status, body=body, content_type="application/json", outcome=outcome)
