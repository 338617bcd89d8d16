"""The top-up form: a payer who comes without a link, as in the Click app, and types an account number and a sum."""

from collections.abc import Sequence

from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.merchants import Merchant
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language

# It leads to the pay page as a link would: a payer's browser writes numbers with a dot, whatever the language.
_FORM = """<h1>$title</h1>
<p class="soft">$text</p>
<form class="top-up" method="get" action="/sandbox/click/pay">
<input type="hidden" name="lang" value="$language">
<label for="service">$merchant_label</label>
<select id="service" name="service_id">
$merchants
</select>
<label for="account">$account_label</label>
<input id="account" name="transaction_param" inputmode="numeric" autocomplete="off" maxlength="255" required>
<label for="amount">$amount_label</label>
<input id="amount" name="amount" type="number" inputmode="decimal" min="0.01" step="0.01" required>
<button class="button main">$go_on</button>
</form>"""
_MERCHANT = '<option value="$service_id">$name</option>'


def top_up_page(merchants: Sequence[Merchant], *, texts: Texts, language: Language) -> Html:
    """The form."""
    return fill(
        _FORM,
        title=texts.top_up.title,
        text=texts.top_up.text,
        language=language.value,
        merchant_label=texts.merchant,
        merchants=join(fill(_MERCHANT, service_id=one.service_id, name=one.name) for one in merchants),
        account_label=texts.account_number,
        amount_label=texts.sum,
        go_on=texts.go_on,
    )
