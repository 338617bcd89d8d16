"""How fast providers are heard: signed webhooks over HTTP, each about a payment of its own."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.bench import Bench, Figures
from benchmarks.merchant import take_orders
from benchmarks.processes import output_of
from benchmarks.service import Service, serving
from benchmarks.webhook_load import WebhookLoad

# So many payments for each second that a measurement lasts when its target is met.
_NOTIFICATIONS, _PAIRS = 1000, 400
_WARM_UP = 100
_PATIENCE_SECONDS = 120.0
_PROCESSES = 2
_ALONE = {
    "stripe": "webhook_stripe_one_process_per_s",
    "octo": "webhook_octo_one_process_per_s",
    "click": "click_pairs_one_process_per_s",
    "payme": "payme_pairs_one_process_per_s",
}


async def notifications(bench: Bench) -> Figures:
    """Providers that announce: Stripe and Octo."""
    stripe, octo = await _heard_by_two(bench, "stripe", "octo", per_second=_NOTIFICATIONS)
    return {
        "webhook_stripe_per_s": stripe["per_second"],
        "webhook_octo_per_s": octo["per_second"],
        "webhook_p50_ms": max(stripe["p50_ms"], octo["p50_ms"]),
        "webhook_p99_ms": max(stripe["p99_ms"], octo["p99_ms"]),
        "webhook_stripe_cpu_us": stripe["server_cpu_us"],
        "webhook_octo_cpu_us": octo["server_cpu_us"],
        "webhook_client_cpu_share": stripe["client_cpu_share"],
    }


async def pairs(bench: Bench) -> Figures:
    """Click asks in Prepare and says in Complete; Payme makes a transaction and performs it."""
    click, payme = await _heard_by_two(bench, "click", "payme", per_second=_PAIRS)
    return {
        "click_pairs_per_s": click["per_second"],
        "payme_create_perform_per_s": payme["per_second"],
        "click_pair_cpu_us": click["server_cpu_us"],
        "payme_pair_cpu_us": payme["server_cpu_us"],
    }


async def one_process(bench: Bench) -> Figures:
    """The same by the one process that does everything else, too."""
    figures = {}
    for gateway, name in _ALONE.items():
        per_second = _PAIRS if gateway in {"click", "payme"} else _NOTIFICATIONS
        figures[name] = (await _heard(bench, bench.service, gateway=gateway, per_second=per_second / 2))["per_second"]
        await bench.service.settled()
    return figures


async def _heard_by_two(bench: Bench, *gateways: str, per_second: float) -> Sequence[Figures]:
    """By a service with a process for each processor; what is relayed, the bench's own service relays."""
    heard = []
    async with serving(home=bench.directory / "home", database=bench.owner, webhook_processes=_PROCESSES) as service:
        for gateway in gateways:
            heard.append(await _heard(bench, service, gateway=gateway, per_second=per_second))
            await bench.service.settled()
    return heard


async def _heard(bench: Bench, service: Service, *, gateway: str, per_second: float) -> Figures:
    """What the provider came back with, and the processor time that each payment cost all processes of the service."""
    count = _WARM_UP + round(per_second * bench.seconds)
    payments = await asyncio.to_thread(take_orders, bench.owner, bench.merchant, gateway=gateway, count=count)
    load = WebhookLoad(
        gateway=gateway,
        port=service.http_port,
        path=bench.merchant.paths[gateway],
        octo_port=bench.merchant.octo_port,
        payments=payments,
        warm_up=_WARM_UP,
    )
    client, servers = [sys.executable, "-m", WebhookLoad.__module__], {bench.service, service}
    before = sum(server.cpu_seconds() for server in servers)
    printed = await output_of(client, given=json.dumps(asdict(load)), patience=_PATIENCE_SECONDS)
    came: Figures = json.loads(printed)
    came["server_cpu_us"] = 1e6 * (sum(server.cpu_seconds() for server in servers) - before) / count
    bench.delivered += int(came["webhooks"])
    return came
