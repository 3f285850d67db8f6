"""A file that can be gone through as often as it takes, in pieces that memory holds."""

import errno
import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

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
