"""Streamed XML of large parts: parsed, or split in bulk where it is plain.

A large part is a list of like elements: rows, texts. It is cut behind such elements, and a piece of
whole ones that is written as all known writers do may be split in bulk, past the parser. The
parser, the authority, reads everything else. It finds a sound document with some rows less.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar
from xml.parsers import expat

from estimator.read.cells import OddError
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.package import Package

# How many bytes are split at once: few enough for the processor's own memory.
PIECE = 1 << 21
# How many pieces are split before what is in them is needed.
AHEAD = 2


Found = TypeVar("Found")


class PartReader(Protocol[Found]):
    """Reader of a part that is a list of elements.

    Attributes:
        mark: the end of such an element, as it is nearly always written.
        ended: where in what was parsed the last such element's end began, in bytes.
    """

    parser: expat.XMLParserType
    mark: bytes
    ended: int

    def split_piece(self, piece: bytes) -> Found:
        """Splits ``piece``, whole elements: finds all that does not depend on what came before.

        Raises:
            OddError: they are not written plainly.
        """

    def take_found(self, found: Found) -> None:
        """Takes in what was ``found`` in the piece that comes next.

        Raises:
            OddError: something in it is not plain after all; nothing was added.
        """

    def hand_on(self) -> None:
        """Hands on what was parsed."""


def make_parser() -> expat.XMLParserType:
    """A parser of XML in UTF-8, by its written names.

    Not by namespaces: a cell that is hidden in another one would be read without being scanned.
    """
    made = expat.ParserCreate(encoding="UTF-8")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def parse_part(parsing: expat.XMLParserType, package: Package, part: str) -> None:
    """Passes ``part`` through ``parsing``.

    Raises:
        UnreadableError: it is damaged, or what its handlers find.
    """
    try:
        for block in package.read_blocks(part):
            parsing.Parse(block, False)
        parsing.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableError(f"its part {part} is damaged ({error})") from error


def read_part(reader: PartReader[Found], package: Package, part: str) -> None:
    """Passes ``part`` through ``reader``, in bulk wherever that is possible.

    Raises:
        UnreadableError: it is damaged, or what the reader finds.
    """
    parsed = 0
    try:
        pieces = _cut_pieces(package.read_blocks(part), reader.mark)
        for piece, found in _find_ahead(reader, pieces):
            # Where what was parsed ends with an element, nothing is open that began in it.
            between = reader.ended + len(reader.mark) == parsed
            if found and between and _take_plain(reader, found):
                continue
            reader.parser.Parse(piece, False)
            reader.hand_on()
            parsed += len(piece)
        reader.parser.Parse(b"", True)
        reader.hand_on()
    except expat.ExpatError as error:
        raise UnreadableError(f"its part {part} is damaged ({error})") from error


def _take_plain(reader: PartReader[Found], found: Future[Found]) -> bool:
    """Whether what was ``found`` in a piece was added, as it is where all of it is plain."""
    try:
        reader.take_found(found.result())
    except OddError:
        return False
    return True


def _find_ahead(
    reader: PartReader[Found], pieces: Iterable[bytes]
) -> Iterator[tuple[bytes, Future[Found] | None]]:
    """Each of ``pieces`` with what there is in it, which is found while others are added.

    Nothing is to be found in the first, with the beginning of the part, and in one cut elsewhere.
    """
    waiting: deque[tuple[bytes, Future[Found] | None]] = deque()
    with ThreadPoolExecutor(1) as worker:
        for number, piece in enumerate(pieces):
            whole = number > 0 and piece.endswith(reader.mark)
            waiting.append((piece, worker.submit(reader.split_piece, piece) if whole else None))
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        yield from waiting


def _cut_pieces(blocks: Iterable[bytes], mark: bytes) -> Iterator[bytes]:
    """``blocks`` cut behind the first ``mark``, then behind the last one in every so many bytes."""
    held: list[bytes] = []
    size, first = 0, True
    for block in blocks:
        held.append(block)
        size += len(block)
        if not first and size < PIECE:
            continue
        whole = b"".join(held)
        at = whole.find(mark) if first else whole.rfind(mark)
        end = at + len(mark) if at >= 0 else 0
        if not end and size >= PIECE:
            end = size
        if end:
            first = False
            yield whole[:end]
        held, size = [whole[end:]], size - end
    whole = b"".join(held)
    end = whole.rfind(mark) + len(mark)
    yield from filter(None, (whole[:end], whole[end:]) if end >= len(mark) else (whole,))


def _refuse_doctype(*_: object) -> None:
    raise UnreadableError("a sheet declares a document type, which no workbook does")
