"""The hosted pay page: what is to be paid, how it stands, and what the payer or his bank can do about it."""

from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.frame import outcome, way_back
from adapters.sandbox.stripe.page.standing import Choice, Standing, choices_of
from adapters.sandbox.stripe.page.texts.words import Texts
from adapters.sandbox.stripe.rest.errors import Json
from shared_kernel.currency import currency
from shared_kernel.money import Money

_TITLE = "<h1>$title</h1>"
_SUM = '<p class="sum">$amount</p>'
_FACTS = """<dl class="facts">
<dt>$merchant_label</dt><dd>$merchant</dd>
<dt>$reference_label</dt><dd>$reference</dd>
</dl>"""
_FORM = """<form method="post" action="/sandbox/stripe/pay/$session">
<input type="hidden" name="token" value="$token">
<input type="hidden" name="lang" value="$language">
$main
<h2>$other_choices</h2>
<ul class="others">
$choices
</ul>
</form>"""
_MAIN = '<button class="button main" name="choice" value="$choice">$title</button>'
_CHOICE = '<li><button class="button" name="choice" value="$choice"><b>$title</b><span>$text</span></button></li>'

_TONES = {Standing.PAID: "good", Standing.NOTHING_DUE: "good", Standing.DECLINED: "bad", Standing.FAILED: "bad"}
_BACK_TO_SUCCESS = frozenset({Standing.PAID, Standing.HELD, Standing.NOTHING_DUE, Standing.WAITING})


def pay_page(session: Json, *, standing: Standing, token: str, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a session; `token` makes its buttons good for one use."""
    parts = [fill(_TITLE, title=texts.payment)]
    if standing is not Standing.OPEN:
        parts.append(outcome(texts.standings[standing], name=standing.value, tone=_TONES.get(standing, "plain")))
    amount = _amount(session, language)
    if amount:
        parts.append(fill(_SUM, amount=amount))
    parts.append(_facts(session, merchant=merchant, texts=texts))
    if choices := choices_of(session, standing):
        parts.append(_form(session, choices, token=token, amount=amount, texts=texts, language=language))
    parts.append(_way_back(session, standing, texts))
    return join(parts)


def _facts(session: Json, *, merchant: str, texts: Texts) -> Html:
    return fill(
        _FACTS,
        merchant_label=texts.merchant,
        merchant=merchant,
        reference_label=texts.reference,
        reference=session["client_reference_id"] or session["id"],
    )


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
        main=fill(_MAIN, choice=first.value, title=title),
        other_choices=texts.other_choices,
        choices=join(_choice(choice, texts.choices[choice]) for choice in others),
    )


def _choice(choice: Choice, saying: Saying) -> Html:
    return fill(_CHOICE, choice=choice.value, title=saying.title, text=saying.text)


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
