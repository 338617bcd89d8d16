"""Ask a provider what a recorded call says, with no commit open."""

from billing.application.ask_guard import AskGuard
from billing.domain.direction import Direction
from billing.domain.errors import GatewayNotConfiguredError, NotSupportedByGatewayError
from billing.domain.gateway import GatewayConfiguration, local_configuration
from billing.domain.observation import Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_guard import Moment
from billing.ports.payment_provider import PaymentLink, PaymentProvider, PaymentProviders
from billing.ports.refund_cover import RefundCover
from billing.ports.unit_of_work import BillingUnitOfWorks

Answer = PaymentLink | Observation | RefundNews


class AskProvider:
    """Finds the provider and what it has to know, and asks.

    Also through a gateway that was disabled meanwhile: what was begun through it has to be ended through it.
    """

    def __init__(
        self,
        *,
        units_of_work: BillingUnitOfWorks,
        providers: PaymentProviders,
        configurations: GatewayConfigurations,
        cover: RefundCover,
        ask_guard: AskGuard,
    ) -> None:
        self._units_of_work = units_of_work
        self._providers = providers
        self._configurations = configurations
        self._cover = cover
        self._ask_guard = ask_guard

    async def __call__(self, call: ProviderCall, transaction: Transaction) -> Answer:
        """The provider's answer.

        Raises:
            HamyonError: as `PaymentProvider` says, or the no of whoever was to cover a refund or to allow a payment.
        """
        provider = self._providers.get(call.gateway)
        configuration = await self._configuration(transaction, provider)
        if transaction.direction is Direction.PAYOUT:
            return await self._about_payout(call, transaction, configuration)
        return await self._about_payment(call, transaction, provider, configuration)

    async def _about_payment(
        self,
        call: ProviderCall,
        transaction: Transaction,
        provider: PaymentProvider,
        configuration: GatewayConfiguration,
    ) -> Answer:
        if call.operation is not Operation.CREATE and call.operation not in _possible(provider, configuration):
            raise NotSupportedByGatewayError(gateway=call.gateway, operation=call.operation)
        match call.operation:
            case Operation.CREATE:
                await self._require_allowed(call, transaction, configuration)
                return await provider.create(transaction=transaction, configuration=configuration, call=call)
            case Operation.CAPTURE:
                return await provider.capture(transaction=transaction, configuration=configuration, call=call)
            case Operation.CANCEL:
                return await provider.cancel(transaction=transaction, configuration=configuration, call=call)
            case Operation.LOOK_UP:
                return await provider.look_up(transaction=transaction, configuration=configuration)
            case Operation.FISCALIZE:
                return await provider.fiscalize(transaction=transaction, configuration=configuration, call=call)
            case _:
                refund = await self._refund(call, transaction)
                return await provider.refund(
                    transaction=transaction, refund=refund, configuration=configuration, call=call
                )

    async def _require_allowed(
        self, call: ProviderCall, transaction: Transaction, configuration: GatewayConfiguration
    ) -> None:
        """Let a payment pass that the tenant allows: once it is open, the provider charges the payer unasked."""
        # What may be open already is carried on, so that it becomes known and can be closed.
        if not call.doubtful:
            await self._ask_guard(
                transaction, moment=Moment.BEFORE_CHARGE, amount=transaction.amount, configuration=configuration
            )

    async def _about_payout(
        self, call: ProviderCall, transaction: Transaction, configuration: GatewayConfiguration
    ) -> Observation:
        payouts = self._providers.payouts(call.gateway)
        if payouts is not None and call.operation is Operation.PAY_OUT:
            return await payouts.pay_out(transaction=transaction, configuration=configuration, call=call)
        if payouts is not None and call.operation is Operation.CANCEL:
            return await payouts.take_back(transaction=transaction, configuration=configuration, call=call)
        if payouts is not None and call.operation is Operation.LOOK_UP:
            return await payouts.look_up_payout(transaction=transaction, configuration=configuration)
        raise NotSupportedByGatewayError(gateway=call.gateway, operation=call.operation)

    async def _configuration(self, transaction: Transaction, provider: PaymentProvider) -> GatewayConfiguration:
        found = await self._configurations.get(tenant_id=transaction.tenant_id, gateway=transaction.gateway)
        if found is not None:
            return found
        if not provider.settles_locally:
            raise GatewayNotConfiguredError(transaction.gateway)
        return local_configuration(
            tenant_id=transaction.tenant_id, gateway=transaction.gateway, at=transaction.created_at
        )

    async def _refund(self, call: ProviderCall, transaction: Transaction) -> Refund:
        """The refund to send, paid for by whoever keeps the money; what is returned was never booked anywhere."""
        if call.operation is Operation.RETURN:
            return await self._returned(call, transaction)
        async with self._units_of_work(tenant_id=call.tenant_id) as unit:
            refund = await unit.refunds.get(call.subject_id)
        await self._cover.reserve(transaction=transaction, refund=refund)
        return refund

    async def _returned(self, call: ProviderCall, transaction: Transaction) -> Refund:
        async with self._units_of_work(tenant_id=call.tenant_id) as unit:
            discrepancy = await unit.discrepancies.lock(call.subject_id)
        return Refund(
            id=discrepancy.id,
            tenant_id=call.tenant_id,
            transaction_id=transaction.id,
            amount=discrepancy.amount,
            status=RefundStatus.PENDING,
            origin=RefundOrigin.CALLER,
            reason=discrepancy.kind,
            external_id=discrepancy.payment,
            failure=None,
            created_at=call.created_at,
            updated_at=call.created_at,
        )


def _possible(provider: PaymentProvider, configuration: GatewayConfiguration) -> frozenset[Operation]:
    """What the provider can do; who can refund can return."""
    abilities = provider.abilities(configuration)
    return abilities | {Operation.RETURN} if Operation.REFUND in abilities else abilities
