"""The cards of Payme's sandbox and what each of them does (protocol, sections 7.1 and 7.2)."""

from dataclasses import dataclass
from types import MappingProxyType

from adapters.sandbox.payme.fields import Body, flag, section, text
from adapters.sandbox.payme.refusals import (
    BAD_CARD,
    CARD_BLOCKED,
    CARD_NOT_FOUND,
    FAILED,
    WRONG_CODE,
    PaymeSaysNoError,
)
from shared_kernel.identifiers import Identifiers

SMS_CODE = "666666"
EXPIRY = "0399"
WAIT_MS = 60_000
_NUMBER_LENGTH = 16

# The cards that fail, and how; every other number works.
_TROUBLE = MappingProxyType(
    {
        "8600060921090842": PaymeSaysNoError(CARD_BLOCKED, "SMS service is not connected"),
        "3333336415804657": PaymeSaysNoError(CARD_BLOCKED, "Card expired"),
        "4444445987459073": PaymeSaysNoError(CARD_BLOCKED, "Card blocked"),
        "8600143417770323": PaymeSaysNoError(FAILED, "System error"),
    }
)
POOR_CARD = "8600134301849596"


@dataclass(slots=True, kw_only=True)
class Card:
    """A card behind a token.

    Attributes:
        recurrent: the token may be used again.
        verified: its owner has repeated the code of the text message.
    """

    register_id: str
    token: str
    number: str
    recurrent: bool
    verified: bool = False

    @property
    def masked(self) -> str:
        """What may be shown."""
        return f"{self.number[:6]}******{self.number[-4:]}"

    def told(self) -> dict[str, object]:
        """The card as an answer shows it."""
        return {
            "number": self.masked,
            "expire": f"{EXPIRY[:2]}/{EXPIRY[2:]}",
            "token": self.token,
            "recurrent": self.recurrent,
            "verify": self.verified,
        }


class Cards:
    """The tokens of all registers."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: dict[str, Card] = {}

    def create(self, register_id: str, params: Body) -> Card:
        """`cards.create`."""
        wanted = section(params, "card")
        number, expire = text(wanted, "number").replace(" ", ""), text(wanted, "expire").replace("/", "")
        if len(number) != _NUMBER_LENGTH or not number.isdigit() or expire != EXPIRY:
            raise PaymeSaysNoError(BAD_CARD, "Invalid card number or expiry date")
        if trouble := _TROUBLE.get(number):
            raise trouble
        card = Card(
            register_id=register_id,
            token=self._identifiers.new_secret(),
            number=number,
            recurrent=flag(params, "save"),
        )
        self._kept[card.token] = card
        return card

    def verify(self, card: Card, code: str) -> None:
        """`cards.verify`."""
        if code != SMS_CODE:
            raise PaymeSaysNoError(WRONG_CODE, "Wrong code")
        card.verified = True

    def find(self, register_id: str, token: str) -> Card:
        """The register's card of this token.

        Raises:
            PaymeSaysNoError: it has none.
        """
        card = self._kept.get(token)
        if card is None or card.register_id != register_id:
            raise PaymeSaysNoError(CARD_NOT_FOUND, "Card not found")
        return card

    def remove(self, card: Card) -> None:
        """`cards.remove`."""
        self._kept.pop(card.token, None)
