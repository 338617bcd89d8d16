"""`make bench`: measure everything in turns, check the books, print the table, write build/bench.json.

A single part, quickly: `python -m benchmarks --only unary,sql --rounds 1 --seconds 3`.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres
from benchmarks import hand_written, report
from benchmarks.bench import Bench
from benchmarks.books import check_books
from benchmarks.details_filter import details_filter
from benchmarks.figures import missing, with_ratios
from benchmarks.first_run import first_and_next_start
from benchmarks.measurements import PARTS
from benchmarks.merchant import open_shop
from benchmarks.payment_books import check_payments
from benchmarks.processes import BenchmarkError
from benchmarks.seed import seed
from benchmarks.service import echoing, serving

_START, _IDLE, _DETAILS = "start", "idle", "details"
_STARTS = 3
_IDLE_SECONDS = 10
_TENANTS = 100
_BEGAN = time.monotonic()

Rounds = defaultdict[str, list[float]]


def _say(line: str) -> None:
    print(f"[{time.monotonic() - _BEGAN:4.0f} s] {line}", flush=True)


@asynccontextmanager
async def _database(directory: Path) -> AsyncIterator[str]:
    """A PostgreSQL of the benchmark, with the settings every embedded one has: an answered commit is on the disk."""
    server = EmbeddedPostgres(settings=EmbeddedSettings(data_directory=directory / "postgres"), report=_say)
    owner = await server.start()
    try:
        yield owner
    finally:
        await server.stop()


async def _idle(owner: str, directory: Path, rounds: Rounds) -> None:
    for _ in range(_STARTS):
        async with serving(home=directory / "home", database=owner) as service:
            await asyncio.sleep(_IDLE_SECONDS)
            rounds["idle_rss_mb"].append(service.megabytes())
            _say(f"idle_rss_mb {rounds['idle_rss_mb'][-1]:.1f}")


async def _starts(directory: Path, rounds: Rounds) -> None:
    for _ in range(_STARTS):
        for figure, seconds in (await first_and_next_start(directory)).items():
            rounds[figure].append(seconds)
            _say(f"{figure} {seconds:.2f}")


async def _rounds(owner: str, directory: Path, asked: argparse.Namespace, rounds: Rounds) -> str:
    """Measure the asked parts in turns; what the books say afterwards."""
    measurements = [measurement for part, found in PARTS.items() if part in asked.only for measurement in found]
    async with (
        serving(home=directory / "home", database=owner) as service,
        echoing(log=directory / "echo.log") as echo,
    ):
        await asyncio.to_thread(hand_written.prepare, owner)
        [one] = await asyncio.to_thread(seed, owner, tenants=1, accounts=hand_written.ACCOUNTS)
        many = await asyncio.to_thread(seed, owner, tenants=_TENANTS, accounts=hand_written.ACCOUNTS // _TENANTS)
        bench = Bench(
            owner=owner,
            directory=directory,
            service=service,
            echo=echo,
            one=one,
            many=many,
            merchant=await open_shop(owner, port=service.port),
            seconds=asked.seconds,
        )
        for number in range(asked.rounds):
            # Every other round backwards: nobody always comes after the same one.
            for measure in measurements if number % 2 == 0 else reversed(measurements):
                await bench.service.settled()
                for figure, value in (await measure(bench)).items():
                    rounds[figure].append(value)
                    _say(f"round {number + 1}: {figure} {value:,.2f}")
        await service.settled()
    books = await check_books(owner, home=directory / "home", answered=bench.answered)
    payments = await asyncio.to_thread(check_payments, owner, bench.merchant, delivered=bench.delivered)
    return f"{books}\n{payments}"


async def _details(owner: str, directory: Path, rounds: Rounds) -> str:
    """Last of all: nothing else shall have a million payments as its neighbours."""
    async with serving(home=directory / "home", database=owner):
        _say("making a million payments")
    rounds["details_filter_ms"], plan = await details_filter(owner)
    _say(f"details_filter_ms {median(rounds['details_filter_ms']):.2f}")
    return f"The ids that a details filter finds, by EXPLAIN:\n\n```\n{plan}\n```"


async def _run(asked: argparse.Namespace) -> int:
    # Ended from outside, it ends what it started.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)
    rounds: Rounds = defaultdict(list)
    told = []
    with tempfile.TemporaryDirectory(prefix="hamyon-bench-") as place:
        directory = Path(place)
        if _START in asked.only:
            await _starts(directory, rounds)
        async with _database(directory) as owner:
            if _IDLE in asked.only:
                await _idle(owner, directory, rounds)
            if asked.only & PARTS.keys():
                told.append(await _rounds(owner, directory, asked, rounds))
            if _DETAILS in asked.only:
                told.append(await _details(owner, directory, rounds))
    figures = with_ratios(rounds)
    books = "\n\n".join(told)
    print(f"\n{report.table(figures)}\n\n{books}\n\n{report.machine()}")
    if asked.only != _everything():
        return 0
    print(f"Written: {report.write_json(figures)}")
    if asked.write_docs:
        how = f"{asked.rounds} rounds of {asked.seconds:g} s for each line, {_STARTS} starts."
        report.write_docs(figures, how=how, books=books)
    if unmeasured := missing(figures):
        print(f"Not measured: {', '.join(unmeasured)}")
    return 1 if unmeasured else 0


def _everything() -> set[str]:
    return {_START, _IDLE, _DETAILS, *PARTS}


def _parts(text: str) -> set[str]:
    parts = set(text.split(","))
    if unknown := parts - _everything():
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(sorted(_everything()))}")
    return parts


def main() -> int:
    """Measure; 1 when something could not be measured or the books are wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=_parts, default=_everything(), help="parts, separated by commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each measurement of a round lasts")
    parser.add_argument("--write-docs", action="store_true", help="put the results into docs/benchmarks.md")
    try:
        return asyncio.run(_run(parser.parse_args()))
    except BenchmarkError as error:
        sys.stderr.write("\n".join([f"make bench: {error}", *getattr(error, "__notes__", [])]) + "\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
