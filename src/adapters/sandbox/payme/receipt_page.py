"""The receipt: how the payment stands, the refund button of the cabinet, the way back, and every word exchanged."""

import json
from collections.abc import Sequence
from math import ceil
from urllib.parse import quote, urlsplit

from adapters.sandbox.pages.exchanges import Told, exchanges
from adapters.sandbox.pages.facts import headline
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language
from adapters.sandbox.payme.exchange import Exchange
from adapters.sandbox.payme.outcome import Outcome, outcome_of
from adapters.sandbox.payme.pay_page import bill_facts
from adapters.sandbox.payme.receipt import Bill, Receipt
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Visit

_OUTCOME = """<section class="outcome $tone" role="status" data-outcome="$outcome" data-receipt="$receipt">
<h2>$title</h2>
<p>$text</p>
$error
</section>"""
_ERROR = '<p class="document">$label <span>$code</span></p>'
_REFUND = """<form method="post" action="/sandbox/payme/visits/$token">
<input type="hidden" name="lang" value="$language">
<button class="button" name="refund" value="$receipt"><b>$title</b><span>$text</span></button>
</form>"""
_BACK = '<p class="back"><a class="button main" href="$address">$label</a></p>'

_TONES = {Outcome.PAID: "good", Outcome.REFUSED: "bad", Outcome.CANCELED: "bad"}


def receipt_page(visit: Visit, receipts: Sequence[Receipt], *, merchant: str, texts: Texts, language: Language) -> Html:
    """The page of a visit whose payer has made a choice; without a receipt he has left."""
    parts = [headline(texts.payment)]
    for receipt in receipts:
        parts.append(_outcome(receipt, texts))
        if outcome_of(receipt) is Outcome.PAID:
            parts.append(_refund(visit, receipt, texts, language))
    if not receipts:
        parts.append(_left(texts))
    parts.append(bill_facts(visit.bill, merchant=merchant, texts=texts, language=language))
    if address := way_back(visit.bill, receipts):
        parts.append(fill(_BACK, address=address, label=texts.back_to_merchant))
    parts.extend(_details(receipt, texts) for receipt in receipts if receipt.exchanges)
    return join(parts)


def _outcome(receipt: Receipt, texts: Texts) -> Html:
    outcome = outcome_of(receipt)
    return fill(
        _OUTCOME,
        tone=_TONES.get(outcome, "plain"),
        outcome=outcome.value,
        receipt=receipt.id,
        title=texts.outcomes[outcome].title,
        text=texts.outcomes[outcome].text,
        error=fill(_ERROR, label=texts.merchants_code, code=str(receipt.error)) if receipt.error else "",
    )


def _left(texts: Texts) -> Html:
    return fill(
        _OUTCOME, tone="plain", outcome="left", receipt="", title=texts.left.title, text=texts.left.text, error=""
    )


def _refund(visit: Visit, receipt: Receipt, texts: Texts, language: Language) -> Html:
    return fill(
        _REFUND,
        token=visit.token,
        language=language.value,
        receipt=receipt.id,
        title=texts.refund.title,
        text=texts.refund.text,
    )


def seconds_to_way_back(bill: Bill, receipts: Sequence[Receipt]) -> int | None:
    """When a payer who has paid is sent back by himself; None where the merchant does not say, or there is no way."""
    paid = any(outcome_of(receipt) is Outcome.PAID for receipt in receipts)
    wanted = paid and bill.return_delay and way_back(bill, receipts)
    return ceil(bill.return_delay / 1000) if wanted else None


def way_back(bill: Bill, receipts: Sequence[Receipt]) -> str:
    """The return address, its placeholders filled, if it leads to a website: ours must not run a `javascript:`."""
    address = bill.return_url.replace(":transaction", receipts[-1].id if receipts else "null")
    for name, value in bill.account.items():
        address = address.replace(f":account.{name}", quote(str(value), safe=""))
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def _details(receipt: Receipt, texts: Texts) -> Html:
    return exchanges([_told(exchange, texts) for exchange in receipt.exchanges], kind="method", texts=texts)


def _told(exchange: Exchange, texts: Texts) -> Told:
    answer = texts.answer
    if exchange.silence:
        answer = texts.silences[exchange.silence].format(status=exchange.http_status)
    return Told(
        name=exchange.method,
        sent=json.dumps(exchange.params, ensure_ascii=False, indent=2),
        answer=answer,
        body=exchange.body,
    )
