"""Structured logs: a JSON object for each line, or plain words for a person; libraries' records take the same way.

Lines go to standard error: standard output belongs to what a command answers. Who wants a correlation id in the lines
of a request binds it with `structlog.contextvars.bound_contextvars(correlation_id=…)`.
"""

import logging
import sys
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from adapters.telemetry.redaction import redact


def configure_logging(*, level: str, json: bool) -> None:
    """Say once, at the start of a process, how it logs; `level` is a name like `INFO`."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer = _render_json if json else _render_line
    structlog.configure(
        processors=[*_facts(), redact, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over_libraries(renderer)


def _facts() -> Sequence[Processor]:
    return (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    )


def _take_over_libraries(renderer: Processor) -> None:
    """Libraries are heard from WARNING on: their chatter may carry what a provider sent."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_facts(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def _render_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """One readable line; what could break it into two is quoted. A traceback follows below.

    Every call writes a line, and structlog's own renderer takes seven times as long for it.
    """
    head = f"{event.pop('timestamp')} [{event.pop('level'):<7}] {event.pop('event'):<24}"
    traceback = event.pop("exception", "")
    facts = " ".join(f"{name}={_on_one_line(value)}" for name, value in event.items() if value != "")
    line = f"{head} {facts}".rstrip()
    return f"{line}\n{traceback}" if traceback else line


def _on_one_line(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


def _render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=_as_text).decode()


def _as_text(value: Any) -> str:  # noqa: ANN401 - whatever a log line carries is shown somehow
    return str(value)
