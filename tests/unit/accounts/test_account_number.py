"""Account numbers: what the check digit catches, and the little that it does not."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.account_number import is_account_number, with_check_digit

payloads = st.from_regex(r"[0-9]{9}", fullmatch=True)


@given(payloads)
def test_a_number_with_its_check_digit_is_an_account_number(payload: str) -> None:
    assert is_account_number(with_check_digit(payload))


@given(payloads)
def test_every_single_wrong_digit_is_caught(payload: str) -> None:
    number = with_check_digit(payload)
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(10)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert [] == [item for item in wrong if is_account_number(item)]


@pytest.mark.parametrize("before", "0123456789")
def test_of_forty_five_pairs_of_digits_one_may_be_swapped_unseen(before: str) -> None:
    """What stands before decides which pair it is, and it is always neighbours on the dial: 0 and 1, … 9 and 0."""
    unseen = [
        (int(first), int(second))
        for first, second in itertools.combinations("0123456789", 2)
        if with_check_digit(f"{before}{first}{second}345678")[-1]
        == with_check_digit(f"{before}{second}{first}345678")[-1]
    ]
    assert 1 == len(unseen)
    assert unseen[0][1] - unseen[0][0] in {1, 9}


@given(st.text(max_size=12).filter(lambda text: not (len(text) == 10 and text.isascii() and text.isdigit())))
def test_anything_but_ten_ascii_digits_is_no_account_number(text: str) -> None:
    assert not is_account_number(text)


def test_digits_of_other_scripts_are_no_account_number() -> None:
    number = with_check_digit("700123456")
    assert not is_account_number(number.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)}))


def _check_digit(beginning: str) -> str:
    return with_check_digit(beginning.ljust(9, "7"))[-1]
