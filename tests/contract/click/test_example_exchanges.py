"""The example exchanges X1 to X18 of the protocol, word for word and in their order, against one shop."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from adapters.gateways.click.signature import is_genuine
from billing.domain.status import Status
from tests.contract.click.shop import ClickShop
from tests.unit.gateways.click.forms import SECRET, signed

EXCHANGES = json.loads((Path(__file__).parent / "example_exchanges.json").read_text())


async def test_every_published_exchange_is_answered_as_published(shop: ClickShop) -> None:
    """Two orders of 1000 soums; the second one is written 1000.00, canceled, and cannot be confirmed any more."""
    first, second = await shop.order("order-1001"), await shop.order("order-1002")
    numbers: dict[int, int] = {}
    for exchange in EXCHANGES:
        answer = await shop.say(_with_our_numbers(exchange["form"], numbers))
        expected = exchange["answer"]
        for name in ("merchant_prepare_id", "merchant_confirm_id"):
            if name in expected:
                expected = expected | {name: numbers.setdefault(expected[name], answer[name])}
        assert (exchange["id"], expected) == (exchange["id"], answer)
    assert (Status.COMPLETED, Status.PENDING) == (await shop.status(first), await shop.status(second))
    assert 1 == await shop.settlements()


def _with_our_numbers(text: str, numbers: dict[int, int]) -> dict[str, str]:
    """The form, its prepare id replaced by the one this shop gave out, and signed anew if it was signed."""
    form: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True))
    published = int(form.get("merchant_prepare_id", "0"))
    ours = numbers.get(published, published)
    if ours == published or not is_genuine(form=form, secret_key=SECRET):
        return form
    del form["sign_string"]
    return signed(form | {"merchant_prepare_id": str(ours)})
