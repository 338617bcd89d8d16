"""The pay page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.octo.amounts import money
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.octo.visits import Choice, Visit
from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.choices import buttons
from adapters.sandbox.pages.facts import facts, headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language

_FORM = """<form method="post" action="/sandbox/octo/pay/$uuid">
<input type="hidden" name="token" value="$token">
<input type="hidden" name="lang" value="$language">
$buttons
</form>"""


def payment_facts(payment: OctoPayment, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the pay page as on the receipt."""
    told = (
        (texts.merchant, merchant),
        (texts.purpose, payment.terms.description),
        (texts.reference, payment.terms.reference),
    )
    return facts(told, amount=_readable(payment, language))


def pay_page(payment: OctoPayment, *, visit: Visit, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        uuid=payment.uuid,
        token=visit.token,
        language=language.value,
        buttons=buttons(
            main=Choice.PAY,
            title=texts.pay.format(amount=_readable(payment, language)),
            other_choices=texts.other_choices,
            others=texts.choices.items(),
        ),
    )
    return join(
        (headline(texts.payment), payment_facts(payment, merchant=merchant, texts=texts, language=language), form)
    )


def _readable(payment: OctoPayment, language: Language) -> str:
    return readable(money(payment.terms.total, payment.terms.currency), language)
