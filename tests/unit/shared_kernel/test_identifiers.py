"""Ids: the layout of RFC 9562, in the order of time; digits and secrets of the length asked for."""

from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_kernel.identifiers import SystemIdentifiers, uuid7

moments = st.integers(0, 2**48 - 1)
randomness = st.integers(0, 2**74 - 1)


def test_the_example_of_the_rfc_comes_out_bit_by_bit() -> None:
    """RFC 9562, appendix A.6."""
    drawn = (0xCC3 << 62) | 0x18C4DC0C0C07398F
    assert UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == uuid7(unix_milliseconds=0x017F22E279B0, randomness=drawn)


@given(moments, randomness)
def test_every_id_is_a_version_7_of_its_moment_and_keeps_all_randomness(moment: int, drawn: int) -> None:
    made = uuid7(unix_milliseconds=moment, randomness=drawn)
    assert (7, RFC_4122) == (made.version, made.variant)
    assert moment == made.int >> 80
    assert drawn == ((made.int >> 64) & 0xFFF) << 62 | made.int & (2**62 - 1)


@given(moments, moments, randomness, randomness)
def test_ids_sort_as_the_moments_they_were_made_at(first: int, second: int, one: int, other: int) -> None:
    earlier, later = sorted((first, second))
    if earlier == later:
        one, other = sorted((one, other))
    ids = [
        uuid7(unix_milliseconds=earlier, randomness=one),
        uuid7(unix_milliseconds=later, randomness=other),
    ]
    assert ids == sorted(ids)
    assert ids == sorted(ids, key=str)


def test_a_thousand_ids_are_a_thousand_different_ids() -> None:
    identifiers = SystemIdentifiers()
    assert 1_000 == len({identifiers.new_id() for _ in range(1_000)})


@pytest.mark.parametrize("count", [1, 9, 18])
def test_digits_have_the_length_asked_for_and_no_leading_zero(count: int) -> None:
    drawn = [SystemIdentifiers().new_digits(count) for _ in range(200)]
    assert {count} == {len(digits) for digits in drawn}
    assert not [digits for digits in drawn if not digits.isdecimal() or digits.startswith("0")]


def test_secrets_are_url_safe_and_carry_256_bits() -> None:
    secret = SystemIdentifiers().new_secret()
    assert 43 == len(secret)
    assert secret.replace("-", "").replace("_", "").isalnum()
