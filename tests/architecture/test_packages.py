"""Packages say what they are for, do nothing on import, and gateways are strangers."""

import ast

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


def test_gateways_are_strangers_whether_or_not_import_linter_names_them() -> None:
    """A new gateway touches its folder and the registry, so its rule reads the folders."""
    gateways = sources("src/adapters/gateways")
    folders = {_gateway(source) for source in gateways} - {""}
    friends = [
        f"{source}: {name}"
        for source in gateways
        if _gateway(source)
        for _, name in source.imports()
        if name.startswith("adapters.gateways.") and name.split(".")[2] in folders - {_gateway(source)}
    ]
    assert [] == friends


def _gateway(source: Source) -> str:
    """The gateway whose folder this is in, however deep; empty for what all of them share."""
    below = source.path.relative_to(ROOT / "src/adapters/gateways").parts
    return below[0] if len(below) > 1 else ""


def _is_one_paragraph(source: Source) -> bool:
    docstring = ast.get_docstring(source.tree)
    return bool(docstring) and "\n\n" not in str(docstring)
