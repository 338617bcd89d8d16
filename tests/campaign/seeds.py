"""Plays seeds, a few at a time, and says of each what was wrong with it."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.campaign.judge import Judge
from tests.campaign.lane import Lane, running_lane
from tests.campaign.play import Play
from tests.campaign.reconciling import Reconciling
from tests.campaign.script import GATEWAYS, Script, draw
from tests.campaign.town import Town, founded
from tests.postgres_server import DatabaseServer

# A seed that takes longer hangs.
_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a seed: nothing is wrong when `findings` is empty."""

    script: Script
    findings: tuple[str, ...]
    trace: tuple[str, ...]
    books: tuple[str, ...]
    ends: tuple[str, ...]

    def told(self) -> Iterator[str]:
        """The verdict for people, with everything it takes to understand it."""
        yield from self.script.told()
        yield "what happened:"
        yield from self.trace
        yield "the books, ours and the provider's:"
        yield from self.books
        yield "what is wrong:"
        yield from (f"  {finding}" for finding in self.findings)
        yield f"replay: python -m tests.campaign --seed {self.script.seed}"


async def played(lane: Lane, script: Script) -> Verdict:
    """Play a script and judge what came of it."""
    async with founded(lane, script) as town:
        play, judge = Play(town, script), Judge(town, script)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await play.perform()
                await play.end()
                findings = [f"never ended: {end}" for end in await play.loose_ends()]
                if not findings:
                    findings = await _reconciled(town, play, judge)
                findings += await judge.findings()
        except Exception:  # noqa: BLE001 - whatever it is, it is what is wrong with this seed
            findings = [traceback.format_exc()]
        return Verdict(
            script=script,
            findings=tuple(findings),
            trace=tuple(town.trace),
            books=tuple(judge.books),
            ends=tuple(judge.ends),
        )


async def _reconciled(town: Town, play: Play, judge: Judge) -> list[str]:
    """What the reconciliation should not have found; what it should is seen to."""
    untold = await judge.untold()
    found = await Reconciling(town).findings(untold)
    if untold:
        await play.end()
    return found


async def verdicts(
    server: DatabaseServer, seeds: Iterable[int], *, lanes: int, gateways: tuple[str, ...] = GATEWAYS
) -> AsyncIterator[Verdict]:
    """The verdicts of these seeds as they come."""
    waiting = iter(seeds)
    done: asyncio.Queue[Verdict | None] = asyncio.Queue()

    async def work(lane: Lane) -> None:
        try:
            for seed in waiting:
                await done.put(await played(lane, draw(seed, gateways=gateways)))
        finally:
            await done.put(None)

    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(running_lane(await server.create())) for _ in range(lanes)]
        async with asyncio.TaskGroup() as working:
            for lane in opened:
                working.create_task(work(lane))
            while lanes:
                verdict = await done.get()
                if verdict is None:
                    lanes -= 1
                else:
                    yield verdict
