"""What Payme refuses, with the codes of its pages and of its Subscribe API (protocol, sections 2.4, 3.3 and 7.2)."""

from shared_kernel.errors import ConflictError

NOT_JSON = -32700
BAD_REQUEST = -32600
UNKNOWN_METHOD = -32601
NOT_AUTHORIZED = -32504
FAILED = -32400
BAD_CARD = -31300
CARD_BLOCKED = -31301
NO_FUNDS = -31630
CARD_NOT_FOUND = -31400
WRONG_CODE = -31103
UNKNOWN_REGISTER = -31601
UNKNOWN_RECEIPT = -31602
BAD_FIELD = -31610
MERCHANT_UNAVAILABLE = -31622
MERCHANT_MISBEHAVES = -31623
# The documentation gives no code to a receipt that is in the wrong state; a merchant must live with any number.
WRONG_STATE = -31604


class PaymeSaysNoError(ConflictError):
    """Payme refuses; nothing was done.

    Attributes:
        code: Payme's own.
        data: the field or the method at fault.
    """

    def __init__(self, code: int, message: str, *, data: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.data = data


def bad_field(name: str) -> PaymeSaysNoError:
    """A field is missing or of the wrong type."""
    return PaymeSaysNoError(BAD_REQUEST, f"Invalid request: {name}", data=name)


def unknown_receipt() -> PaymeSaysNoError:
    """The register has no such receipt."""
    return PaymeSaysNoError(UNKNOWN_RECEIPT, "Receipt not found")


def wrong_state() -> PaymeSaysNoError:
    """The receipt's state does not allow this."""
    return PaymeSaysNoError(WRONG_STATE, "Impossible in the receipt's state")
