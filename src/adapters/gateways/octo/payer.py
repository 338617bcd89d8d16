"""What a caller told us of the payer and the order, in the metadata of the payment."""

from collections.abc import Mapping

from adapters.gateways.octo.requests import Payer
from billing.domain.transaction import Transaction


def payer_of(metadata: Mapping[str, str]) -> Payer:
    """The payer by the keys `payer_id`, `phone`, `email` and `language`; what is not told stays unknown to Octo."""
    return Payer(
        user_id=metadata.get("payer_id", ""),
        phone=metadata.get("phone", ""),
        email=metadata.get("email", ""),
        language=metadata.get("language", ""),
    )


def description_of(transaction: Transaction) -> str:
    """What the payer reads on the page: the key `description`, else the name of the order."""
    return transaction.metadata.get("description", "").strip() or transaction.order_reference
