"""The campaign: `python -m tests.campaign --seeds 1..1000`, or `--seed 17` to see one seed step by step.

Every seed plays a script of payers, callers, providers and bad luck against the four misbehaving simulators through
the real service, and ends with our books equal to theirs. Before it is judged the service reconciles every gateway,
which finds the refunds in the cabinets of Click and Octo that nobody told of, and nothing else. How a refund ended of
which the provider tells nothing is said by an operator, who looks into its cabinet.

What no seed does, because nothing that happens afterwards could set it right:

- An Octo refund that was accepted as pending never fails later: Octo tells of refunds only that they have arrived.
- A deposit is captured whole: the ledger takes nothing less.
- A circuit breaker never opens: it rests in the machine's own time, which the campaign cannot move.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import structlog

from tests.campaign.script import GATEWAYS
from tests.campaign.seeds import verdicts
from tests.postgres_server import running_server

_EVERY_SECONDS = 15.0
_LANES = 4


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Play what the command line asks for; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--seed", type=int, help="play this seed alone and tell everything")
    parser.add_argument("--seeds", default="1..1000", help="from the first to the last, like 1..1000")
    parser.add_argument("--gateways", default=",".join(GATEWAYS), help="play these only")
    parser.add_argument("--processes", type=int, default=1, help="share the seeds among so many processes")
    parser.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    # What the service logs is what the seed wants to happen to it.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gateways = tuple(asked.gateways.split(","))
    if asked.seed is not None:
        return asyncio.run(_played([asked.seed], gateways=gateways, tells_all=True, lanes=1))
    first, _, last = asked.seeds.partition("..")
    seeds = range(int(first), int(last or first) + 1)
    if asked.part or asked.processes == 1:
        part = max(asked.part, 1)
        return asyncio.run(
            _played(seeds[part - 1 :: asked.processes], gateways=gateways, tells_all=False, lanes=_LANES)
        )
    command = [sys.executable, "-m", "tests.campaign", *sys.argv[1:]]
    parts = [subprocess.Popen([*command, "--part", str(number + 1)]) for number in range(asked.processes)]
    return max([part.wait() for part in parts])


async def _played(seeds: Sequence[int], *, gateways: tuple[str, ...], tells_all: bool, lanes: int) -> int:
    started = told = time.monotonic()
    failed: list[int] = []
    ends = Counter[str]()
    with tempfile.TemporaryDirectory() as directory:
        async with running_server(Path(directory)) as server:
            done = 0
            async for verdict in verdicts(server, seeds, lanes=lanes, gateways=gateways):
                done += 1
                ends.update(verdict.ends)
                if verdict.findings:
                    failed.append(verdict.script.seed)
                if verdict.findings or tells_all:
                    _say("\n".join(verdict.told()))
                if time.monotonic() > told + _EVERY_SECONDS:
                    told = time.monotonic()
                    _say(f"{done} of {len(seeds)} seeds, {told - started:.0f} s, {len(failed)} failed")
    _say("\n".join(f"{times:6} {end}" for end, times in sorted(ends.items())))
    _say(f"{len(seeds)} seeds in {time.monotonic() - started:.0f} s; failed: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
