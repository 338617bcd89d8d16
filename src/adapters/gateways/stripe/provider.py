"""Taking money through Stripe: on a page of Stripe's, or from a saved payment method."""

from adapters.gateways.plugin import GatewayTools
from adapters.gateways.stripe.amounts import to_stripe
from adapters.gateways.stripe.client import StripeApi, StripeApis
from adapters.gateways.stripe.doubt import while_doubtful
from adapters.gateways.stripe.opening import open_payment
from adapters.gateways.stripe.payment import StripePayment, as_it_stands
from adapters.gateways.stripe.refunding import return_payment, send_refund
from adapters.gateways.stripe.settings import parse_settings, settings_of
from adapters.gateways.unable import Unable
from billing.domain.errors import GatewayRefusedError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink

_ABILITIES = frozenset({Operation.CAPTURE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP})
_CANCELABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"})


class StripeProvider(Unable):
    """Stripe takes nearly every currency.

    A doubtful call looks first: a key is remembered for a day only, and an error that Stripe stored under it is all
    that a repeated call would hear.
    """

    currencies: frozenset[str] | None = None
    settles_locally = False

    def __init__(self, tools: GatewayTools) -> None:
        self._apis = StripeApis(tools.session)

    def needs_network(self, transaction: Transaction) -> bool:
        return True

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return _ABILITIES

    def check_settings(self, settings: Settings) -> None:
        parse_settings(settings)

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        settings = settings_of(configuration)
        return await open_payment(self._apis.of(settings), transaction=transaction, settings=settings, call=call)

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        return (await as_it_stands(self._api(configuration), transaction)).observation()

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        api = self._api(configuration)
        payment = await as_it_stands(api, transaction)
        if payment.intent is None or payment.intent.get("status") != "requires_capture":
            # Captured before, or lapsed: either way this is how it stands.
            return payment.observation()
        amount = to_stripe(call.amount or transaction.amount)
        with while_doubtful(call):
            intent = await api.capture_intent(payment.intent_id, {"amount_to_capture": amount}, key=call.key)
        return StripePayment(session=payment.session, intent=intent).observation()

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        api = self._api(configuration)
        payment = await as_it_stands(api, transaction)
        if payment.session is None and payment.intent is None:
            return Observation(standing=Standing.CANCELED)
        try:
            return (await _called_off(api, payment, call)).observation()
        except GatewayRefusedError:
            # The payer was quicker: what counts is how it stands now (section 8).
            return (await as_it_stands(api, transaction)).observation()

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        api = self._api(configuration)
        send = return_payment if call.operation is Operation.RETURN else send_refund
        return await send(api, transaction=transaction, refund=refund, call=call)

    def _api(self, configuration: GatewayConfiguration) -> StripeApi:
        return self._apis.of(settings_of(configuration))


async def _called_off(api: StripeApi, payment: StripePayment, call: ProviderCall) -> StripePayment:
    """The payment after its page was closed, or what was held for it released; as it was where neither can be."""
    session, intent = payment.session, payment.intent
    if session is not None and session.get("status") == "open":
        return StripePayment(session=await api.expire_session(str(session["id"]), key=call.key))
    if intent is not None and intent.get("status") in _CANCELABLE:
        # Another key than the session's: the payer may have paid between two tries at this call.
        return StripePayment(intent=await api.cancel_intent(payment.intent_id, key=f"{call.key}:intent"))
    return payment
