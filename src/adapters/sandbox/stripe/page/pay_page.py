"""The hosted pay page: what is to be paid, how it stands, and what the payer or his bank can do about it."""

from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.choices import buttons
from adapters.sandbox.pages.facts import facts, headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.stripe.page.frame import outcome, way_back
from adapters.sandbox.stripe.page.standing import Choice, Standing, choices_of
from adapters.sandbox.stripe.page.texts.words import Texts
from adapters.sandbox.stripe.rest.errors import Json
from shared_kernel.currency import currency
from shared_kernel.money import Money

_FORM = """<form method="post" action="/sandbox/stripe/pay/$session">
<input type="hidden" name="token" value="$token">
<input type="hidden" name="lang" value="$language">
$buttons
</form>"""

_TONES = {Standing.PAID: "good", Standing.NOTHING_DUE: "good", Standing.DECLINED: "bad", Standing.FAILED: "bad"}
_BACK_TO_SUCCESS = frozenset({Standing.PAID, Standing.HELD, Standing.NOTHING_DUE, Standing.WAITING})


def pay_page(session: Json, *, standing: Standing, token: str, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a session; `token` makes its buttons good for one use."""
    parts = [headline(texts.payment)]
    if standing is not Standing.OPEN:
        parts.append(outcome(texts.standings[standing], name=standing.value, tone=_TONES.get(standing, "plain")))
    amount = _amount(session, language)
    reference = session["client_reference_id"] or session["id"]
    parts.append(facts(((texts.merchant, merchant), (texts.reference, reference)), amount=amount))
    if choices := choices_of(session, standing):
        parts.append(_form(session, choices, token=token, amount=amount, texts=texts, language=language))
    parts.append(_way_back(session, standing, texts))
    return join(parts)


def _form(
    session: Json, choices: tuple[Choice, ...], *, token: str, amount: str, texts: Texts, language: Language
) -> Html:
    first, *others = choices
    if first is Choice.PAY:
        title = texts.pay.format(amount=amount) if amount else texts.save
    else:
        title = texts.choices[first].title
    return fill(
        _FORM,
        session=session["id"],
        token=token,
        language=language.value,
        buttons=buttons(
            main=first,
            title=title,
            other_choices=texts.other_choices,
            others=((choice, texts.choices[choice]) for choice in others),
        ),
    )


def _way_back(session: Json, standing: Standing, texts: Texts) -> Html:
    if standing in _BACK_TO_SUCCESS:
        address = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return way_back(address, label=texts.back_to_merchant, is_main=standing is not Standing.WAITING)
    label = texts.leave if session["status"] == "open" else texts.back_to_merchant
    return way_back(session["cancel_url"], label=label, is_main=False)


def _amount(session: Json, language: Language) -> str:
    """The sum for people; empty when there is none."""
    if not session["amount_total"]:
        return ""
    money = Money(minor_units=session["amount_total"], currency=currency(session["currency"].upper()))
    return readable(money, language)
