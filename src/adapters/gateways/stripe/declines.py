"""Why a bank declined a payment, as far as anybody may be told (Stripe protocol, section 3.2)."""

_LONGEST_TEXT = 255
_GENERIC = "generic_decline"
_GENERIC_TEXT = "The card was declined."

# Whoever holds a stolen card would learn that it is known to be stolen.
_SECRET = frozenset({"fraudulent", "lost_card", "stolen_card", "merchant_blacklist", "pickup_card", "restricted_card"})


def tellable(*, code: str, text: str) -> tuple[str, str]:
    """The code and Stripe's sentence about it, short enough to keep; for secret reasons, those of any decline."""
    if code in _SECRET:
        return _GENERIC, _GENERIC_TEXT
    return _storable(code), _storable(text)


def _storable(text: str) -> str:
    return text.replace("\x00", "")[:_LONGEST_TEXT]
