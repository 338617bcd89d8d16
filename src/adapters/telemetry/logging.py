"""Structured logs: one JSON object for each line, or colours for a person; libraries' own records take the same way.

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
    renderer = _render_json if json else _console()
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


def _console() -> Processor:
    # Plain tracebacks: the decorated ones print local variables, and those hold secrets.
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=_as_text).decode()


def _as_text(value: Any) -> str:  # noqa: ANN401 - whatever a log line carries is shown somehow
    return str(value)
