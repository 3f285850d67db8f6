"""The words of the command line to files: patterns expanded, each file once, by its own name."""

import errno
import glob
import hashlib
import json
import os
import tempfile
import tomllib
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from estimator.model.findings import FindingList
from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, listed, quote

# What Excel leaves beside a workbook while it is open.
LOCK = "~$"


def inputs(words: Iterable[str]) -> tuple[Mapping[str, Path], list[Problem]]:
    """The files that ``words`` name, by what people tell them apart with.

    A word is a path or, where there is no such file, a pattern such as ``finance/*.xlsx``. A file
    is called by its name; where two have the same, by the path as given.

    Problems: no such file, nothing that fits a pattern, an address of the internet, a file twice.
    """
    paths: list[Path] = []
    problems = FindingList[Problem]()
    for word in words:
        for path in problems.collect(_files(word)):
            if any(_same(path, other) for other in paths):
                problems.append(Problem.of("input-twice", file=str(path)))
            else:
                paths.append(path)
    names = Counter(path.name for path in paths)
    return {path.name if names[path.name] == 1 else str(path): path for path in paths}, problems


def _files(word: str) -> tuple[list[Path], list[Problem]]:
    if "://" in word:
        wording = f"{quote(word)} is an address; download the file and give its name."
        return [], [Problem("no-such-file", wording=wording)]
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
        wording = f"There is no file that fits {quote(str(path))}."
        return Problem("no-such-file", wording=wording)
    beside = _beside(path)
    wording = f"There is no file {quote(str(path))}.{did_you_mean(path.name, beside)}"
    return Problem("no-such-file", wording=wording)


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


# Bytes taken from a file at once: of usual rows, as many as make a block.
PIECE = 2**22


class Stored:
    """The bytes of a file, read anew whenever they are gone through.

    A pipe, which can be read but once, is copied to a file that goes when this object does.

    Attributes:
        path: the file, or the copy.
        size: in bytes; of a pipe, counted up to one more than ``most``.
        piece: bytes taken at once.
    """

    def __init__(self, path: Path, most: int, piece: int = PIECE) -> None:
        self.path = path if path.is_file() or path.is_dir() else self._copied(path, most + 1)
        self.piece = piece
        self._stamp = _stamp(self.path.stat())
        self.size = self._stamp[0]

    def _copied(self, path: Path, left: int) -> Path:
        with path.open("rb") as source:
            handle, name = tempfile.mkstemp(prefix="estimator-")
            copy = Path(name)
            weakref.finalize(self, copy.unlink, missing_ok=True)
            with os.fdopen(handle, "wb") as target:
                while piece := source.read(min(left, PIECE)):
                    left -= target.write(piece)
        return copy

    def part(self, begin: int, end: int) -> bytes:
        """The bytes from ``begin`` up to ``end``, as far as there are so many."""
        return b"".join(self.pieces(begin, end))

    def pieces(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``begin`` up to ``end``, or to the last.

        Raises:
            OSError: the file is no longer what it was, so what is known of it may be wrong.
        """
        end = self.size if end is None else min(end, self.size)
        with self.path.open("rb") as stream:
            self._same(stream)
            stream.seek(begin)
            while piece := stream.read(min(end - begin, self.piece)):
                begin += len(piece)
                yield piece
            self._same(stream)

    def sha256(self) -> str:
        """The digest of all bytes, in hexadecimal.

        Raises:
            OSError: as of ``pieces``.
        """
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def _same(self, stream: BinaryIO) -> None:
        if _stamp(os.fstat(stream.fileno())) != self._stamp:
            raise OSError(errno.EIO, "it was changed while it was read")


def _stamp(status: os.stat_result) -> tuple[int, int]:
    """What changes when a file does: its size in bytes and its time in nanoseconds."""
    return status.st_size, status.st_mtime_ns


Answer = tuple[Mapping[str, Any] | None, list[Problem]]


def read_document(path: Path, code: str) -> Answer:
    """The document at ``path``, TOML or JSON by its ending; what is wrong is a problem ``code``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text), []
        content = json.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        return None, [Problem(code, wording=f"There is no file {quote(str(path))}.")]
    except OSError as error:
        return None, [_unreadable(path, code, error.strerror or type(error).__name__)]
    except ValueError as error:
        return None, [_unreadable(path, code, str(error))]
    if not isinstance(content, dict):
        return None, [_unreadable(path, code, "it holds no JSON object")]
    return content, []


def _unreadable(path: Path, code: str, reason: str) -> Problem:
    return Problem(code, wording=f"{quote(path.name)} cannot be read: {reason}.")


FILE = "estimator.toml"


def settings(folder: Path, known: Collection[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The options that ``estimator.toml`` in ``folder`` sets, by parameter name.

    Problems: the file is no TOML, or it names an option that is not ``known``.
    """
    path = folder / FILE
    if not path.exists():
        return {}, []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return {}, [Problem("bad-settings", wording=f"{FILE} cannot be read: {error}.")]
    found = {name.replace("-", "_"): value for name, value in content.items()}
    for name in found:
        if name not in known:
            wording = (
                f"{FILE}: there is no option {quote(name)}; there are {listed(sorted(known))}."
            )
            return {}, [Problem("bad-settings", wording=wording)]
    return {name: _words(value) for name, value in found.items()}, []


def _words(value: object) -> object:
    """``value`` as the command line would have it: a table as ``name=value`` each."""
    if isinstance(value, dict):
        return [f"{name}={one}" for name, one in value.items()]
    return value
