"""The receipt: how each payment ended, the way back, and, folded, every word that was exchanged."""

from collections.abc import Sequence

from adapters.sandbox.click.calls import PREPARE
from adapters.sandbox.click.exchange import Exchange
from adapters.sandbox.click.pay_page import payment_facts
from adapters.sandbox.click.payment import ClickPayment, Outcome
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.click.visits import Visit
from adapters.sandbox.pages.exchanges import Told, exchanges
from adapters.sandbox.pages.facts import headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language

_OUTCOME = """<section class="outcome $tone" role="status" data-outcome="$outcome">
<h2>$title</h2>
<p>$text</p>
$document
</section>"""
_DOCUMENT = '<p class="document">$label <span>$paydoc</span></p>'
_WARNING = '<p class="warning">$text</p>'
_BACK = '<p class="back"><a class="button main" href="$address">$label</a></p>'
_TOP_UP = '<p><a class="button" href="/sandbox/click?lang=$language">$label</a></p>'

_TONES = {Outcome.PAID: "good", Outcome.LEFT: "plain", Outcome.ALREADY_PAID: "plain"}
_CHARGED = frozenset({Outcome.PAID, Outcome.CHARGED_AGAIN})


def receipt_page(visit: Visit, *, payments: Sequence[ClickPayment], texts: Texts, language: Language) -> Html:
    """The page of a visit whose choice was played."""
    parts = [headline(texts.payment)]
    parts += [_outcome(payment.outcome, texts, paydoc=str(payment.payment.numbers.paydoc_id)) for payment in payments]
    if not payments:
        parts.append(_outcome(Outcome.LEFT, texts))
    if len([payment for payment in payments if payment.outcome in _CHARGED]) > 1:
        parts.append(fill(_WARNING, text=texts.charged_twice))
    parts.append(payment_facts(visit.link, merchant=visit.merchant.name, texts=texts, language=language))
    if visit.link.return_url:
        parts.append(fill(_BACK, address=visit.link.return_url, label=texts.back_to_merchant))
    else:
        parts.append(fill(_TOP_UP, language=language.value, label=texts.another_top_up))
    told = [_told(exchange, texts) for payment in payments for exchange in payment.exchanges]
    if told:
        parts.append(exchanges(told, kind="call", texts=texts))
    return join(parts)


def _outcome(outcome: Outcome, texts: Texts, *, paydoc: str = "") -> Html:
    saying = texts.outcomes[outcome]
    return fill(
        _OUTCOME,
        tone=_TONES.get(outcome, "bad"),
        outcome=outcome.value,
        title=saying.title,
        text=saying.text,
        document=fill(_DOCUMENT, label=texts.paydoc, paydoc=paydoc) if paydoc else "",
    )


def _told(exchange: Exchange, texts: Texts) -> Told:
    answer = texts.answer
    if exchange.silence:
        answer = texts.silences[exchange.silence].format(status=exchange.status)
    return Told(
        name="Prepare" if exchange.fields["action"] == PREPARE else "Complete",
        sent="\n".join(f"{name} = {text}" for name, text in exchange.fields.items()),
        answer=answer,
        body=exchange.body,
    )
