"""Paying out through Stripe (Stripe protocol, section 9): a transfer to a connected account, from there to its bank.

A payout that fails leaves its money with the connected account; the transfer is then taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from adapters.gateways.outcomes import while_reading
from adapters.gateways.plugin import GatewayTools
from adapters.gateways.stripe.client import StripeApi, StripeApis
from adapters.gateways.stripe.doubt import while_doubtful
from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.ids import is_id
from adapters.gateways.stripe.mapping import of_payout, of_reversed_transfer, our_id
from adapters.gateways.stripe.onboarding import onboarded
from adapters.gateways.stripe.requests import made_since, payout_params, transfer_params
from adapters.gateways.stripe.settings import StripeSettings, settings_of
from billing.domain.details.codec import Details
from billing.domain.details.stripe import StripeDetails
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.observation import Observation, Standing
from billing.domain.provider_call import ProviderCall
from billing.domain.transaction import Transaction

_ACCOUNT = "acct_"

_log = structlog.get_logger(__name__)


class StripePayouts:
    """Pays out to connected accounts; where none is known, paying out is an operator's work."""

    def __init__(self, tools: GatewayTools) -> None:
        self._apis = StripeApis(tools.session)

    def address(self, *, destination: str, configuration: GatewayConfiguration) -> Details | None:
        named = destination if is_id(destination) and destination.startswith(_ACCOUNT) else ""
        account = named or settings_of(configuration).connected_account_id
        return StripeDetails(connected_account_id=account) if account else None

    async def pay_out(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        settings, account = settings_of(configuration), _account_of(transaction)
        platform, receiver = self._apis.of(settings), self._apis.of(settings, account=account)
        transfer = await _transferred(platform, transaction) if call.doubtful else None
        owner: Json | None = None
        if transfer is None:
            owner = await onboarded(platform, account, call)
            params = transfer_params(transaction=transaction, account=account)
            with while_doubtful(call):
                transfer = await platform.create_transfer(params, key=f"{call.key}:transfer")
        if transfer.get("reversed"):
            raise _refusal("payout_refused", "The payout was refused before, and its money was taken back.")
        with _while_money_is_on_its_way():
            try:
                payout = await _payout(receiver, transaction, settings, call)
            except GatewayRefusedError:
                await _reverse(platform, transfer, call)
                raise
        return of_payout(payout, transfer=transfer, account=owner)

    async def take_back(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        platform = self._apis.of(settings_of(configuration))
        transfer = await _transferred(platform, transaction)
        if transfer is not None and not transfer.get("reversed"):
            await _reverse(platform, transfer, call)
        return Observation(standing=Standing.FAILED)

    async def look_up_payout(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        details = transaction.details
        if not isinstance(details, StripeDetails) or details.payout_id is None:
            return Observation(standing=Standing.WAITING)
        api = self._apis.of(settings_of(configuration), account=_account_of(transaction))
        with while_reading():
            # The payout itself does not tell that the money it was made of went back.
            transfer = await _transferred(self._apis.of(settings_of(configuration)), transaction)
            if transfer is not None and transfer.get("reversed") is True:
                return of_reversed_transfer(transfer)
            return of_payout(await api.payout(details.payout_id))


async def _payout(receiver: StripeApi, transaction: Transaction, settings: StripeSettings, call: ProviderCall) -> Json:
    if call.doubtful:
        with while_reading():
            made = await receiver.payouts(made_since(call))
        found = next((one for one in made if our_id(one, "transaction_id") == transaction.id), None)
        if found is not None:
            return found
    params = payout_params(transaction=transaction, settings=settings)
    with while_doubtful(call):
        return await receiver.create_payout(params, key=f"{call.key}:payout")


async def _transferred(platform: StripeApi, transaction: Transaction) -> Json | None:
    with while_reading():
        made = await platform.transfers({"transfer_group": str(transaction.id), "limit": 1})
    return made[0] if made else None


@contextmanager
def _while_money_is_on_its_way() -> Iterator[None]:
    """Whoever tries again has to find the transfer first: Stripe forgets our key, and would make another one.

    Raises:
        UnknownOutcomeError: instead of GatewayUnavailableError, which would say that nothing was done.
    """
    try:
        yield
    except GatewayUnavailableError as trouble:
        raise UnknownOutcomeError(trouble.message) from trouble


async def _reverse(platform: StripeApi, transfer: Json, call: ProviderCall) -> None:
    """Take a transfer back, all of it.

    Raises:
        GatewayUnavailableError: Stripe refuses, as while the account has less: the money stays there until it does not.
    """
    name = str(transfer["id"])
    try:
        # Each try has its own key: Stripe would repeat a no for a day, and never takes back more than there is.
        await platform.reverse_transfer(name, key=f"{call.key}:reversal:{call.tries}")
    except GatewayRefusedError as refusal:
        _log.exception("stripe.transfer_not_taken_back", transfer=name, code=refusal.code)
        raise GatewayUnavailableError(f"{name} could not be taken back: {refusal.text}") from refusal


def _account_of(transaction: Transaction) -> str:
    details = transaction.details
    return (details.connected_account_id or "") if isinstance(details, StripeDetails) else ""


def _refusal(code: str, message: str) -> GatewayRefusedError:
    return GatewayRefusedError(gateway="stripe", code=code, message=message)
