"""The scenario lists of Click's own test tools: an account is prepared again and again, each call with its own id."""

from itertools import count
from typing import Any

import pytest

from tests.contract.click.shop import BillingStore, ClickShop, click_shop
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.unit.gateways.click.forms import complete, prepare

# (step, call, what is special about it, expected code); `same` completes the attempt of the last Prepare.
OLDER = [
    (1, "prepare", {"sign_string": "0" * 32}, -1),
    (2, "prepare", {}, 0),
    (3, "complete", {"sign_string": "0" * 32}, -1),
    (4, "complete", {"amount": "499"}, -2),
    (5, "complete", {}, 0),
    (6, "complete", {}, -4),
    (7, "complete", {"error": "-1"}, -4),
    (8, "prepare", {"merchant_trans_id": "no-such-account"}, -5),
    (9, "prepare", {}, 0),
    (10, "complete", {"merchant_prepare_id": "734628193746"}, -6),
    (11, "complete", {}, 0),
    (12, "prepare", {}, 0),
    (13, "complete", {"error": "-5017"}, -9),
    (14, "complete", {"error": "-5017"}, -9),
    (15, "complete", {"error": "0"}, -9),
]

NEWER = [
    (1, "prepare", {"sign_string": "0" * 32}, -1),
    (2, "prepare", {"merchant_trans_id": "no-such-account"}, -5),
    (3, "prepare", {}, 0),
    (4, "complete", {"sign_string": "0" * 32}, -1),
    (5, "complete", {"amount": "300"}, -2),
    (6, "complete", {}, 0),
    (7, "complete", {}, -4),
    (8, "complete", {"error": "-5017"}, -9),
    (9, "prepare", {}, 0),
    (10, "complete", {"merchant_prepare_id": "734628193746"}, -6),
    (11, "complete", {}, 0),
    (12, "prepare", {}, 0),
    (13, "complete", {"error": "-5017"}, -9),
    (14, "complete", {"error": "-5017"}, -9),
    (15, "complete", {"error": "0"}, -9),
]


async def play(shop: ClickShop, steps: list[tuple[int, str, dict[str, str], int]]) -> list[tuple[int, int]]:
    """The code each step was answered."""
    ids = count(9_000_000_000)
    attempt, codes = "0", []
    for step, call, special, _ in steps:
        common = {
            "click_trans_id": str(next(ids)),
            "merchant_trans_id": ACCOUNT_NUMBER,
            "amount": "500",
        }
        if call == "prepare":
            answer = await shop.say(prepare(**{**common, "merchant_prepare_id": "", **special}))
            attempt = str(answer.get("merchant_prepare_id", attempt))
        else:
            answer = await shop.say(complete(**{**common, "merchant_prepare_id": attempt, **special}))
        codes.append((step, answer["error"]))
    return codes


@pytest.mark.parametrize(
    ("steps", "settings"),
    [(OLDER, {}), (NEWER, {"cancel_of_paid_code": -9})],
    ids=["older emulator", "newer Postman generator"],
)
async def test_a_tool_of_click_passes_from_its_first_step_to_its_last(
    steps: list[Any], settings: dict[str, int], billing_store: BillingStore
) -> None:
    """The two lists differ in what a cancellation of a paid payment is answered, and in nothing else that matters."""
    async with click_shop(billing_store, **settings) as shop:
        assert [(step, code) for step, _, _, code in steps] == await play(shop, steps)
        assert 2 == await shop.settlements()
