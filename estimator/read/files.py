"""The bytes of files, and documents in them."""

import errno
import hashlib
import json
import os
import stat
import tempfile
import tomllib
import weakref
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from estimator.model.disk import error_reason, temporary_writes
from estimator.model.problem import Problem
from estimator.model.text import quote_text


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

    A pipe, which can be read but once, is copied to a file that goes when this object does. Nobody
    may be writing to one, so it is only read where the user named it as an input.

    Args:
        path: the file.
        most: the most bytes that are of use.
        chunk_bytes: bytes taken at once.
        pipes: whether it may be a pipe.

    Attributes:
        path: the file, or the copy.
        size: in bytes; of a pipe, counted up to one more than ``most``.
        chunk_bytes: bytes taken at once.
    """

    def __init__(
        self, path: Path, most: int, chunk_bytes: int = CHUNK_BYTES, *, pipes: bool = False
    ) -> None:
        is_pipe = pipes and stat.S_ISFIFO(path.stat().st_mode)
        self.path = self._copy_pipe(path, most + 1) if is_pipe else path
        self.chunk_bytes = chunk_bytes
        with open_file(self.path) as stream:
            self._stamp = _file_stamp(os.fstat(stream.fileno()))
        self.size = self._stamp[0]

    def _copy_pipe(self, path: Path, left: int) -> Path:
        with path.open("rb") as source:
            handle, name = tempfile.mkstemp(prefix="estimator-")
            copy = Path(name)
            weakref.finalize(self, copy.unlink, missing_ok=True)
            with temporary_writes(copy), os.fdopen(handle, "wb") as target:
                while chunk := source.read(min(left, CHUNK_BYTES)):
                    left -= target.write(chunk)
        return copy

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
