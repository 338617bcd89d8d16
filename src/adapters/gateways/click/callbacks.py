"""The SHOP API: Click asks whether a payment may happen (Prepare) and says how it ended (Complete).

Click protocol, SHOP API: order of checks (section 4.5), repeats and concurrency (section 4.7).
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NoReturn

import structlog

from adapters.gateways.click.answers import Code, answer_body
from adapters.gateways.click.details import details_update, storable
from adapters.gateways.click.errors import ClickRefusalError, code_of
from adapters.gateways.click.form import read_form, require_complete
from adapters.gateways.click.request import ClickCall, translate
from adapters.gateways.click.settings import ClickSettings, settings_of
from adapters.gateways.click.signature import is_genuine
from adapters.gateways.plugin import GatewayUseCases
from billing.domain.attempt_rules import AttemptRules
from billing.domain.errors import AlreadyPaidError, UnknownReferenceError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.top_up_limits import TopUpLimits
from billing.domain.which_attempt import ByNumber
from billing.ports.webhook import WebhookAnswer, WebhookRequest
from shared_kernel.errors import HamyonError

# Longer than any order reference or account number can be.
_MAX_REFERENCE = 255

_log = structlog.get_logger(__name__)


class ClickCallbacks:
    """Answers Click: verify, translate, apply, answer.

    - Nothing is looked up before the signature is right, and nothing changes without it: the protocol's own sample
      code lets an unsigned Complete with an error cancel a payment.
    - A business answer is HTTP 200 whatever it says; Click reads no code from any other status.
    - A Complete we could not store is raised, so that it fails as a call and Click repeats it: any code would end
      the payment with an outcome that did not happen.
    """

    def __init__(self, attempts: GatewayUseCases) -> None:
        self._attempts = attempts

    async def handle(self, *, request: WebhookRequest, configuration: GatewayConfiguration) -> WebhookAnswer:
        """Answer one call.

        Raises:
            GatewayNotConfiguredError: the settings are not complete.
        """
        settings = settings_of(configuration)
        form: Mapping[str, str] = {}
        try:
            form = read_form(request.body)
            _verify(form, settings)
            call = translate(form=form, settings=settings)
            made = await self._apply(call, settings, configuration)
        except HamyonError as error:
            code = code_of(error)
            if code is None:
                raise
            _log.info("click.refused", code=int(code), why=error.message)
            return _answer(code, form=form, made={})
        return _answer(Code.SUCCESS, form=form, made=made)

    async def _apply(
        self, call: ClickCall, settings: ClickSettings, configuration: GatewayConfiguration
    ) -> Mapping[str, int]:
        """Do what the call asks; what Click is told of it besides the code."""
        # Payers type anything at all into the app, and no database takes a NUL.
        if len(call.reference) > _MAX_REFERENCE or "\x00" in call.reference:
            raise UnknownReferenceError
        if not call.completes and call.error < 0:
            await self._refuse_to_prepare(call, settings, configuration)
        if not call.completes:
            return {"merchant_prepare_id": await self._prepare(call, settings, configuration)}
        if call.error < 0:
            await self._cancel(call, settings, configuration)
        return {"merchant_confirm_id": await self._confirm(call, settings, configuration)}

    async def _prepare(self, call: ClickCall, settings: ClickSettings, configuration: GatewayConfiguration) -> int:
        try:
            attempt = await self._attempts.prepare(
                tenant_id=configuration.tenant_id,
                gateway=configuration.gateway,
                endpoint=configuration.endpoint,
                external_id=str(call.trans_id),
                reference=call.reference,
                amount=call.amount,
                details=details_update(call=call, settings=settings),
                rules=AttemptRules(top_up_limits=_limits(settings)),
                configuration=configuration,
            )
        except Exception as error:
            if isinstance(error, HamyonError) and code_of(error) is not None:
                raise
            # No money has moved yet, so the payer may as well be told at once.
            _log.exception("click.prepare_not_stored")
            raise ClickRefusalError(Code.NOT_STORED) from error
        return attempt.number

    async def _refuse_to_prepare(
        self, call: ClickCall, settings: ClickSettings, configuration: GatewayConfiguration
    ) -> NoReturn:
        """A Prepare that says itself that it failed reserves nothing (section 14.2)."""
        await self._attempts.check(
            tenant_id=configuration.tenant_id,
            gateway=configuration.gateway,
            reference=call.reference,
            currency=call.amount.currency,
            top_up_limits=_limits(settings),
        )
        raise ClickRefusalError(Code.CANCELED)

    async def _confirm(self, call: ClickCall, settings: ClickSettings, configuration: GatewayConfiguration) -> int:
        attempt = await self._attempts.confirm(
            tenant_id=configuration.tenant_id,
            gateway=configuration.gateway,
            endpoint=configuration.endpoint,
            which=_which(call),
            amount=call.amount,
            details=details_update(call=call, settings=settings),
            wants_receipt=settings.fiscal is not None,
        )
        if attempt.external_id != str(call.trans_id):
            # Click's own test scripts do this; what links the two calls is merchant_prepare_id.
            _log.info("click.other_trans_id", merchant_prepare_id=attempt.number)
        return attempt.number

    async def _cancel(self, call: ClickCall, settings: ClickSettings, configuration: GatewayConfiguration) -> NoReturn:
        """The payer was not charged: -9 is the right answer, also to the first of these calls."""
        try:
            await self._attempts.cancel(
                tenant_id=configuration.tenant_id,
                gateway=configuration.gateway,
                endpoint=configuration.endpoint,
                which=_which(call),
                reason=call.error,
                note=storable(call.form["error_note"]),
                details=details_update(call=call, settings=settings),
            )
        except AlreadyPaidError as error:
            # Either Click is confused or somebody changed the unsigned `error`: a person must look.
            _log.warning("click.cancel_of_paid", merchant_prepare_id=call.attempt, click_paydoc_id=call.paydoc_id)
            raise ClickRefusalError(settings.cancel_of_paid_code) from error
        raise ClickRefusalError(Code.CANCELED)


def _verify(form: Mapping[str, str], settings: ClickSettings) -> None:
    require_complete(form)
    if not is_genuine(form=form, secret_key=settings.secret_key):
        raise ClickRefusalError(Code.BAD_SIGNATURE)


def _which(call: ClickCall) -> ByNumber:
    return ByNumber(number=call.attempt, reference=call.reference, currency=call.amount.currency)


def _limits(settings: ClickSettings) -> TopUpLimits:
    return TopUpLimits(minimum=settings.top_up_minimum, maximum=settings.top_up_maximum)


def _answer(code: Code, *, form: Mapping[str, str], made: Mapping[str, int]) -> WebhookAnswer:
    return WebhookAnswer(
        http_status=HTTPStatus.OK,
        body=answer_body(code=code, form=form, made=made),
        content_type="application/json",
        outcome="accepted" if code is Code.SUCCESS else f"refused: {int(code)}",
    )
