"""JSON over HTTP for another process that plays payer, bank or dashboard; read `simulator` for what each action does.

- `POST /sandbox/stripe/_control/{action}` with `{"id": "cs_…", …}`: an action of `_ACTIONS` with its further arguments,
  like `{"id": "cs_…", "method": "pm_card_refundFail"}` for `pay`, `{"id": "dp_…", "won": true}` for `close_dispute`,
  `{"secret_key": "sk_…", "amount": 100000, "currency": "usd"}` for `top_up`, `{"secret_key": "sk_…", "enabled": true}`
  for `send_thin_events`. The answer is the object.
- `POST /sandbox/stripe/_control/faults` with `{"faults": ["busy"], "operation": "refund", "reference": "…"}`;
  without a reference they meet whichever comes next.
- `POST /sandbox/stripe/_control/settled`: answers when every event is delivered or given up.
- `GET /sandbox/stripe/_control/books`: what Stripe's books say of every payment and payout, account by account.

All of them want `application/json`, which no page of another site can make a browser send unasked.
"""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.sandbox.faults import ANY, Fault
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.rendering import shown
from adapters.sandbox.stripe.simulator import StripeSimulator

# The type of every further argument.
_ARGUMENTS: dict[str, type] = {
    "amount": int,
    "code": str,
    "currency": str,
    "enabled": bool,
    "forged": bool,
    "reason": str,
    "seconds_ago": int,
    "succeeded": bool,
    "won": bool,
}


class StripeControl:
    """The control routes."""

    def __init__(self, simulator: StripeSimulator) -> None:
        self._simulator = simulator
        self._actions: dict[str, Callable[..., object]] = {
            action.__name__: action
            for action in (
                simulator.pay,
                simulator.pay_with_delay,
                simulator.decline,
                simulator.leave,
                simulator.authenticate,
                simulator.settle_delayed,
                simulator.expire,
                simulator.settle_refund,
                simulator.fail_refund,
                simulator.settle_payout,
                simulator.fail_payout,
                simulator.open_dispute,
                simulator.close_dispute,
                simulator.renew_subscription,
                simulator.dashboard_refund,
                simulator.reverse_transfer,
                simulator.onboard,
                simulator.restrict,
                simulator.top_up,
                simulator.send_thin_events,
                simulator.resend,
            )
        }

    async def act(self, request: web.Request) -> web.Response:
        """`POST /sandbox/stripe/_control/{action}`."""
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return _refused(f"There is no such action. There are: {', '.join(sorted(self._actions))}.")
        try:
            asked = await _read(request)
            name = str(asked.pop("secret_key", "") or asked.pop("id", ""))
            arguments = {key: _argument(key, value) for key, value in asked.items()}
            return web.json_response(shown(action(name, **arguments)))
        except ApiError as error:
            return web.json_response(error.body, status=error.status)
        except (KeyError, TypeError, ValueError) as error:
            return _refused(f"Wrong argument: {error}")

    async def plan_faults(self, request: web.Request) -> web.Response:
        """`POST /sandbox/stripe/_control/faults`."""
        try:
            asked = await _read(request)
            faults = [Fault(word) for word in asked["faults"]]
            reference = str(asked.get("reference", ANY))
            self._simulator.faults.plan(faults, operation=str(asked["operation"]), reference=reference)
        except (KeyError, TypeError, ValueError) as error:
            return _refused(f"Wrong argument: {error}")
        return web.json_response({"planned": len(faults)})

    async def settled(self, _: web.Request) -> web.Response:
        """`POST /sandbox/stripe/_control/settled`."""
        await self._simulator.settled()
        return web.json_response({"settled": True})

    async def books(self, _: web.Request) -> web.Response:
        """`GET /sandbox/stripe/_control/books`."""
        return web.json_response([asdict(statement) for statement in self._simulator.statements()])


def _argument(name: str, value: object) -> object:
    """An argument of an action; a text is no truth and no number, so that `"false"` does not mean yes."""
    if name == "method":
        return Method(str(value))
    if type(value) is not _ARGUMENTS[name]:
        raise TypeError(name)
    return value


async def _read(request: web.Request) -> Json:
    """The arguments of an action.

    Raises:
        ValueError: it is no JSON object, or does not say that it is one.
    """
    asked: Any = await request.json() if request.content_type == "application/json" else None
    if not isinstance(asked, dict):
        raise ValueError("a JSON object is wanted, as application/json")  # noqa: TRY004 - the type is the caller's
    return asked


def _refused(message: str) -> web.Response:
    return web.json_response({"error": {"message": message}}, status=HTTPStatus.BAD_REQUEST)
