"""The pay page: what is to be paid, one big button, and the ways it can go wrong."""

from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.simulator import Choice
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.click.visits import Visit
from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.choices import buttons
from adapters.sandbox.pages.facts import facts, headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language

_FORM = """<form method="post" action="/sandbox/click/pay">
<input type="hidden" name="token" value="$token">
<input type="hidden" name="lang" value="$language">
$buttons
</form>"""


def payment_facts(link: PayableLink, *, merchant: str, texts: Texts, language: Language) -> Html:
    """How much, to whom and what for; on the pay page as on the receipt."""
    told = ((texts.merchant, merchant), (texts.reference, link.reference))
    return facts(told, amount=readable(link.money, language))


def pay_page(visit: Visit, *, texts: Texts, language: Language) -> Html:
    """The page of a visit that waits for its payer's choice."""
    form = fill(
        _FORM,
        token=visit.token,
        language=language.value,
        buttons=buttons(
            main=Choice.PAY,
            title=texts.pay.format(amount=readable(visit.link.money, language)),
            other_choices=texts.other_choices,
            others=texts.choices.items(),
        ),
    )
    about = payment_facts(visit.link, merchant=visit.merchant.name, texts=texts, language=language)
    return join((headline(texts.payment), about, form))
