"""Statements a connection has prepared by name, so that several of them travel in one message.

The driver prepares too, but what it prepares goes out alone, and on the money path a round trip costs as much as ten
transfers. So we name our statements once per connection and run them with EXECUTE, as many as belong together, with
BEGIN before and COMMIT behind them in the same text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple


class Command(NamedTuple):
    """A text with its parameters; without any, its text is sent as it stands.

    Attributes:
        locks: the column of its answer that names what it locks; empty where it locks nothing.
    """

    text: str
    parameters: Sequence[object] = ()
    locks: str = ""


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement with a name; its parameters are written `%s` and cast where they stand.

    Attributes:
        preparation: makes the name known to a connection.
        execution: runs it, with a `%s` for each parameter.
        locks: the column of its answer that names what it locks.
    """

    preparation: str
    execution: str
    locks: str = ""

    def __call__(self, *parameters: object) -> Command:
        """The statement with its parameters, ready to be sent."""
        return Command(self.execution, parameters, self.locks)


def prepared(name: str, statement: str, *, locks: str = "") -> PreparedStatement:
    """The statement under a name that no other of the connection has."""
    numbers = count(1)
    numbered = re.sub("%s", lambda _: f"${next(numbers)}", statement)
    places = ", ".join(["%s"] * (next(numbers) - 1))
    return PreparedStatement(f"PREPARE {name} AS {numbered}", f"EXECUTE {name} ({places})", locks)
