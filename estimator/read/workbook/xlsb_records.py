"""Binary records of an .xlsb package, and the texts and formats that its cells refer to."""

import struct
from collections.abc import Iterable, Iterator

from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import damaged_file
from estimator.read.workbook.package import Package

# The longest content that is looked at: a cell holds at most 32,767 characters and a formula.
LONGEST = 1 << 20


def read_biff_records(
    blocks: Iterable[bytes], wanted: frozenset[int]
) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record in ``blocks``; of those not ``wanted``, no content.

    Raises:
        UnreadableError: the last record is cut off.
    """
    reader = _ByteReader(blocks)
    while reader.has_more():
        kind = reader.read_number(2)
        length = reader.read_number(4)
        if kind in wanted:
            if length > LONGEST:
                raise damaged_file("a record is too long")
            yield kind, reader.take_bytes(length)
        else:
            reader.skip_bytes(length)
            yield kind, b""


class _ByteReader:
    """Takes bytes off ``blocks``, keeping no more than one block and what is asked for."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._block = b""
        self._at = 0

    def has_more(self) -> bool:
        """Whether a byte is left."""
        while self._at >= len(self._block):
            following = next(self._blocks, None)
            if following is None:
                return False
            self._block, self._at = following, 0
        return True

    def read_number(self, bytes_: int) -> int:
        """A number of at most so many bytes of seven bits, the lowest first."""
        value = 0
        for place in range(bytes_):
            if not self.has_more():
                raise damaged_file("a record is cut off")
            byte = self._block[self._at]
            self._at += 1
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                break
        return value

    def take_bytes(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        end = self._at + length
        if end <= len(self._block):
            content = self._block[self._at : end]
            self._at = end
            return content
        return b"".join(self._take_pieces(length))

    def skip_bytes(self, length: int) -> None:
        """Passes by the next ``length`` bytes."""
        for _ in self._take_pieces(length):
            pass

    def _take_pieces(self, length: int) -> Iterator[bytes]:
        while length:
            if not self.has_more():
                raise damaged_file("a record is cut off")
            piece = self._block[self._at : self._at + length]
            self._at += len(piece)
            length -= len(piece)
            yield piece


def read_text(data: bytes, start: int) -> tuple[str, int]:
    """The text that begins at ``start`` with the number of its characters, and where it ends."""
    (length,) = struct.unpack_from("<I", data, start)
    end = start + 4 + 2 * length
    if end > len(data):
        raise damaged_file("a text is too short")
    return data[start + 4 : end].decode("utf-16-le", "replace"), end


STYLES, SHARED_TEXTS = "xl/styles.bin", "xl/sharedStrings.bin"
FORMAT, BEGIN_STYLES, STYLE, END_STYLES = 0x2C, 0x269, 0x2F, 0x26A
ITEM = 0x13


def read_cell_formats(package: Package, *, since_1904: bool) -> StyleFormats:
    """The formats of the cell styles of ``package``, which counts days from 1904 or not."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    blocks = package.read_blocks(STYLES) if STYLES in package else ()
    for kind, data in read_biff_records(blocks, frozenset({FORMAT, STYLE})):
        if kind == FORMAT:
            own[struct.unpack_from("<H", data)[0]] = read_text(data, 2)[0]
        elif kind in {BEGIN_STYLES, END_STYLES}:
            inside = kind == BEGIN_STYLES
        elif kind == STYLE and inside:
            styles += struct.unpack_from("<2xH", data)
    return StyleFormats(styles, own, since_1904=since_1904)


def shared_texts(package: Package) -> list[str]:
    """The texts that the cells of ``package`` share."""
    if SHARED_TEXTS not in package:
        return []
    items = read_biff_records(package.read_blocks(SHARED_TEXTS), frozenset({ITEM}))
    return [read_text(data, 1)[0] for kind, data in items if kind == ITEM]
