"""Questions to a gateway that nobody waits for are spread over time."""

import asyncio

from billing.application.look_up_pace import LookUpPace
from shared_kernel.clock import SystemClock


async def test_questions_to_one_gateway_are_spread_and_those_to_another_do_not_wait_for_them() -> None:
    pace, loop = LookUpPace(per_second=20, clock=SystemClock()), asyncio.get_running_loop()
    passed: dict[str, list[float]] = {"octo": [], "click": []}
    start = loop.time()

    async def ask(gateway: str) -> None:
        await pace.wait(gateway)
        passed[gateway].append(loop.time() - start)

    await asyncio.gather(*(ask("octo") for _ in range(5)), ask("click"))
    assert 0.2 <= passed["octo"][-1]
    assert passed["click"][0] < passed["octo"][1]
