"""The core is the part that must be right: it has no framework, no float and, in the domain, no surroundings."""

import ast
import sys

from tests.architecture.source import CORE, core, sources

SURROUNDINGS = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "threading",
    "time",
}
SURPRISES = {"now", "utcnow", "today", "uuid1", "uuid4", "open", "print", "input"}


def test_the_core_imports_the_standard_library_and_itself_only() -> None:
    allowed = sys.stdlib_module_names | set(CORE)
    foreign = {
        source.at(node): name
        for source in core()
        for node, name in source.imports()
        if name.split(".")[0] not in allowed
    }
    assert {} == foreign


def test_no_float_comes_near_money() -> None:
    floats = [
        source.at(node)
        for source in core()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert [] == floats


def test_the_domain_reads_no_clock_no_chance_and_no_device() -> None:
    """Times and identifiers are handed in, so that every rule can be tested and every decision repeated."""
    domain = sources("src/billing/domain", "src/accounts/domain", "src/accounts/chain")
    imported = {
        source.at(node): name
        for source in domain
        for node, name in source.imports()
        if name.split(".")[0] in SURROUNDINGS
    }
    called = {
        source.at(node): name
        for source in domain
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and (name := _called_name(node)) in SURPRISES
    }
    assert {} == imported | called


def _called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
