"""The checkout page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.payme.receipt import Bill
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Choice, Visit
from shared_kernel.currency import currency
from shared_kernel.money import Money

_UZS = currency("UZS")
_TITLE = "<h1>$title</h1>"
_FACTS = """<p class="sum">$amount</p>
<dl class="facts">
<dt>$merchant_label</dt><dd>$merchant</dd>
$account
</dl>"""
_FACT = "<dt>$name</dt><dd>$value</dd>"
_FORM = """<form method="post" action="/sandbox/payme/visits/$token">
<input type="hidden" name="lang" value="$language">
<button class="button main" name="choice" value="pay">$pay</button>
<h2>$other_choices</h2>
<ul class="others">
$choices
</ul>
</form>"""
_CHOICE = '<li><button class="button" name="choice" value="$choice"><b>$title</b><span>$text</span></button></li>'


def title(texts: Texts) -> Html:
    """The headline of both pages."""
    return fill(_TITLE, title=texts.payment)


def bill_facts(bill: Bill, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the checkout page as on the receipt."""
    account = [fill(_FACT, name=name, value=str(value)) for name, value in bill.account.items()]
    if bill.description:
        account.append(fill(_FACT, name=texts.purpose, value=bill.description))
    return fill(
        _FACTS,
        amount=_readable(bill, language),
        merchant_label=texts.merchant,
        merchant=merchant,
        account=join(account),
    )


def pay_page(visit: Visit, *, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        token=visit.token,
        language=language.value,
        pay=texts.pay.format(amount=_readable(visit.bill, language)),
        other_choices=texts.other_choices,
        choices=join(_choice(choice, saying) for choice, saying in texts.choices.items()),
    )
    return join((title(texts), bill_facts(visit.bill, merchant=merchant, texts=texts, language=language), form))


def _readable(bill: Bill, language: Language) -> str:
    return readable(Money(bill.amount, _UZS), language)


def _choice(choice: Choice, saying: Saying) -> Html:
    return fill(_CHOICE, choice=choice.value, title=saying.title, text=saying.text)
