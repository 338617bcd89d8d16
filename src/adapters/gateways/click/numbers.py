"""Click's ids are 64-bit integers written as text; live values are beyond 32 bits, and a float would round them."""

_MAX_BIGINT = 2**63 - 1
_MAX_DIGITS = len(str(_MAX_BIGINT))


def bigint(text: str) -> int | None:
    """A 64-bit id; None for any other text."""
    if len(text) > _MAX_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= _MAX_BIGINT else None
