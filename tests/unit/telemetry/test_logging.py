"""Log lines: one JSON object each, with what helps and without what must stay secret."""

import json
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
import structlog

from adapters.telemetry.logging import configure_logging
from adapters.telemetry.redaction import REDACTED

CARD = "8600 1234 5678 9012"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_a_json_object_with_level_time_and_what_was_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=True)
    with structlog.contextvars.bound_contextvars(correlation_id="abc"):
        structlog.get_logger().info("deposit.completed", transaction_id=UUID(int=1), amount=150_000)
    (line,) = logged(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert {
        "event": "deposit.completed",
        "level": "info",
        "correlation_id": "abc",
        "transaction_id": "00000000-0000-0000-0000-000000000001",
        "amount": 150_000,
    } == line


@pytest.mark.timeout(5)
def test_a_number_with_a_name_is_logged_as_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    """An enumeration's member is looked at as quickly as a plain number: this once took until the end of time."""
    configure_logging(level="INFO", json=True)
    structlog.get_logger().info("webhook", http_status=HTTPStatus.OK)
    (line,) = logged(capsys)
    assert 200 == line["http_status"]


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="WARNING", json=True)
    structlog.get_logger().info("chatter")
    assert [] == logged(capsys)


@pytest.mark.parametrize(
    "name", ["authorization", "Authorization", "secret_key", "sign_string", "password", "api_key", "token"]
)
def test_secrets_are_recognised_by_their_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=True)
    structlog.get_logger().info("call", **{name: "hmn_very"}, headers={name: "hmn_very"}, list=[{name: "hmn_very"}])
    (line,) = logged(capsys)
    assert (REDACTED, {name: REDACTED}, [{name: REDACTED}]) == (line[name], line["headers"], line["list"])


@pytest.mark.parametrize(
    "shown",
    [CARD, "8600123456789012", "4111-1111-1111-1111", 8600123456789012, f"card {CARD} declined", ["x", CARD]],
    ids=str,
)
def test_card_numbers_are_recognised_by_their_looks(shown: object, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=True)
    structlog.get_logger().info("call", note=shown)
    (line,) = logged(capsys)
    assert REDACTED in str(line["note"])
    assert "9012" not in str(line)
    assert "1111" not in str(line)


@pytest.mark.parametrize(
    "shown",
    [
        "01890000-1234-7567-8901-123456789012",
        1768472430123,
        150_000_000,
        "2026-01-15T10:20:30.123456Z",
        "860012******9012",
    ],
    ids=str,
)
def test_ids_times_and_amounts_are_no_card_numbers(shown: object, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=True)
    structlog.get_logger().info("call", note=shown)
    (line,) = logged(capsys)
    assert shown == line["note"]


def test_an_exception_is_told_without_the_card_number_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=True)
    try:
        int(CARD.replace(" ", "x"))
    except ValueError as error:
        error.add_note(f"no such card: {CARD}")
        structlog.get_logger().exception("call.failed")
    (line,) = logged(capsys)
    assert "no such card: " + REDACTED in line["exception"]


def test_libraries_are_heard_in_the_same_form_from_warning_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="DEBUG", json=True)
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("card %s", CARD)
    (line,) = logged(capsys)
    assert (f"card {REDACTED}", "warning") == (line["event"], line["level"])


def test_a_person_gets_readable_lines_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level="INFO", json=False)
    structlog.get_logger().info("call", password="hmn_very", card=CARD)
    line = capsys.readouterr().err
    assert "call" in line
    assert "hmn_very" not in line
    assert "9012" not in line
