"""The pay page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.octo.amounts import money
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.octo.visits import Choice, Visit
from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.saying import Saying

_TITLE = "<h1>$title</h1>"
_FACTS = """<p class="sum">$amount</p>
<dl class="facts">
<dt>$merchant_label</dt><dd>$merchant</dd>
<dt>$purpose_label</dt><dd>$purpose</dd>
<dt>$reference_label</dt><dd>$reference</dd>
</dl>"""
_FORM = """<form method="post" action="/sandbox/octo/pay/$uuid">
<input type="hidden" name="token" value="$token">
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


def payment_facts(payment: OctoPayment, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the pay page as on the receipt."""
    return fill(
        _FACTS,
        amount=_readable(payment, language),
        merchant_label=texts.merchant,
        merchant=merchant,
        purpose_label=texts.purpose,
        purpose=payment.terms.description,
        reference_label=texts.reference,
        reference=payment.terms.reference,
    )


def pay_page(payment: OctoPayment, *, visit: Visit, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        uuid=payment.uuid,
        token=visit.token,
        language=language.value,
        pay=texts.pay.format(amount=_readable(payment, language)),
        other_choices=texts.other_choices,
        choices=join(_choice(choice, saying) for choice, saying in texts.choices.items()),
    )
    return join((title(texts), payment_facts(payment, merchant=merchant, texts=texts, language=language), form))


def _readable(payment: OctoPayment, language: Language) -> str:
    return readable(money(payment.terms.total, payment.terms.currency), language)


def _choice(choice: Choice, saying: Saying) -> Html:
    return fill(_CHOICE, choice=choice.value, title=saying.title, text=saying.text)
