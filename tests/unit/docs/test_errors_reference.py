"""docs/reference/errors.md lists every reason the code can give, with its kind and gRPC code."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import accounts
import adapters
import billing
import bootstrap
import shared_kernel
from adapters.grpc_api.localisation import Texts
from adapters.grpc_api.statuses import Statuses, code_of
from shared_kernel.errors import HamyonError
from tests.unit.docs.pages import reference, rows

_COLUMNS = 5
# Alembic runs these, and `__main__` is the program itself: importing them would do something.
_NOT_FOR_IMPORT = ("migrations.env", "migrations.versions", "__main__")


def test_every_reason_is_documented_with_its_kind_and_code() -> None:
    """A caller finds each reason on the page, and the page names no reason that does not exist."""
    for package in (shared_kernel, accounts, billing, adapters, bootstrap):
        _import_all(package)
    actual: dict[str, tuple[str, str]] = {}
    for error in _errors_below(HamyonError):
        # Several classes may share a reason: parents come first, and share kind and code.
        if error.reason not in actual:
            actual[error.reason] = (error.kind.value, _code(error))
    documented = {reason: (kind, code) for reason, kind, code, *_ in rows(reference("errors"), columns=_COLUMNS)}
    assert actual == documented


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not any(part in module.name for part in _NOT_FOR_IMPORT):
            importlib.import_module(module.name)


def _errors_below(parent: type[HamyonError]) -> Iterator[type[HamyonError]]:
    for error in parent.__subclasses__():
        # Only the product's: tests make errors of their own.
        if error.__module__.partition(".")[0] != "tests":
            yield error
            yield from _errors_below(error)


def _code(error: type[HamyonError]) -> str:
    """The code of the class, whatever its own constructor wants to know."""
    example = error.__new__(error)
    HamyonError.__init__(example)
    return code_of(Statuses(texts=Texts({})).bare(example)).name
