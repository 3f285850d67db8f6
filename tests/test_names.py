"""Names in the package: each top-level name stands in one module, and most say what they do."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "estimator"
# A top-level function or class that stands in two modules or more, and why.
SHARED: dict[str, str] = {
    "estimate": "estimator.estimate prices files, and estimator.scale.spark.estimate a DataFrame",
    "main": "the entry point of the command, and that of the process that reads a workbook",
}
# At most so many of all function names may be one word: methods and terms of the trade are.
ONE_WORD = 0.40


def definitions() -> Iterator[tuple[str, str]]:
    """The module and the name of each top-level function and class."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield path.relative_to(SOURCES).as_posix(), node.name


def function_names() -> list[str]:
    """The names of all functions and methods but those that Python itself calls."""
    return [
        node.name
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("__")
    ]


def test_a_name_stands_in_one_module_or_is_listed_with_its_reason() -> None:
    modules = defaultdict[str, set[str]](set)
    for module, name in definitions():
        modules[name].add(module)
    assert {name for name, found in modules.items() if len(found) > 1} == set(SHARED)


def test_most_functions_have_names_of_two_words() -> None:
    names = function_names()
    one_word = [name for name in names if "_" not in name.strip("_")]
    assert len(one_word) / len(names) < ONE_WORD, sorted(one_word)
