"""The checkout page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.choices import buttons
from adapters.sandbox.pages.facts import facts, headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.payme.receipt import Bill
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Choice, Visit
from shared_kernel.currency import currency
from shared_kernel.money import Money

_UZS = currency("UZS")
_FORM = """<form method="post" action="/sandbox/payme/visits/$token">
<input type="hidden" name="lang" value="$language">
$buttons
</form>"""


def bill_facts(bill: Bill, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the checkout page as on the receipt."""
    told = [(texts.merchant, merchant), *((name, str(value)) for name, value in bill.account.items())]
    if bill.description:
        told.append((texts.purpose, bill.description))
    return facts(told, amount=_readable(bill, language))


def pay_page(visit: Visit, *, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        token=visit.token,
        language=language.value,
        buttons=buttons(
            main=Choice.PAY,
            title=texts.pay.format(amount=_readable(visit.bill, language)),
            other_choices=texts.other_choices,
            others=texts.choices.items(),
        ),
    )
    return join(
        (headline(texts.payment), bill_facts(visit.bill, merchant=merchant, texts=texts, language=language), form)
    )


def _readable(bill: Bill, language: Language) -> str:
    return readable(Money(bill.amount, _UZS), language)
