"""Card tokens as the Merchant API answers about them (Click protocol, section 5.8)."""

from adapters.sandbox.click.api import Data
from adapters.sandbox.click.books import Books, Card, PaymentStatus
from adapters.sandbox.click.fields import Body, integer, soums, text
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.refusals import NOT_DEBITED, ClickRefusalError, not_found, not_possible, wrong
from adapters.sandbox.click.simulator import Choice, ClickSimulator
from adapters.sandbox.merchants import Merchant
from shared_kernel.identifiers import Identifiers

# What every card's owner is sent by a text message here.
SMS_CODE = 12345
# The last digits of cards without money.
_POOR = "0000"
_CARD_DIGITS, _EXPIRY_DIGITS = 16, 4


class CardsApi:
    """Answers a merchant who is known."""

    def __init__(self, *, books: Books, simulator: ClickSimulator, identifiers: Identifiers) -> None:
        self._books = books
        self._simulator = simulator
        self._identifiers = identifiers

    def request(self, merchant: Merchant, body: Body) -> Data:
        """`POST card_token/request`: a token, worth nothing until its code is entered."""
        number, expires, temporary = text(body, "card_number"), text(body, "expire_date"), integer(body, "temporary")
        if not (number.isdecimal() and len(number) == _CARD_DIGITS):
            raise wrong("card_number")
        if not (expires.isdecimal() and len(expires) == _EXPIRY_DIGITS):
            raise wrong("expire_date")
        card = Card(
            token=str(self._identifiers.new_id()),
            service_id=merchant.service_id,
            number=number,
            temporary=bool(temporary),
        )
        self._books.add_card(card)
        return {"card_token": card.token, "phone_number": "99890*****67", "temporary": temporary}

    def verify(self, merchant: Merchant, body: Body) -> Data:
        """`POST card_token/verify`."""
        card = self._card(merchant, text(body, "card_token"))
        if integer(body, "sms_code") != SMS_CODE:
            raise not_possible("Wrong code")
        card.verified = True
        return {"card_number": f"{card.number[:4]}********{card.number[-4:]}"}

    async def pay(self, merchant: Merchant, body: Body) -> Data:
        """`POST card_token/payment`: the merchant is asked by Prepare and told by Complete before this is answered."""
        card = self._card(merchant, text(body, "card_token"))
        amount = soums(body, "amount")
        if not card.verified:
            raise not_possible("The card is not confirmed")
        link = PayableLink(
            service_id=merchant.service_id,
            amount=str(amount.to_decimal()),
            money=amount,
            reference=text(body, "transaction_parameter"),
            return_url="",
        )
        choice = Choice.FAIL if card.number.endswith(_POOR) else Choice.PAY
        (made,) = await self._simulator.play(choice, link=link, merchant=merchant)
        if card.temporary:
            self._books.forget_card(card.token)
        if made.payment.status is PaymentStatus.NOT_DEBITED:
            raise ClickRefusalError(NOT_DEBITED, "The card was not debited")
        # As text, as in the documentation's sample.
        return {"payment_id": str(made.payment.payment_id), "payment_status": int(made.payment.status)}

    def delete(self, merchant: Merchant, token: str) -> Data:
        """`DELETE card_token`."""
        self._books.forget_card(self._card(merchant, token).token)
        return {}

    def _card(self, merchant: Merchant, token: str) -> Card:
        card = self._books.card(token)
        if card is None or card.service_id != merchant.service_id:
            raise not_found("Card token")
        return card
