"""Taking money through Octo: payments on its page, holds, refunds, and how a payment stands."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.gateways.octo.amounts import CURRENCIES
from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.details import heard
from adapters.gateways.octo.errors import GATEWAY
from adapters.gateways.octo.mapping import observation_of
from adapters.gateways.octo.opening import Opening
from adapters.gateways.octo.reading import is_opened, read_payment, uuid_of
from adapters.gateways.octo.refunding import Refunding, cannot_have_gone, gone_unbooked
from adapters.gateways.octo.settings import OctoSettings, parse_settings, settings_of
from adapters.gateways.octo.statuses import Stand, stand_of
from adapters.gateways.octo.wishes import supplier_of
from adapters.gateways.outcomes import while_acting
from adapters.gateways.settings_reader import InvalidSettingsError
from adapters.gateways.unable import Unable
from billing.domain.errors import GatewayNotConfiguredError, GatewayRefusedError, GatewayUnavailableError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.status import OVER
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink
from shared_kernel.money import Money

_ABILITIES = frozenset({Operation.CAPTURE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP})

# No answer of Octo's ever reached us, so nobody has a link to pay by.
_NEVER_OPENED = Observation(standing=Standing.CANCELED)


class OctoProvider(Unable):
    """Octo takes soums, dollars and roubles on its own page.

    `notify_url` is the address that Octo calls for a configuration; `test_payments` says whether its test mode may
    be on.
    """

    currencies: frozenset[str] | None = CURRENCIES
    settles_locally = False

    def __init__(
        self, *, client: OctoClient, notify_url: Callable[[GatewayConfiguration], str], test_payments: bool = True
    ) -> None:
        self._client = client
        self._notify_url = notify_url
        self._test_payments = test_payments

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return _ABILITIES

    def needs_network(self, transaction: Transaction) -> bool:
        return True

    def check_settings(self, settings: Settings) -> None:
        if parse_settings(settings).test and not self._test_payments:
            raise InvalidSettingsError("test must be off: this installation takes real money only.", name="test")

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        settings = settings_of(configuration)
        if settings.test and not self._test_payments:
            # Configured when this installation was one to try things out.
            raise GatewayNotConfiguredError(GATEWAY)
        opening = Opening(
            client=self._client,
            settings=settings,
            transaction=transaction,
            call=call,
            notify_url=self._notify_url(configuration),
        )
        return await opening.link()

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        settings, wanted = settings_of(configuration), call.amount or transaction.amount
        # Octo takes one decision, and an earlier try may have been it.
        seen = await self._read(settings, transaction) if call.doubtful else None
        if seen is None or stand_of(seen.status) is Stand.HELD:
            decision = self._client.capture(settings=settings, uuid=uuid_of(transaction), amount=wanted)
            seen = await self._decided(settings, transaction, decision)
        observation = _observed(settings, transaction, seen)
        if observation.standing is Standing.PAID and (seen.total is None or seen.refunded is None):
            # Without both sums a part looks like the whole.
            return replace(observation, amount=wanted)
        return observation

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        if not is_opened(transaction):
            return _NEVER_OPENED
        settings = settings_of(configuration)
        seen = await self._read(settings, transaction)
        if stand_of(seen.status) is Stand.HELD:
            decision = self._client.release(
                settings=settings, uuid=uuid_of(transaction), currency=transaction.amount.currency
            )
            seen = await self._decided(settings, transaction, decision)
        # An unpaid link cannot be closed: it is watched until it runs out, and what is paid meanwhile goes back.
        return _observed(settings, transaction, seen)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews | Observation:
        settings = settings_of(configuration)
        if call.operation is Operation.RETURN:
            return await self._give_back(settings, transaction, refund, call)
        seen = await self._read(settings, transaction) if call.doubtful else None
        gone = None if seen is None else gone_unbooked(transaction, seen)
        if seen is not None and gone == refund.amount:
            return _observed(settings, transaction, seen)
        if gone is not None and cannot_have_gone(transaction, refund, gone):
            gone = None
        uuid = uuid_of(transaction)
        refunding = Refunding(
            client=self._client,
            settings=settings,
            refund=refund,
            name=str(refund.id),
            uuid=uuid,
            gone=gone,
            supplier=supplier_of(transaction) or settings.supplier_shop_id,
        )
        return await refunding.news()

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        if transaction.status in OVER and not is_opened(transaction):
            return _NEVER_OPENED
        settings = settings_of(configuration)
        return _observed(settings, transaction, await self._read(settings, transaction))

    async def _give_back(
        self, settings: OctoSettings, transaction: Transaction, refund: Refund, call: ProviderCall
    ) -> RefundNews:
        """Return a payment that settles nothing, the transaction's or the one named beside it: all that is left of it.

        None of it is ours to keep, so it does not matter who sent the rest back.
        """
        seen = await self._read(settings, transaction, reference=refund.external_id)
        gone = seen.refunded or Money(0, refund.amount.currency)
        if refund.amount <= gone:
            return RefundNews(
                refund_id=refund.id, external_id=seen.uuid, amount=refund.amount, status=RefundStatus.SUCCEEDED
            )
        refunding = Refunding(
            client=self._client,
            settings=settings,
            refund=replace(refund, amount=refund.amount - gone),
            # What is left is another refund: by the name of the one before, Octo would take it for that one's repeat.
            # Under two names it cannot go back twice: Octo sends nobody more than was taken.
            name=f"{refund.id}-{gone.minor_units}" if gone.minor_units else str(refund.id),
            uuid=seen.uuid,
            gone=Money(0, gone.currency) if call.doubtful else None,
            supplier=supplier_of(transaction) or settings.supplier_shop_id,
        )
        try:
            return await refunding.news()
        except GatewayRefusedError as refused:
            if await self._read(settings, transaction, reference=refund.external_id) == seen:
                raise
            raise GatewayUnavailableError("Some of it went back meanwhile.") from refused

    async def _decided(
        self, settings: OctoSettings, transaction: Transaction, decision: Awaitable[PaymentAnswer]
    ) -> PaymentAnswer:
        """The payment after a decision; after a refused one as it stands, unless it still waits for one."""
        try:
            with while_acting():
                return await decision
        except GatewayRefusedError:
            seen = await self._read(settings, transaction)
            if stand_of(seen.status) is Stand.HELD:
                raise
            return seen

    async def _read(self, settings: OctoSettings, transaction: Transaction, *, reference: str = "") -> PaymentAnswer:
        return await read_payment(client=self._client, settings=settings, transaction=transaction, reference=reference)


def _observed(settings: OctoSettings, transaction: Transaction, answer: PaymentAnswer) -> Observation:
    return observation_of(settings=settings, transaction=transaction, answer=answer, details=heard(answer=answer))
