"""Taking money through Payme: the payer is given a link, and Payme calls us about the rest."""

import json
from collections.abc import Mapping
from dataclasses import replace

from adapters.gateways.payme import wishes
from adapters.gateways.payme.failures import GATEWAY
from adapters.gateways.payme.invoices import Invoice, Invoices
from adapters.gateways.payme.link import checkout_form, checkout_link, link_parameters
from adapters.gateways.payme.receipts import Receipts
from adapters.gateways.payme.settings import UZS, PaymeSettings, SubscribeRegister, parse_settings, settings_of
from adapters.gateways.payme.subscribe import SubscribeClient
from adapters.gateways.unable import Unable
from billing.domain.details.codec import Details
from billing.domain.details.payme import PaymeDetails
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.observation import Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink
from shared_kernel.clock import Clock

_WITH_REGISTER = frozenset({Operation.CAPTURE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP})


class PaymeProvider(Unable):
    """Payme takes soums.

    A link needs no call to Payme, so creating one is part of the commit that asks for it. An invoice by text message,
    and everything after it, needs a register of the Subscribe API.
    """

    currencies: frozenset[str] | None = frozenset({UZS.code})
    settles_locally = False

    def __init__(self, *, client: SubscribeClient, clock: Clock) -> None:
        self._invoices = Invoices(client)
        self._receipts = Receipts(client)
        self._clock = clock

    def needs_network(self, transaction: Transaction) -> bool:
        return bool(wishes.phone(transaction))

    def abilities(self, configuration: GatewayConfiguration) -> frozenset[Operation]:
        return frozenset() if settings_of(configuration).register is None else _WITH_REGISTER

    def check_settings(self, settings: Settings) -> None:
        parse_settings(settings)

    async def create(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> PaymentLink:
        settings = settings_of(configuration)
        link = _link(transaction, settings)
        phone = wishes.phone(transaction)
        if not phone:
            return link
        invoice = Invoice(
            amount=transaction.amount.minor_units,
            account=wishes.account_of(transaction, fields=settings.account_fields),
            detail=wishes.fiscal_detail(transaction),
            description=_one_of(wishes.descriptions(transaction), settings.language),
            phone=phone,
            hold=wishes.hold(transaction),
        )
        receipt = await self._invoices.issue(
            _register(settings, Operation.CREATE),
            invoice,
            asked_since=call.created_at if call.doubtful else None,
            now=self._clock.now(),
        )

        def told(known: Details | None) -> Details:
            before = known if isinstance(known, PaymeDetails) else PaymeDetails()
            return replace(before, receipt_id=receipt.id)

        # The payer may be quicker than this answer: then Payme has told more of the payment already.
        return replace(link, details=told(link.details), told=told)

    async def capture(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        if call.amount not in {None, transaction.amount}:
            raise NotSupportedByGatewayError(gateway=GATEWAY, operation="capture a part")
        register = _register(settings_of(configuration), Operation.CAPTURE)
        return await self._receipts.capture(register, transaction=transaction)

    async def cancel(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, call: ProviderCall
    ) -> Observation:
        register = _register(settings_of(configuration), Operation.CANCEL)
        return await self._receipts.cancel(register, transaction=transaction)

    async def refund(
        self, *, transaction: Transaction, refund: Refund, configuration: GatewayConfiguration, call: ProviderCall
    ) -> RefundNews:
        register = _register(settings_of(configuration), Operation.REFUND)
        return await self._receipts.refund(register, transaction=transaction, refund=refund, call=call)

    async def look_up(self, *, transaction: Transaction, configuration: GatewayConfiguration) -> Observation:
        register = _register(settings_of(configuration), Operation.LOOK_UP)
        return await self._receipts.look_up(register, transaction=transaction)


def _register(settings: PaymeSettings, operation: Operation) -> SubscribeRegister:
    """The register that does it.

    Raises:
        NotSupportedByGatewayError: none is configured.
    """
    if settings.register is None:
        raise NotSupportedByGatewayError(gateway=GATEWAY, operation=operation)
    return settings.register


def _one_of(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else the first there is: a receipt has only one."""
    return texts.get(language) or next(iter(texts.values()), "")


def _link(transaction: Transaction, settings: PaymeSettings) -> PaymentLink:
    """The link, the form, and what the order wants besides; what is wrong with that is said before any payer."""
    account = wishes.account_of(transaction, fields=settings.account_fields)
    parameters = link_parameters(
        settings=settings, amount=transaction.amount, account=account, return_url=transaction.return_url
    )
    detail, shared = wishes.fiscal_detail(transaction), wishes.receivers(transaction)
    form = checkout_form(
        settings=settings,
        amount=transaction.amount,
        account=account,
        return_url=transaction.return_url,
        descriptions=wishes.descriptions(transaction),
        detail="" if detail is None else json.dumps(detail, ensure_ascii=False, separators=(",", ":")),
    )
    url = checkout_link(page=settings.checkout_url, parameters=parameters)
    details = PaymeDetails(
        merchant_id=settings.merchant_id,
        account=account,
        receivers=[{"id": one.id, "amount": one.amount} for one in shared] or None,
        additional=wishes.additional(transaction),
        link=url,
        params=form,
    )
    return PaymentLink(payment_url=url, details=details)
