"""The Merchant API: Payme drives our ledger by JSON-RPC, and our answers decide whether money moves.

Payme protocol, section 3.3: order of precedence. Every answer is HTTP 200; any other status means -32400 to Payme.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Literal

import structlog

from adapters.gateways.payme.answers import Code, error_body, result_body
from adapters.gateways.payme.asking import check_perform, create
from adapters.gateways.payme.basic import is_payme
from adapters.gateways.payme.conversation import Conversation, Method
from adapters.gateways.payme.errors import (
    OF_CHECK_PERFORM,
    OF_CREATE,
    OF_FISCAL_DATA,
    OF_LEDGER,
    PaymeRefusalError,
    refusal_of,
)
from adapters.gateways.payme.password import change_password
from adapters.gateways.payme.rpc import Document, RpcCall, read_call, read_document
from adapters.gateways.payme.settings import PaymeSettings, settings_of
from adapters.gateways.payme.settling import cancel, perform
from adapters.gateways.payme.telling import check, set_fiscal_data, statement
from adapters.gateways.plugin import GatewayUseCases
from billing.domain.gateway import GatewayConfiguration
from billing.ports.webhook import WebhookAnswer, WebhookRequest
from shared_kernel.errors import HamyonError

_METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "CheckPerformTransaction": Method(answer=check_perform, codes=OF_CHECK_PERFORM),
        "CreateTransaction": Method(answer=create, codes=OF_CREATE),
        "PerformTransaction": Method(answer=perform, codes=OF_LEDGER),
        "CancelTransaction": Method(answer=cancel, codes=OF_LEDGER),
        "CheckTransaction": Method(answer=check, codes=OF_LEDGER),
        "GetStatement": Method(answer=statement, codes=OF_LEDGER),
        "SetFiscalData": Method(answer=set_fiscal_data, codes=OF_FISCAL_DATA),
    }
)
_NEW_KEY_METHOD = "ChangePassword"
_PASSWORD_CHANGE = b'{"method": "ChangePassword"}'
_CHANGE_PASSWORD = Method(answer=change_password, codes=MappingProxyType({}))

_log = structlog.get_logger(__name__)


class PaymeCallbacks:
    """Answers Payme: verify, translate, apply, answer.

    - Nothing is looked up before the password is right; the body is read before only for the id of the answer.
    - Whatever fails inside is -32400, which Payme repeats: a business code would end the payment with an outcome that
      did not happen.
    """

    any_method: Literal[True] = True

    def __init__(self, attempts: GatewayUseCases) -> None:
        self._attempts = attempts

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Answer one call.

        Raises:
            GatewayNotConfiguredError: the settings are not complete.
        """
        settings = settings_of(configuration)
        document = read_document(request.body)
        try:
            call = _admitted(request, document, settings)
            method = _method(call, settings)
            conversation = Conversation(attempts=self._attempts, settings=settings, configuration=configuration)
            result = await _done(conversation, method, call)
        except PaymeRefusalError as refusal:
            _log.info("payme.refused", code=int(refusal.code), data=refusal.data[:80])
            return _refused(document, refusal.code, data=refusal.data)
        except Exception:  # noqa: BLE001 - whatever it was, Payme hears its own word for it and asks again
            _log.exception("payme.failed")
            return _refused(document, Code.FAILED)
        return _answer(document, result_body(request_id=document.request_id, result=result), outcome="accepted")


def _admitted(request: WebhookRequest, document: Document, settings: PaymeSettings) -> RpcCall:
    if request.method != "POST":
        raise PaymeRefusalError(Code.NOT_POST)
    if not is_payme(headers=request.headers, remote=request.remote, settings=settings):
        raise PaymeRefusalError(Code.NOT_AUTHORIZED)
    return read_call(document)


def _method(call: RpcCall, settings: PaymeSettings) -> Method:
    method = _METHODS.get(call.method)
    if method is None and call.method == _NEW_KEY_METHOD and settings.password_change_allowed:
        return _CHANGE_PASSWORD
    if method is None:
        raise PaymeRefusalError(Code.UNKNOWN_METHOD, data=call.method)
    return method


async def _done(conversation: Conversation, method: Method, call: RpcCall) -> Mapping[str, object]:
    try:
        return await method.answer(conversation, call.params)
    except HamyonError as error:
        refusal = refusal_of(error, codes=method.codes, account_field=conversation.settings.account_field)
        if refusal is None:
            raise
        raise refusal from error


def _refused(document: Document, code: Code, *, data: str = "") -> WebhookAnswer:
    body = error_body(request_id=document.request_id, code=code, data=data)
    return _answer(document, body, outcome=f"refused: {int(code)}")


def _answer(document: Document, body: bytes, *, outcome: str) -> WebhookAnswer:
    return WebhookAnswer(
        http_status=HTTPStatus.OK,
        body=body,
        content_type="application/json",
        outcome=outcome,
        # Its body is a password, also when it is refused.
        kept_body=_PASSWORD_CHANGE if document.method == _NEW_KEY_METHOD else None,
    )
