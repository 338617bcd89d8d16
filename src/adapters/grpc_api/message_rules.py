"""The protovalidate rules of the contract, with the paths of fields as callers write them."""

import protovalidate
from google.protobuf.message import Message

from adapters.grpc_api.errors import FieldViolation, InvalidMessageError

# These rules stand on a message and mean one of its fields.
_MEANT_FIELD = {"amount.positive": ".minor_units", "detail_filter.values": ".values"}


class MessageRules:
    """Checks messages against the rules of their definition."""

    def __init__(self) -> None:
        self._validator = protovalidate.Validator()

    def compile(self, message: type[Message]) -> None:
        """Get the rules of a type ready; the first check of a type costs some milliseconds."""
        self._validator.collect_violations(message())

    def check(self, message: Message) -> None:
        """Let a message pass that breaks no rule.

        Raises:
            InvalidMessageError: with every broken rule.
        """
        violations = self._validator.collect_violations(message)
        if violations:
            raise InvalidMessageError([_field_violation(violation) for violation in violations])


def _field_violation(violation: protovalidate.Violation) -> FieldViolation:
    found = violation.proto
    elements = found.field.elements if found.field else []
    path = ".".join(_segment(element) for element in elements)
    return FieldViolation(
        field=path + _MEANT_FIELD.get(found.rule_id, ""),
        rule=found.rule_id.upper().replace(".", "_"),
        description=found.message,
    )


def _segment(element: protovalidate.FieldPathElementPb) -> str:
    subscript = element.subscript
    if subscript is None:
        return element.field_name
    shown = f'"{subscript.value}"' if subscript.field == "string_key" else str(subscript.value)
    return f"{element.field_name}[{shown}]"
