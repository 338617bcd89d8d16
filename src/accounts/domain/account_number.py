"""The public account number: what a payer types into the Click or Payme app.

Ten digits, the last of them an ISO 7064 MOD 11,10 check digit, which catches every single wrong digit and nearly
every swap of neighbours. Nine random digits before it, so that a number tells nothing about its neighbours.
"""

PAYLOAD_DIGITS = 9
_LENGTH = PAYLOAD_DIGITS + 1


def with_check_digit(payload: str) -> str:
    """The account number made of nine digits and their check digit."""
    return payload + str((11 - _carry(payload)) % 10)


def is_account_number(text: str) -> bool:
    """Whether this is ten ASCII digits of which the last one checks the others."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return with_check_digit(text[:-1]) == text


def _carry(payload: str) -> int:
    carry = 10
    for digit in payload:
        total = (carry + int(digit)) % 10 or 10
        carry = total * 2 % 11
    return carry
