"""What moves between the house's own accounts, because a gateway says so."""

from enum import StrEnum


class HouseMovement(StrEnum):
    """Why a gateway owes the house less, or more again.

    - FEE: it kept the price of its work.
    - DISPUTE_WITHDRAWN: it took back what a payer disputes.
    - DISPUTE_REINSTATED: it returned that, because the payer was wrong.
    """

    FEE = "fee"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
