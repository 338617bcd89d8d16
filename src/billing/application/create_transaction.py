"""Begin a payment: the transaction, and the page where the payer pays."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from billing.application.call_outcome import require_done
from billing.application.call_pauses import first_look
from billing.application.gateway_use import is_on, require_currency
from billing.application.make_call import MakeCall
from billing.domain.direction import Direction
from billing.domain.errors import AccountNumberReferenceError, AlreadyPaidError, GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration, local_configuration
from billing.domain.initiate import initiate
from billing.domain.provider_call import HEAD_START, Operation, ProviderCall, due_call
from billing.domain.status import PAID, Status
from billing.domain.transaction import Transaction
from billing.ports.account_numbers import AccountNumbers
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_provider import PaymentLink, PaymentProvider, PaymentProviders
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_NO_METADATA: Mapping[str, str] = MappingProxyType({})


class CreateTransaction:
    """Begins a payment or a payout.

    - A gateway is off until it is configured; one that settles locally has nothing to configure.
    - Of one order several may wait for money, each on a gateway of its own; the first that is paid wins. None is begun
      once one is paid, unless all went back.
    - Repeated, it answers the transaction of the first time, whatever was configured since; what a crash left
      `initiated` is carried on.
    - A gateway that must be called is called with nothing open; others are done in one commit.
    """

    def __init__(
        self,
        *,
        units_of_work: BillingUnitOfWorks,
        providers: PaymentProviders,
        configurations: GatewayConfigurations,
        account_numbers: AccountNumbers,
        make_call: MakeCall,
        clock: Clock,
        identifiers: Identifiers,
    ) -> None:
        self._make_call = make_call
        self._units_of_work = units_of_work
        self._providers = providers
        self._configurations = configurations
        self._account_numbers = account_numbers
        self._clock = clock
        self._identifiers = identifiers

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        amount: Money,
        direction: Direction = Direction.PAYMENT,
        transaction_id: UUID | None = None,
        key: RequestKey | None = None,
        order_reference: str = "",
        return_url: str = "",
        destination: str = "",
        metadata: Mapping[str, str] = _NO_METADATA,
    ) -> Transaction:
        """Begin it, or answer what was begun for the same key (or, without a key, the same transaction id).

        An order reference left empty is the transaction's id; `destination` is the receiver of a payout.

        Raises:
            UnknownGatewayError, CurrencyNotSupportedError, InvalidAmountError, AmountTooLargeError: it cannot be.
            GatewayNotConfiguredError: the tenant has not configured the gateway, or disabled it.
            AlreadyPaidError: another transaction has paid this order.
            AccountNumberReferenceError: the order would be called like an account that payers top up.
            RequestIdReusedError: the key was used for something else.
            GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: what the gateway made of it.
        """
        provider = self._providers.get(gateway)
        new_id = transaction_id or self._identifiers.new_id()
        draft = initiate(
            transaction_id=new_id,
            tenant_id=tenant_id,
            gateway=gateway,
            direction=direction,
            amount=amount,
            order_reference=order_reference or str(new_id),
            return_url=return_url,
            metadata=metadata,
            at=self._clock.now(),
        )
        configuration = await self._configuration(draft, provider)
        names_account = await self._names_account(draft, provider)
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            first_id = await unit.request_ids.claim(key=key or _key_of(draft), resource_id=draft.id)
            if first_id is not None:
                transaction = await unit.transactions.get(first_id)
            elif names_account:
                raise AccountNumberReferenceError
            else:
                transaction = await self._begin(unit, draft, destination, provider, configuration)
        return await self._carry_on(transaction)

    async def _configuration(self, draft: Transaction, provider: PaymentProvider) -> GatewayConfiguration | None:
        """The configuration to use; None when the gateway is off."""
        found = await self._configurations.get(tenant_id=draft.tenant_id, gateway=draft.gateway)
        if not is_on(provider, found):
            return None
        return found or local_configuration(tenant_id=draft.tenant_id, gateway=draft.gateway, at=draft.created_at)

    async def _names_account(self, draft: Transaction, provider: PaymentProvider) -> bool:
        """Whether a payer who names this order to the provider could as well mean an account."""
        if draft.direction is Direction.PAYOUT or provider.settles_locally:
            return False
        return await self._account_numbers.is_account(tenant_id=draft.tenant_id, reference=draft.order_reference)

    def _addressed(self, draft: Transaction, destination: str, configuration: GatewayConfiguration) -> Transaction:
        """A payout with its address, where the gateway makes it."""
        payouts = self._providers.payouts(draft.gateway)
        if draft.direction is Direction.PAYMENT or payouts is None:
            return draft
        return replace(draft, details=payouts.address(destination=destination, configuration=configuration))

    async def _begin(
        self,
        unit: BillingUnitOfWork,
        draft: Transaction,
        destination: str,
        provider: PaymentProvider,
        configuration: GatewayConfiguration | None,
    ) -> Transaction:
        require_currency(provider, gateway=draft.gateway, currency=draft.amount.currency)
        if configuration is None:
            raise GatewayNotConfiguredError(draft.gateway)
        # Locked: one of them may be about to be paid.
        others = await unit.transactions.lock_order(reference=draft.order_reference, direction=draft.direction)
        if any(other.status in PAID for other in others):
            raise AlreadyPaidError(field="order_reference")
        transaction = self._addressed(draft, destination, configuration)
        if not _calls_first(transaction, provider):
            transaction = self._awaiting(draft, await self._link(draft, provider, configuration))
        await unit.transactions.add(transaction)
        await unit.outbox.add(transaction.events)
        if transaction.status is Status.INITIATED or _can_be_asked(transaction, provider, configuration):
            await unit.calls.add(self._call(transaction))
        return transaction

    async def _carry_on(self, begun: Transaction) -> Transaction:
        if begun.status is not Status.INITIATED:
            return begun
        async with self._units_of_work(tenant_id=begun.tenant_id) as unit:
            call = await unit.calls.find(operation=_first_operation(begun), subject_id=begun.id)
        return (
            begun if call is None else require_done(await self._make_call(tenant_id=begun.tenant_id, call_id=call.id))
        )

    def _call(self, transaction: Transaction) -> ProviderCall:
        """What the gateway is asked first: to open the payment or, where a link is enough, how it stands."""
        is_open = transaction.status is not Status.INITIATED
        operation = Operation.LOOK_UP if is_open else _first_operation(transaction)
        return due_call(
            call_id=self._identifiers.new_id(),
            transaction=transaction,
            operation=operation,
            subject_id=transaction.id,
            wait=first_look(operation) if is_open else HEAD_START,
            at=transaction.created_at,
        )

    async def _link(
        self, draft: Transaction, provider: PaymentProvider, configuration: GatewayConfiguration
    ) -> PaymentLink:
        # A payout that no gateway makes is settled by an operator: there is no payer to send anywhere.
        if draft.direction is Direction.PAYOUT:
            return PaymentLink(payment_url="", details=None)
        return await provider.create(transaction=draft, configuration=configuration, call=self._call(draft))

    def _awaiting(self, transaction: Transaction, link: PaymentLink) -> Transaction:
        return transaction.await_payer(at=self._clock.now(), payment_url=link.payment_url, details=link.details)


def _calls_first(draft: Transaction, provider: PaymentProvider) -> bool:
    """Whether the gateway is called before anything else is known; a payout with an address is one it makes."""
    if draft.direction is Direction.PAYOUT:
        return draft.details is not None
    return provider.needs_network(draft)


def _first_operation(transaction: Transaction) -> Operation:
    return Operation.PAY_OUT if transaction.direction is Direction.PAYOUT else Operation.CREATE


def _can_be_asked(transaction: Transaction, provider: PaymentProvider, configuration: GatewayConfiguration) -> bool:
    is_payment = transaction.direction is Direction.PAYMENT
    return is_payment and Operation.LOOK_UP in provider.abilities(configuration)


def _key_of(draft: Transaction) -> RequestKey:
    """The key of a request that names the transaction itself: its maker repeats it under the same id."""
    return request_key(
        request_id=f"billing.transaction:{draft.id}",
        operation="CreateTransaction",
        content=(
            draft.gateway,
            draft.direction,
            draft.amount,
            draft.order_reference,
            draft.return_url,
            sorted(draft.metadata.items()),
        ),
    )
