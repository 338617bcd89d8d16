"""A file is one idea: the walls behind which it stops being one."""

import ast
from statistics import median

from tests.architecture.source import sources

LONGEST_FILE = 250
LONGEST_FUNCTION = 50
USUAL_FILE = 70


def test_no_file_is_longer_than_the_wall() -> None:
    too_long = {str(source): source.lines for source in sources("src") if source.lines > LONGEST_FILE}
    assert {} == too_long


def test_no_function_is_longer_than_the_wall() -> None:
    too_long = {
        source.at(node): length
        for source in sources("src")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert {} == too_long


def test_half_of_the_files_are_short() -> None:
    usual = median(source.lines for source in sources("src") if source.path.name != "__init__.py")
    assert usual <= USUAL_FILE
