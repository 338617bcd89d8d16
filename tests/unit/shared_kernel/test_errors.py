"""Errors speak for themselves: every class has a kind, a reason and a sentence."""

import pytest

import accounts.domain.errors as accounts_errors
from shared_kernel.errors import ErrorKind, HamyonError, OverloadError, ValidationError

CLASSES = sorted(
    (item for item in vars(accounts_errors).values() if isinstance(item, type) and issubclass(item, HamyonError)),
    key=lambda item: item.__name__,
)


@pytest.mark.parametrize("refusal", CLASSES)
def test_an_error_says_why_without_being_told(refusal: type[HamyonError]) -> None:
    error = refusal()
    assert isinstance(error.kind, ErrorKind)
    assert error.reason == error.reason.upper()
    assert error.message.endswith(".")
    assert error.message == str(error)


def test_a_class_docstring_is_the_default_sentence_and_a_message_replaces_it() -> None:
    assert "The request is not well formed." == ValidationError().message
    assert "Too long." == ValidationError("Too long.", field="name").message


def test_a_reason_given_to_one_error_does_not_change_its_class() -> None:
    assert "AMOUNT_MISMATCH" == ValidationError(reason="AMOUNT_MISMATCH").reason
    assert "INVALID_REQUEST" == ValidationError().reason


def test_overload_is_worth_trying_again() -> None:
    assert OverloadError().retryable
    assert not ValidationError().retryable
