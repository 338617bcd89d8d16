"""Packages say what they are for, do nothing on import, and gateways are all known to the layer rules."""

import ast
import configparser

from tests.architecture.source import ROOT, Source, sources


def test_a_package_is_introduced_by_one_paragraph_and_holds_nothing_else() -> None:
    packages = [source for source in sources("src") if source.path.name == "__init__.py"]
    others = [str(source) for source in packages if len(source.tree.body) != 1 or not _is_one_paragraph(source)]
    assert [] == others


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(source) for source in sources("src") if not ast.get_docstring(source.tree)]
    assert [] == silent


def test_every_directory_of_source_is_a_package() -> None:
    """A directory without __init__ would escape the layer rules; alembic's revisions alone are loaded by path."""
    strays = {
        str(source.path.parent.relative_to(ROOT))
        for source in sources("src")
        if not (source.path.parent / "__init__.py").exists() and "migrations" not in source.path.parts
    }
    assert set() == strays


def test_every_gateway_stands_under_the_rule_that_gateways_are_strangers() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    ruled = set(rules["importlinter:contract:gateways"]["modules"].split())
    folders = {
        f"adapters.gateways.{init.parent.name}" for init in (ROOT / "src/adapters/gateways").glob("*/__init__.py")
    }
    assert folders == ruled


def _is_one_paragraph(source: Source) -> bool:
    docstring = ast.get_docstring(source.tree)
    return bool(docstring) and "\n\n" not in str(docstring)
