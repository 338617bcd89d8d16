"""How Payme says no to our calls (Payme protocol, section 7.2)."""

from adapters.gateways.outcomes import RefusalError, UnclearAnswerError

GATEWAY = "payme"
# Payme's own trouble; whether it came before the effect or after it is not said.
_ITS_OWN_TROUBLE = frozenset({-32400, -31002})
_UNKNOWN_RECEIPT = -31602


def refusal(*, code: int, text: str) -> RefusalError | UnclearAnswerError:
    """What an error of Payme's means."""
    if code in _ITS_OWN_TROUBLE:
        return UnclearAnswerError(f"Payme failed: {code}.")
    return RefusalError(gateway=GATEWAY, code=code, text=text, about_unknown=code == _UNKNOWN_RECEIPT)
