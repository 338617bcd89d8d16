"""Fingerprints of requests: equal exactly when operation and content are."""

from hypothesis import given
from hypothesis import strategies as st

from shared_kernel.errors import ErrorKind
from shared_kernel.idempotency import RequestIdReusedError, RequestInProgressError, request_key

contents = st.lists(st.text(max_size=8), max_size=5)


def fingerprint(operation: str, content: list[str]) -> bytes:
    return request_key(request_id="r-1", operation=operation, content=content).fingerprint


@given(st.text(max_size=8), contents, st.text(max_size=8), contents)
def test_fingerprints_agree_exactly_when_everything_does(
    operation: str, content: list[str], other_operation: str, other_content: list[str]
) -> None:
    same = (operation, content) == (other_operation, other_content)
    assert same == (fingerprint(operation, content) == fingerprint(other_operation, other_content))


@given(contents.filter(bool), st.data())
def test_a_border_between_two_fields_cannot_be_moved(content: list[str], data: st.DataObject) -> None:
    """Joined by nothing, ("12", "3") and ("1", "23") would be the same text: two different payments."""
    joined = "".join(content)
    cut = data.draw(st.integers(0, len(joined)))
    moved = [joined[:cut], joined[cut:]]
    assert (content == moved) == (fingerprint("Transfer", content) == fingerprint("Transfer", moved))


def test_content_that_imitates_the_length_prefix_is_not_mistaken_for_two_fields() -> None:
    assert fingerprint("Transfer", ["1", "2"]) != fingerprint("Transfer", ["11:2"])
    assert fingerprint("Transfer", ["11:2"]) != fingerprint("Transfer", ["1:2", ""])


def test_the_operation_is_part_of_the_fingerprint() -> None:
    assert fingerprint("Deposit", ["1"]) != fingerprint("Withdraw", ["1"])


def test_a_fingerprint_is_sixteen_bytes_and_does_not_depend_on_the_request_id() -> None:
    first = request_key(request_id="a", operation="Transfer", content=["1"])
    second = request_key(request_id="b", operation="Transfer", content=["1"])
    assert 16 == len(first.fingerprint)
    assert first.fingerprint == second.fingerprint


def test_only_a_running_request_is_worth_asking_again() -> None:
    assert (ErrorKind.CONFLICT, "REQUEST_IN_PROGRESS", True, "request_id") == _facts(RequestInProgressError())
    assert (ErrorKind.CONFLICT, "REQUEST_ID_REUSED", False, "request_id") == _facts(RequestIdReusedError())


def _facts(error: RequestInProgressError | RequestIdReusedError) -> tuple[ErrorKind, str, bool, str]:
    return error.kind, error.reason, error.retryable, error.field
