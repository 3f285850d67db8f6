"""A zip archive written part by part that Excel opens without offering to repair it.

Sizes have 32 bits and precede each part: for parts over 2 GB, Python's ``zipfile`` would write the
longer headers that Excel rejects. There are no timestamps, so equal parts give equal bytes.
"""

import io
import struct
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import BinaryIO

from isal import isal_zlib
from msgspec import Struct

# The largest size that 32 bits can give; all bits set means that the size is given elsewhere.
LARGEST = 2**32 - 2
# Parts are deflated in blocks of a fixed size, because the bytes depend on it, while the next rows
# are made. AHEAD limits how many blocks wait to be deflated.
BLOCK, AHEAD = 1 << 20, 32
LEVEL, WITHOUT_HEADER = 1, -15
# Version 2.0, no flags, deflated, midnight of 1 January 1980.
HOW = struct.pack("<5H", 20, 0, 8, 0, 0x21)
LOCAL, CENTRAL, CLOSING = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


class TooLargeError(RuntimeError):
    """The size or the offset of a part does not fit in 32 bits."""


class ArchivePart:
    """A part of the archive, deflated to a stream by a ``worker`` as it is written.

    Attributes:
        crc, size: the checksum and the size of the content.
        packed: the size after compression.
    """

    def __init__(self, target: BinaryIO, worker: Executor) -> None:
        self._target = target
        self._worker = worker
        self._ahead: deque[Future[None]] = deque()
        self._deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, WITHOUT_HEADER)
        self._rest = bytearray()
        self.crc = self.size = self.packed = 0

    def write(self, content: bytes | memoryview) -> int:
        """Writes ``content``; less than a block of it is kept for the next call.

        Raises:
            TooLargeError: the part is larger than an archive allows.
        """
        if self.size + len(content) > LARGEST:
            raise TooLargeError(f"a part is larger than {LARGEST:,} bytes")
        self.size += len(content)
        view = memoryview(content)
        missing = BLOCK - len(self._rest)
        self._rest += view[:missing]
        if len(self._rest) == BLOCK:
            self._submit_block(self._rest)
            last = missing + (len(view) - missing) // BLOCK * BLOCK
            for start in range(missing, last, BLOCK):
                self._submit_block(view[start : start + BLOCK])
            self._rest = bytearray(view[last:])
        return len(content)

    def finish(self) -> None:
        """Writes the rest of the content."""
        self._submit_block(self._rest)
        self._wait_for_blocks(0)
        self._write_packed(self._deflate.flush())

    def _submit_block(self, block: bytearray | memoryview) -> None:
        self._ahead.append(self._worker.submit(self._deflate_block, block))
        self._wait_for_blocks(AHEAD)

    def _wait_for_blocks(self, most: int) -> None:
        """Blocks until at most ``most`` blocks are left to deflate."""
        while len(self._ahead) > most:
            self._ahead.popleft().result()

    def _deflate_block(self, block: bytearray | memoryview) -> None:
        self.crc = isal_zlib.crc32(block, self.crc)
        self._write_packed(self._deflate.compress(block))

    def _write_packed(self, packed_size: bytes) -> None:
        self._target.write(packed_size)
        self.packed += len(packed_size)


class _Entry(Struct, frozen=True):
    """The fields of both headers of a part; ``at`` is the offset of the first one."""

    name: bytes
    at: int
    crc: int = 0
    packed: int = 0
    size: int = 0

    def local_header(self) -> bytes:
        """The header before the part."""
        return LOCAL + HOW + self._pack_sizes() + self.name

    def central_header(self) -> bytes:
        """The header at the end of the archive."""
        where = struct.pack("<3H2L", 0, 0, 0, 0, self.at)
        return CENTRAL + HOW[:2] + HOW + self._pack_sizes() + where + self.name

    def _pack_sizes(self) -> bytes:
        return struct.pack("<3L2H", self.crc, self.packed, self.size, len(self.name), 0)


@contextmanager
def open_archive(target: BinaryIO) -> Iterator["Archive"]:
    """An archive to add parts to, written to the seekable stream ``target``.

    Raises:
        TooLargeError: a part, or the whole archive, is too large.
    """
    # The executor waits for its work to end before it lets an exception through.
    with ThreadPoolExecutor(1) as worker:
        archive = Archive(target, worker)
        yield archive
        archive.close()


class Archive:
    """A zip archive being written."""

    def __init__(self, target: BinaryIO, worker: Executor) -> None:
        self._target = target
        self._worker = worker
        self._entries: list[_Entry] = []

    @contextmanager
    def add_part(self, name: str) -> Iterator[ArchivePart]:
        """The next part, open for writing."""
        at = self._current_offset()
        self._target.write(_Entry(name.encode("ascii"), at).local_header())
        part = ArchivePart(self._target, self._worker)
        yield part
        part.finish()
        entry = _Entry(name.encode("ascii"), at, part.crc, part.packed, part.size)
        self._target.seek(at)
        self._target.write(entry.local_header())
        self._target.seek(0, io.SEEK_END)
        self._entries.append(entry)

    def close(self) -> None:
        """Writes the central directory."""
        at = self._current_offset()
        directory = b"".join(entry.central_header() for entry in self._entries)
        count = len(self._entries)
        self._target.write(directory + CLOSING)
        self._target.write(struct.pack("<4H2LH", 0, 0, count, count, len(directory), at, 0))

    def _current_offset(self) -> int:
        at = self._target.tell()
        if at > LARGEST:
            raise TooLargeError(f"an archive is larger than {LARGEST:,} bytes")
        return at
