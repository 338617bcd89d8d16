"""Asks Octo how a payment stands: the only word of Octo's that covers the amount."""

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.outcomes import while_reading
from billing.domain.details.octo import OctoDetails
from billing.domain.errors import GatewayUnavailableError
from billing.domain.transaction import Transaction


def octo_details(transaction: Transaction) -> OctoDetails:
    """What is known of the payment; of one that was never opened nothing."""
    return transaction.details if isinstance(transaction.details, OctoDetails) else OctoDetails()


def is_opened(transaction: Transaction) -> bool:
    """Whether Octo has answered that it knows the payment."""
    return octo_details(transaction).octo_payment_uuid is not None


def uuid_of(transaction: Transaction) -> str:
    """Octo's name of the payment.

    Raises:
        GatewayUnavailableError: Octo has not told it yet.
    """
    uuid = octo_details(transaction).octo_payment_uuid
    if uuid is None:
        raise GatewayUnavailableError("Octo has not told its name of the payment yet.")
    return uuid


async def read_payment(
    *, client: OctoClient, settings: OctoSettings, transaction: Transaction, reference: str = ""
) -> PaymentAnswer:
    """How the payment stands under a reference of ours; under the one it was opened with, unless another is named.

    Raises:
        GatewayUnavailableError: Octo does not say.
    """
    details = octo_details(transaction)
    reference = reference or details.shop_transaction_id or ""
    if not reference:
        raise GatewayUnavailableError("The payment is not open at Octo yet.")
    with while_reading():
        answer = await client.read_status(settings=settings, reference=reference, currency=transaction.amount.currency)
    if answer.reference != reference or not is_bound(transaction, reference=reference, uuid=answer.uuid):
        raise GatewayUnavailableError("Octo answered about another payment.")
    return answer


def is_bound(transaction: Transaction, *, reference: str, uuid: str) -> bool:
    """Whether this reference and this UUID can be one payment: what Octo told when it opened it never changes."""
    details = octo_details(transaction)
    if details.shop_transaction_id != reference or details.octo_payment_uuid is None:
        return True
    return details.octo_payment_uuid.lower() == uuid.lower()
