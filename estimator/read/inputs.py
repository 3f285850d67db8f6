"""Inputs to files: names, patterns and sheets, each once, with what holds for it alone."""

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from estimator.model.disk import is_there
from estimator.model.input_file import FoundFile, InputFile
from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, quote_text

# What Excel leaves beside a workbook while it is open.
LOCK_PREFIX = "~$"


def find_inputs(
    inputs: Iterable[InputFile], described: Sequence[InputFile] = (), sheet: str = ""
) -> tuple[list[FoundFile], list[Problem]]:
    """The files that ``inputs`` name.

    An input is a path or, where there is no such file, a pattern such as ``finance/*.xlsx``; behind
    it may stand ``#`` and the name of a sheet. A file is called by its name; where two have the
    same, by the path as given.

    Args:
        inputs: as named.
        described: inputs whose options hold for the same files among ``inputs`` too.
        sheet: the one to read of files that name none; empty to find it.

    Problems: no such file, nothing that fits a pattern, an address of the internet, a file twice.
    """
    known = [one for each in described for one in _expand_input(each)[0]]
    files: list[FoundFile] = []
    problems: list[Problem] = []
    for each in inputs:
        found, missing = _expand_input(each)
        problems += missing
        for one in (_add_description(file, known) for file in found):
            if any(_is_same_input(one, other, sheet) for other in files):
                problems.append(Problem.of("input-twice", file=str(one.path)))
            else:
                files.append(one)
    return [replace(one, name=_shortest_name(one, files)) for one in files], problems


def _shortest_name(file: FoundFile, files: Sequence[FoundFile]) -> str:
    """The name of ``file``; its path where other ``files`` have the same name."""
    alike = {one.path for one in files if one.path.name == file.path.name}
    return file.path.name if len(alike) == 1 else str(file.path)


def _expand_input(named: InputFile) -> tuple[list[FoundFile], list[Problem]]:
    """The files that one input names, under no name yet; or the problem that there are none."""
    word, sheet = split_sheet(named.word)
    paths, problems = _expand_pattern(word)
    own = {**named.own_options, "sheet": sheet} if sheet else named.own_options
    return [
        FoundFile(path, "", frozenset({named.word, word, str(path)}), own) for path in paths
    ], problems


def split_sheet(word: str) -> tuple[str, str]:
    """``word`` without the sheet behind a ``#``, and the sheet; a file so named comes first."""
    if is_there(Path(word)) or "://" in word:
        return word, ""
    places = [n for n, character in enumerate(word) if character == "#"]
    for place in places:
        head, sheet = word[:place], word[place + 1 :].strip()
        if sheet and head and (is_there(Path(head)) or _match_pattern(head)):
            return head, sheet
    head, _, sheet = word.partition("#")
    # Without such a file, what looks like one is what is missing.
    return (head, sheet.strip()) if Path(head).suffix and sheet.strip() else (word, "")


def _add_description(file: FoundFile, described: Sequence[FoundFile]) -> FoundFile:
    """``file`` with the options that are ``described`` for it; its own sheet decides."""
    sheet = file.own_options.get("sheet", "")
    for one in described:
        other = one.own_options.get("sheet", "")
        same_sheet = sheet.casefold() == other.casefold() or not (sheet and other)
        if _is_same_file(one.path, file.path) and same_sheet:
            own = {**one.own_options, **file.own_options}
            return replace(file, own_options=own, words=file.words | one.words)
    return file


def _is_same_input(one: FoundFile, other: FoundFile, sheet: str) -> bool:
    """Whether both are the same file, and not two sheets of it; without its own, of ``sheet``."""
    sheets = [file.own_options.get("sheet", sheet).casefold() for file in (one, other)]
    two_sheets = all(sheets) and sheets[0] != sheets[1]
    return not two_sheets and _is_same_file(one.path, other.path)


def _expand_pattern(word: str) -> tuple[list[Path], list[Problem]]:
    if "://" in word:
        message = f"{quote_text(word)} is an address; download the file and give its name."
        return [], [Problem("no-such-file", wording=message)]
    path = Path(word)
    if is_there(path):
        return [path], []
    if found := _match_pattern(word):
        return found, []
    if glob.has_magic(word):
        message = f"There is no file that fits {quote_text(str(path))}."
    else:
        suggestion = did_you_mean(path.name, _list_neighbors(path))
        message = f"There is no file {quote_text(str(path))}.{suggestion}"
    return [], [Problem("no-such-file", wording=message)]


def _match_pattern(word: str) -> list[Path]:
    matches = [Path(name) for name in sorted(glob.glob(word, recursive=True))]  # noqa: PTH207 - a pattern may be absolute
    return [match for match in matches if _is_user_file(match)]


def _list_neighbors(path: Path) -> list[str]:
    try:
        return [other.name for other in path.parent.iterdir() if _is_user_file(other)]
    except (OSError, ValueError):
        return []


def _is_user_file(path: Path) -> bool:
    return is_there(path) and path.is_file() and not path.name.startswith(LOCK_PREFIX)


def _is_same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return path == other
