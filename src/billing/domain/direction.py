"""Which way the money goes."""

from enum import StrEnum


class Direction(StrEnum):
    """A payment brings money in; a payout, its mirror, takes money out."""

    PAYMENT = "payment"
    PAYOUT = "payout"
