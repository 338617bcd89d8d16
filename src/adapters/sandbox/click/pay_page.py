"""The pay page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.simulator import Choice
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.click.visits import Visit
from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.saying import Saying

_TITLE = "<h1>$title</h1>"
_FACTS = """<p class="sum">$amount</p>
<dl class="facts">
<dt>$merchant_label</dt><dd>$merchant</dd>
<dt>$reference_label</dt><dd>$reference</dd>
</dl>"""
_FORM = """<form method="post" action="/sandbox/click/pay">
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


def payment_facts(link: PayableLink, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the pay page as on the receipt."""
    return fill(
        _FACTS,
        amount=readable(link.money, language),
        merchant_label=texts.merchant,
        merchant=merchant,
        reference_label=texts.reference,
        reference=link.reference,
    )


def pay_page(visit: Visit, *, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        token=visit.token,
        language=language.value,
        pay=texts.pay.format(amount=readable(visit.link.money, language)),
        other_choices=texts.other_choices,
        choices=join(_choice(choice, saying) for choice, saying in texts.choices.items()),
    )
    facts = payment_facts(visit.link, merchant=visit.merchant.name, texts=texts, language=language)
    return join((title(texts), facts, form))


def _choice(choice: Choice, saying: Saying) -> Html:
    return fill(_CHOICE, choice=choice.value, title=saying.title, text=saying.text)
