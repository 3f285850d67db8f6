"""Files named on the command line, each once; their bytes; documents and settings."""

import errno
import glob
import hashlib
import json
import os
import stat
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from estimator.model.disk import error_reason, is_there
from estimator.model.options import list_options
from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, join_phrase, quote_text

# What Excel leaves beside a workbook while it is open.
LOCK_PREFIX = "~$"


def find_inputs(words: Iterable[str]) -> tuple[Mapping[str, Path], list[Problem]]:
    """The files that ``words`` name, by their display names.

    A word is a path or, where there is no such file, a pattern such as ``finance/*.xlsx``. A file
    is called by its name; where two have the same, by the path as given.

    Problems: no such file, nothing that fits a pattern, an address of the internet, a file twice.
    """
    paths: list[Path] = []
    problems: list[Problem] = []
    for word in words:
        found, missing = _expand_pattern(word)
        problems += missing
        for path in found:
            if any(_is_same_file(path, other) for other in paths):
                problems.append(Problem.of("input-twice", file=str(path)))
            else:
                paths.append(path)
    names = Counter(path.name for path in paths)
    return {path.name if names[path.name] == 1 else str(path): path for path in paths}, problems


def _expand_pattern(word: str) -> tuple[list[Path], list[Problem]]:
    if "://" in word:
        message = f"{quote_text(word)} is an address; download the file and give its name."
        return [], [Problem("no-such-file", wording=message)]
    path = Path(word)
    if is_there(path):
        return [path], []
    matches = [Path(name) for name in sorted(glob.glob(word, recursive=True))]  # noqa: PTH207 - a pattern may be absolute
    if found := [match for match in matches if _is_user_file(match)]:
        return found, []
    if glob.has_magic(word):
        message = f"There is no file that fits {quote_text(str(path))}."
    else:
        suggestion = did_you_mean(path.name, _list_neighbors(path))
        message = f"There is no file {quote_text(str(path))}.{suggestion}"
    return [], [Problem("no-such-file", wording=message)]


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


class NotAFileError(OSError):
    """What is named is no file that can be read to its end, and read again."""


# What is said of each kind of thing that is no file.
ODD_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe; save what comes out of it to a file, and name that"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)
# Without this flag, opening a pipe that nobody writes to would wait for ever.
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_file(path: Path) -> BinaryIO:
    """The file at ``path``, open for reading. Everything that an option names is opened here.

    Raises:
        NotAFileError: it is a folder, a device, a pipe or a socket, which may have no end.
        OSError: it cannot be opened.
    """
    # Opening a device may already do something; what was opened may be another thing by now.
    _refuse_odd_kind(path.stat())
    handle = os.open(path, READ_FLAGS)
    try:
        _refuse_odd_kind(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _refuse_odd_kind(status: os.stat_result) -> None:
    for is_kind, reason in ODD_KINDS:
        if is_kind(status.st_mode):
            raise NotAFileError(errno.EINVAL, reason)


# Bytes taken from a file at once: of usual rows, as many as make a block.
CHUNK_BYTES = 2**22


class StoredFile:
    """The bytes of a file, read anew whenever they are gone through.

    Attributes:
        path: the file.
        size: in bytes.
        chunk_bytes: bytes taken at once.
    """

    def __init__(self, path: Path, chunk_bytes: int = CHUNK_BYTES) -> None:
        self.path = path
        self.chunk_bytes = chunk_bytes
        with open_file(path) as stream:
            self._stamp = _file_stamp(os.fstat(stream.fileno()))
        self.size = self._stamp[0]

    def read_range(self, begin: int, end: int) -> bytes:
        """The bytes from ``begin`` up to ``end``, as far as there are so many."""
        return b"".join(self.read_chunks(begin, end))

    def read_chunks(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``begin`` up to ``end``, or to the last.

        Raises:
            OSError: the file is no longer what it was, so what is known of it may be wrong.
        """
        end = self.size if end is None else min(end, self.size)
        with open_file(self.path) as stream:
            self._check_unchanged(stream)
            stream.seek(begin)
            while chunk := stream.read(min(end - begin, self.chunk_bytes)):
                begin += len(chunk)
                yield chunk
            self._check_unchanged(stream)

    def hash_content(self) -> str:
        """The digest of all bytes, in hexadecimal.

        Raises:
            OSError: as of ``read_chunks``.
        """
        digest = hashlib.sha256()
        for chunk in self.read_chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def _check_unchanged(self, stream: BinaryIO) -> None:
        if _file_stamp(os.fstat(stream.fileno())) != self._stamp:
            raise OSError(errno.EIO, "it was changed while it was read")


def _file_stamp(status: os.stat_result) -> tuple[int, int]:
    """Size in bytes and time in nanoseconds: they change when a file does."""
    return status.st_size, status.st_mtime_ns


Document = tuple[Mapping[str, Any] | None, list[Problem]]


def read_document(path: Path, code: str) -> Document:
    """The document at ``path``, TOML or JSON by its ending; every problem has the ``code``."""
    try:
        text = _read_small_text(path)
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text), []
        content = json.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        return None, [Problem(code, wording=f"There is no file {quote_text(str(path))}.")]
    except OSError as error:
        return None, [_report_unreadable(path, code, error_reason(error))]
    except (ValueError, RecursionError) as error:
        return None, [_report_unreadable(path, code, str(error))]
    if not isinstance(content, dict):
        return None, [_report_unreadable(path, code, "it holds no JSON object")]
    return content, []


# A document of more bytes is another kind of file.
MOST_DOCUMENT_BYTES = 16_000_000


def _read_small_text(path: Path) -> str:
    """The text of the document at ``path``.

    Raises:
        OSError: it cannot be read; ValueError: it is too large, or no UTF-8.
    """
    with open_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > MOST_DOCUMENT_BYTES:
            raise ValueError(f"it has {size:,} bytes, more than {MOST_DOCUMENT_BYTES:,}")
        return stream.read(MOST_DOCUMENT_BYTES).decode("utf-8-sig")


def _report_unreadable(path: Path, code: str, reason: str) -> Problem:
    return Problem(code, wording=f"{quote_text(path.name)} cannot be read: {reason}.")


SETTINGS_FILE = "estimator.toml"


def read_settings(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The options that ``estimator.toml`` in ``folder`` sets, by name.

    Problems: the file is no TOML, or it names an option that it may not set.
    """
    path = folder / SETTINGS_FILE
    if not is_there(path):
        return {}, []
    content, problems = read_document(path, "bad-settings")
    if content is None:
        return {}, problems
    known = sorted(
        option.name for option, details in list_options() if "settings" in details.set_in
    )
    settings = {name.replace("-", "_"): value for name, value in content.items()}
    for name, value in settings.items():
        if name not in known:
            message = f"there is no option {quote_text(name)}; there are {join_phrase(known)}."
            return {}, [Problem("bad-settings", wording=f"{SETTINGS_FILE}: {message}")]
        if isinstance(value, dict):
            settings[name] = [f"{key}={each}" for key, each in value.items()]
    return settings, []
