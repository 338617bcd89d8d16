"""The receipt: how the payment stands, the way back, and, folded, every word that was exchanged."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from adapters.sandbox.octo.amounts import money
from adapters.sandbox.octo.exchange import Exchange
from adapters.sandbox.octo.outcome import Outcome, outcome_of
from adapters.sandbox.octo.pay_page import payment_facts
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.pages.amounts import readable
from adapters.sandbox.pages.exchanges import Told, exchanges
from adapters.sandbox.pages.facts import headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language

_OUTCOME = """<section class="outcome $tone" role="status" data-outcome="$outcome">
<h2>$title</h2>
<p>$text</p>
$sums
</section>"""
_SUM = '<p class="document">$label <span>$amount</span></p>'
_WARNING = '<p class="warning">$text</p>'
_BACK = '<p class="back"><a class="button main" href="$address">$label</a></p>'

_TONES = {Outcome.PAID: "good", Outcome.PART_CHARGED: "good", Outcome.CANCELED: "bad"}


def receipt_page(payment: OctoPayment, *, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a payment whose payer has made a choice, or comes too late for one."""
    parts = [headline(texts.payment), _outcome(payment, texts, language)]
    if payment.exchanges and payment.exchanges[-1].silence:
        parts.append(fill(_WARNING, text=texts.unheard))
    parts.append(payment_facts(payment, merchant=merchant, texts=texts, language=language))
    if address := _way_back(payment):
        parts.append(fill(_BACK, address=address, label=texts.back_to_merchant))
    if payment.exchanges:
        told = [_told(exchange, texts) for exchange in payment.exchanges]
        parts.append(exchanges(told, kind="status", texts=texts))
    return join(parts)


def _outcome(payment: OctoPayment, texts: Texts, language: Language) -> Html:
    outcome = outcome_of(payment)
    sums = ((texts.charged, payment.captured), (texts.returned, payment.refunded))
    return fill(
        _OUTCOME,
        tone=_TONES.get(outcome, "plain"),
        outcome=outcome.value,
        title=texts.outcomes[outcome].title,
        text=texts.outcomes[outcome].text,
        sums=join(
            fill(_SUM, label=label, amount=readable(money(amount, payment.terms.currency), language))
            for label, amount in sums
            if amount and amount != payment.terms.total
        ),
    )


def _way_back(payment: OctoPayment) -> str:
    """`return_url` with `octo_status`, if it leads to a website: a link of ours must not run a `javascript:`."""
    try:
        parts = urlsplit(payment.terms.return_url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("octo_status", payment.status.value)]
    return parts._replace(query=urlencode(query)).geturl()


def _told(exchange: Exchange, texts: Texts) -> Told:
    answer = texts.answer
    if exchange.silence:
        answer = texts.silences[exchange.silence].format(status=exchange.http_status)
    return Told(
        name=str(exchange.fields["status"]),
        sent="\n".join(f"{name} = {value}" for name, value in exchange.fields.items()),
        answer=answer,
        body=exchange.body,
    )
