"""How fast providers are heard: signed webhooks over HTTP, each about a payment of its own."""

import asyncio
import json
import sys
from dataclasses import asdict

from benchmarks.bench import Bench, Figures
from benchmarks.merchant import take_orders
from benchmarks.processes import cpu_seconds, output_of
from benchmarks.webhook_load import WebhookLoad

# So many payments for each second that a measurement lasts when its target is met.
_NOTIFICATIONS, _PAIRS = 1000, 400
_WARM_UP = 100
_PATIENCE_SECONDS = 120.0


async def notifications(bench: Bench) -> Figures:
    """Providers that announce: Stripe and Octo."""
    stripe = await _heard(bench, gateway="stripe", per_second=_NOTIFICATIONS)
    await bench.service.settled()
    octo = await _heard(bench, gateway="octo", per_second=_NOTIFICATIONS)
    return {
        "webhook_stripe_per_s": stripe["per_second"],
        "webhook_octo_per_s": octo["per_second"],
        "webhook_p50_ms": max(stripe["p50_ms"], octo["p50_ms"]),
        "webhook_p99_ms": max(stripe["p99_ms"], octo["p99_ms"]),
        "webhook_stripe_cpu_us": stripe["server_cpu_us"],
        "webhook_octo_cpu_us": octo["server_cpu_us"],
        "webhook_client_cpu_share": stripe["client_cpu_share"],
    }


async def click_pairs(bench: Bench) -> Figures:
    """Click asks in Prepare and says in Complete."""
    click = await _heard(bench, gateway="click", per_second=_PAIRS)
    return {"click_pairs_per_s": click["per_second"], "click_pair_cpu_us": click["server_cpu_us"]}


async def payme_pairs(bench: Bench) -> Figures:
    """Payme makes a transaction and performs it."""
    payme = await _heard(bench, gateway="payme", per_second=_PAIRS)
    return {"payme_create_perform_per_s": payme["per_second"], "payme_pair_cpu_us": payme["server_cpu_us"]}


async def _heard(bench: Bench, *, gateway: str, per_second: int) -> Figures:
    """What the provider came back with, and the processor time that each payment cost the service."""
    count = _WARM_UP + round(per_second * bench.seconds)
    payments = await asyncio.to_thread(take_orders, bench.owner, bench.merchant, gateway=gateway, count=count)
    load = WebhookLoad(
        gateway=gateway,
        port=bench.service.http_port,
        path=bench.merchant.paths[gateway],
        octo_port=bench.merchant.octo_port,
        payments=payments,
        warm_up=_WARM_UP,
    )
    client, server = [sys.executable, "-m", WebhookLoad.__module__], bench.service.process.pid
    before = cpu_seconds(server)
    printed = await output_of(client, given=json.dumps(asdict(load)), patience=_PATIENCE_SECONDS)
    came: Figures = json.loads(printed)
    came["server_cpu_us"] = 1e6 * (cpu_seconds(server) - before) / count
    bench.delivered += int(came["webhooks"])
    return came
