"""The table of a run: for the terminal, for build/bench.json and for docs/benchmarks.md."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import MEANINGS, TARGETS, Measured, medians
from benchmarks.processes import GIT, ROOT

_DOCS = ROOT / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- results: written by `python -m benchmarks --write-docs` -->", "<!-- end of results -->"


def table(figures: Measured) -> str:
    """The figures as a Markdown table, those with a target first: median, lowest and highest round, target."""
    lines = ["| figure | | median | rounds | target | |", "|---|---|--:|--:|--:|---|"]
    lines += [f"| {' | '.join(row)} |" for row in _rows(figures)]
    return "\n".join(lines)


def _rows(figures: Measured) -> Iterator[tuple[str, ...]]:
    values = medians(figures)
    for name in MEANINGS:
        if name not in values:
            continue
        target = TARGETS.get(name)
        spread = f"{_short(min(figures[name]))} … {_short(max(figures[name]))}"
        wanted = str(target) if target else ""
        verdict = ("met" if target.is_met(values[name]) else "MISSED") if target else ""
        yield f"`{name}`", MEANINGS[name], _short(values[name]), spread, wanted, verdict


def _short(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 20 else f"{value:.2f}"


def write_json(figures: Measured) -> Path:
    """Write build/bench.json: an object of numbers."""
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({name: round(value, 4) for name, value in medians(figures).items()}, indent=2) + "\n")
    return path


def machine() -> str:
    """What it was measured on."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = models[0].partition(":")[2].strip() if models else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({processor}), {memory:.0f} GiB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}"
    )


def write_docs(figures: Measured, *, how: str, books: str) -> None:
    """Put the results into docs/benchmarks.md, between its marks."""
    describe = [*GIT, "describe", "--always", "--dirty"]
    commit = subprocess.run(describe, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    text = _DOCS.read_text()
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    results = f"Commit {commit}. Machine: {machine()}. {how}\n\n{table(figures)}\n\n{books}"
    _DOCS.write_text(f"{before}{_BEGIN}\n\n{results}\n\n{_END}{after}")
