"""What is reported: the ratios and their targets, worked out of what each round measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Measured = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure that has to be at least or at most something."""

    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"

    def is_met(self, value: float) -> bool:
        """Whether the figure is good enough."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most


# Ratio: what is divided by what. Each is taken within a round, where both sides had the same neighbours.
_RATIOS = {
    "unary_over_sql_uniform": ("unary_per_s", "sql_uniform_per_s"),
    "unary_hot_over_sql_hot": ("unary_hot_per_s", "sql_hot_per_s"),
    "hot_over_uniform": ("unary_hot_per_s", "unary_per_s"),
    "unary_over_echo": ("unary_per_s", "echo_per_s"),
    "tenants100_over_one": ("unary_tenants100_per_s", "unary_per_s"),
    "batch1000_over_sql_uniform": ("batch1000_per_s", "sql_uniform_per_s"),
    "batch1000_over_set_limit": ("batch1000_per_s", "set_limit_per_s"),
}

TARGETS = {
    "unary_over_sql_uniform": Target(at_least=1.0),
    "unary_hot_over_sql_hot": Target(at_least=2.0),
    "hot_over_uniform": Target(at_least=0.9),
    "unary_over_echo": Target(at_least=0.6),
    "unary_p99_ms": Target(at_most=60),
    "batch1000_over_sql_uniform": Target(at_least=5.0),
    "batch1000_over_set_limit": None,
    "tenants100_over_one": Target(at_least=0.8),
    "webhook_stripe_per_s": Target(at_least=1000),
    "webhook_octo_per_s": Target(at_least=1000),
    "webhook_p99_ms": Target(at_most=100),
    "click_pairs_per_s": Target(at_least=400),
    "payme_create_perform_per_s": Target(at_least=400),
    "details_filter_ms": Target(at_most=5),
    "ready_first_s": Target(at_most=10),
    "ready_next_s": Target(at_most=4),
    "idle_rss_mb": Target(at_most=150),
}

MEANINGS = {
    "unary_over_sql_uniform": "Transfer over gRPC / pgbench, uniform",
    "unary_hot_over_sql_hot": "the same, everybody pays one account",
    "hot_over_uniform": "Transfer into one account / uniform",
    "unary_over_echo": "Transfer / an rpc that does nothing",
    "unary_p99_ms": "99 of 100 transfers answered within, ms",
    "batch1000_over_sql_uniform": "BatchTransfer of 1,000 / pgbench, uniform",
    "batch1000_over_set_limit": "BatchTransfer of 1,000 / one SQL statement",
    "tenants100_over_one": "Transfer over 100 tenants / one tenant",
    "webhook_stripe_per_s": "Stripe notifications, two processes, per s",
    "webhook_octo_per_s": "Octo notifications, each confirmed by Octo, per s",
    "webhook_p99_ms": "99 of 100 notifications answered within, ms",
    "click_pairs_per_s": "Click Prepare and Complete, pairs per s",
    "payme_create_perform_per_s": "Payme Create and Perform, pairs per s",
    "details_filter_ms": "details filter on a million payments, ms",
    "ready_first_s": "first `make run` until ready, s",
    "ready_next_s": "next `make run` until ready, s",
    "idle_rss_mb": "memory of the idle service, MiB",
    "unary_per_s": "Transfer, 32 concurrent, uniform, per s",
    "unary_p50_ms": "half of them answered within, ms",
    "unary_hot_per_s": "Transfer, all into one account, per s",
    "unary_tenants100_per_s": "Transfer, spread over 100 tenants, per s",
    "echo_per_s": "rpc that does nothing, same client, per s",
    "echo_h2load_per_s": "the same rpc under h2load, per s",
    "sql_uniform_per_s": "pgbench, 16 clients, uniform, per s",
    "sql_hot_per_s": "pgbench, all into one account, per s",
    "sql_minimal_uniform_per_s": "pgbench, balances and one row only, per s",
    "sql_minimal_hot_per_s": "the same into one account, per s",
    "set_limit_per_s": "one SQL statement per 1,000, transfers per s",
    "batch1000_per_s": "BatchTransfer of 1,000, 3 in flight, per s",
    "batch1000_single_per_s": "BatchTransfer of 1,000, one at a time, per s",
    "unary_cpu_us": "processor time of the service per Transfer, µs",
    "echo_cpu_us": "the same of an rpc that does nothing, µs",
    "batch1000_cpu_us": "the same per transfer of a batch, µs",
    "webhook_p50_ms": "half of the notifications answered within, ms",
    "webhook_stripe_cpu_us": "processor time of the service per Stripe webhook, µs",
    "webhook_octo_cpu_us": "the same of Octo, its status read included, µs",
    "webhook_stripe_one_process_per_s": "Stripe notifications, one process, per s",
    "webhook_octo_one_process_per_s": "the same of Octo",
    "click_pairs_one_process_per_s": "pairs of Click, one process, per s",
    "payme_pairs_one_process_per_s": "the same of Payme",
    "click_pair_cpu_us": "the same per pair of Click, µs",
    "payme_pair_cpu_us": "the same per pair of Payme, µs",
    "webhook_client_cpu_share": "of a core: what plays Stripe takes",
    "client_cpu_share": "of a core: what the client takes (uniform)",
    "relay_catches_up_s": "until events of a uniform run are relayed, s",
}


def with_ratios(measured: Measured) -> dict[str, Sequence[float]]:
    """What was measured, and every ratio both sides of which were."""
    ratios = {
        name: [above / below for above, below in zip(measured[over], measured[under], strict=True)]
        for name, (over, under) in _RATIOS.items()
        if over in measured and under in measured
    }
    return {**measured, **ratios}


def medians(figures: Measured) -> dict[str, float]:
    """The figure of each name, as it is reported."""
    return {name: median(values) for name, values in figures.items()}


def missing(figures: Measured) -> list[str]:
    """What had to be measured and was not."""
    return [name for name in TARGETS if not figures.get(name)]
