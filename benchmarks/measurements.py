"""What a round measures: each part is one comparison's side, and gives figures by their names."""

import asyncio
import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from benchmarks import hand_written
from benchmarks.batch_load import BatchLoad
from benchmarks.bench import Bench, Figures, Measurement
from benchmarks.processes import BenchmarkError, cpu_seconds, output_of
from benchmarks.transfers import Payers, Transfers
from benchmarks.unary_load import PATH, UnaryLoad
from benchmarks.webhooks import notifications, one_process, pairs

CONCURRENT = 32
_CONNECTIONS = 4
_IN_FLIGHT = 3
_LOAD_PATIENCE_SECONDS = 90.0


async def _unary(bench: Bench) -> Figures:
    came = await _transfers(bench, payers=[bench.one])
    return {
        "unary_per_s": came["per_second"],
        "unary_p50_ms": came["p50_ms"],
        "unary_p99_ms": came["p99_ms"],
        "unary_cpu_us": came["server_cpu_us"],
        "client_cpu_share": came["client_cpu_share"],
        "relay_catches_up_s": await bench.service.settled(),
    }


async def _hot(bench: Bench) -> Figures:
    return {"unary_hot_per_s": (await _transfers(bench, payers=[bench.one], hot=True))["per_second"]}


async def _tenants(bench: Bench) -> Figures:
    return {"unary_tenants100_per_s": (await _transfers(bench, payers=bench.many))["per_second"]}


async def _transfers(bench: Bench, *, payers: Sequence[Payers], hot: bool = False) -> Figures:
    load = UnaryLoad(
        port=bench.service.port,
        payers=[*payers],
        hot=hot,
        concurrent=CONCURRENT,
        connections=_CONNECTIONS,
        seconds=bench.seconds,
    )
    came = await _loaded(load, server=bench.service.process.pid)
    bench.answered += int(came["transfers"])
    return came


async def _echo(bench: Bench) -> Figures:
    load = UnaryLoad(
        port=bench.echo.port,
        payers=[bench.one],
        concurrent=CONCURRENT,
        connections=_CONNECTIONS,
        seconds=bench.seconds,
    )
    came = await _loaded(load, server=bench.echo.process.pid)
    return {"echo_per_s": came["per_second"], "echo_cpu_us": came["server_cpu_us"]}


async def _echo_h2load(bench: Bench) -> Figures:
    """The same rpc under a client in C, where it is installed: whether ours is the bottleneck."""
    program = shutil.which("h2load")
    if program is None:
        return {}
    message = Transfers(bench.one).next()
    body = bench.directory / "echo-request"
    await asyncio.to_thread(body.write_bytes, b"\x00" + len(message).to_bytes(4) + message)
    headers = {"content-type": "application/grpc", "te": "trailers", "authorization": f"Bearer {bench.one.secret}"}
    command = [program, f"--clients={_CONNECTIONS}", f"--max-concurrent-streams={CONCURRENT // _CONNECTIONS}"]
    command += [f"--duration={bench.seconds:.0f}", "--warm-up-time=1", f"--data={body}"]
    command += [f"--header={name}: {value}" for name, value in headers.items()]
    report = await output_of([*command, f"http://127.0.0.1:{bench.echo.port}{PATH}"], patience=_LOAD_PATIENCE_SECONDS)
    rate = re.search(r"([\d.]+) req/s", report)
    if rate is None or not re.search(r" 0 failed, 0 errored", report):
        raise BenchmarkError(f"h2load did not measure:\n{report}")
    return {"echo_h2load_per_s": float(rate[1])}


async def _batch(bench: Bench) -> Figures:
    came = await _batches(bench, in_flight=_IN_FLIGHT)
    return {"batch1000_per_s": came["per_second"], "batch1000_cpu_us": came["server_cpu_us"]}


async def _batch_single(bench: Bench) -> Figures:
    return {"batch1000_single_per_s": (await _batches(bench, in_flight=1))["per_second"]}


async def _batches(bench: Bench, *, in_flight: int) -> Figures:
    load = BatchLoad(port=bench.service.port, payers=bench.one, in_flight=in_flight, seconds=bench.seconds)
    came = await _loaded(load, server=bench.service.process.pid)
    bench.answered += int(came["transfers"])
    return came


async def _loaded(load: UnaryLoad | BatchLoad, *, server: int) -> Figures:
    """What a client came back with, and the processor time that each transfer cost the server's process."""
    client = [sys.executable, "-m", type(load).__module__]
    before = cpu_seconds(server)
    printed = await output_of(client, given=json.dumps(asdict(load)), patience=_LOAD_PATIENCE_SECONDS)
    came: Figures = json.loads(printed)
    came["server_cpu_us"] = 1e6 * (cpu_seconds(server) - before) / came["transfers"]
    return came


def _pgbench(figure: str, *, who: str, what: str) -> Measurement:
    async def measure(bench: Bench) -> Figures:
        rate = await hand_written.one_by_one(
            bench.owner, who=who, what=what, seconds=bench.seconds, scripts=bench.directory
        )
        return {figure: rate}

    return measure


async def _set_limit(bench: Bench) -> Figures:
    return {"set_limit_per_s": await asyncio.to_thread(hand_written.batches, bench.owner, seconds=bench.seconds)}


# Neighbours in a round are compared with one another.
PARTS: Mapping[str, Sequence[Measurement]] = {
    "sql": [
        _pgbench("sql_uniform_per_s", who="uniform", what="transfer"),
    ],
    "unary": [_unary],
    "echo": [_echo],
    "hot": [_hot],
    "sql-hot": [_pgbench("sql_hot_per_s", who="hot", what="transfer")],
    "tenants": [_tenants],
    "batch": [_batch],
    "limit": [_set_limit],
    "batch-single": [_batch_single],
    "h2load": [_echo_h2load],
    "webhooks": [notifications, pairs, one_process],
    "minimal": [
        _pgbench("sql_minimal_uniform_per_s", who="uniform", what="minimal"),
        _pgbench("sql_minimal_hot_per_s", who="hot", what="minimal"),
    ],
}
