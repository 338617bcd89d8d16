"""Stripe's names for its objects, like `pi_3Nx…`."""

import re

_LONGEST = 255
_ID = re.compile(r"[a-z]+_[A-Za-z0-9_]+", re.ASCII)


def is_id(value: object) -> bool:
    """Whether this may be put into the address of a call: what came from outside could be a path instead."""
    return isinstance(value, str) and len(value) <= _LONGEST and _ID.fullmatch(value) is not None
