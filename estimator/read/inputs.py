"""The words of the command line to files: patterns expanded, each file once, by its own name."""

import glob
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from estimator.model.problem import Problem
from estimator.model.words import did_you_mean, quote

# What Excel leaves beside a workbook while it is open.
LOCK = "~$"


def inputs(words: Iterable[str]) -> tuple[Mapping[str, Path], list[Problem]]:
    """The files that ``words`` name, by what people tell them apart with.

    A word is a path or, where there is no such file, a pattern such as ``finance/*.xlsx``. A file
    is called by its name; where two have the same, by the path as given.

    Problems: no such file, nothing that fits a pattern, an address of the internet, a file twice.
    """
    paths: list[Path] = []
    problems: list[Problem] = []
    for word in words:
        found, told = _files(word)
        problems += told
        for path in found:
            if any(_same(path, other) for other in paths):
                said = f"{quote(str(path))} is among the inputs twice; it is read once."
                problems.append(Problem("input-twice", says=said))
            else:
                paths.append(path)
    names = Counter(path.name for path in paths)
    return {path.name if names[path.name] == 1 else str(path): path for path in paths}, problems


def _files(word: str) -> tuple[list[Path], list[Problem]]:
    if "://" in word:
        said = f"{quote(word)} is an address; download the file and give its name."
        return [], [Problem("no-such-file", says=said)]
    path = Path(word)
    try:
        there = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if there:
        return [path], []
    fitting = [Path(name) for name in sorted(glob.glob(word, recursive=True))]  # noqa: PTH207 - a pattern may be absolute
    found = [one for one in fitting if one.is_file() and not one.name.startswith(LOCK)]
    return found, [] if found else [_missing(path)]


def _missing(path: Path) -> Problem:
    if glob.has_magic(str(path)):
        said = f"There is no file that fits {quote(str(path))}."
        return Problem("no-such-file", says=said)
    beside = _beside(path)
    said = f"There is no file {quote(str(path))}.{did_you_mean(path.name, beside)}"
    return Problem("no-such-file", says=said)


def _beside(path: Path) -> list[str]:
    try:
        names = [one.name for one in path.parent.iterdir() if one.is_file()]
        return [name for name in names if not name.startswith(LOCK)]
    except (OSError, ValueError):
        return []


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
