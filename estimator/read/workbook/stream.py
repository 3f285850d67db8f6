"""XML that is streamed: what every scan of a large part does alike.

A large part is a list of like elements: rows, texts. It is cut behind such elements, and a piece of
whole ones that is written as all known writers do may be taken apart in bulk, past the parser. The
parser, the authority, is given everything else. It finds a sound document with some rows less.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar
from xml.parsers import expat

from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx_bulk import OddError

# How many bytes are taken apart at once: few enough for the processor's own memory.
PIECE = 1 << 21
# How many pieces are taken apart before what is in them is needed.
AHEAD = 2


Found = TypeVar("Found")


class Reader(Protocol[Found]):
    """What reads a part that is a list of elements.

    Attributes:
        mark: the end of such an element, as it is nearly always written.
        ended: where in what was parsed the last such element's end began, in bytes.
    """

    parser: expat.XMLParserType
    mark: bytes
    ended: int

    def apart(self, piece: bytes) -> Found:
        """What there is in ``piece``, whole elements: all that does not depend on what came before.

        Raises:
            OddError: they are not written plainly.
        """

    def take(self, found: Found) -> None:
        """Takes in what was ``found`` in the piece that comes next.

        Raises:
            OddError: something in it is not plain after all; nothing was taken in.
        """

    def pause(self) -> None:
        """Hands on what was parsed."""


def parser() -> expat.XMLParserType:
    """A parser that takes XML as the native reader does: in UTF-8 and by its written names.

    Not by namespaces: a cell that is hidden in another one would be read without being scanned.
    """
    made = expat.ParserCreate(encoding="UTF-8")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _doctype
    return made


def feed(parsing: expat.XMLParserType, package: Package, part: str) -> None:
    """Passes ``part`` through ``parsing``.

    Raises:
        UnreadableError: it is damaged, or what its handlers find.
    """
    try:
        for block in package.blocks(part):
            parsing.Parse(block, False)
        parsing.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableError(f"its part {part} is damaged ({error})") from error


def read(reader: Reader[Found], package: Package, part: str) -> None:
    """Passes ``part`` through ``reader``, in bulk wherever that is possible.

    Raises:
        UnreadableError: it is damaged, or what the reader finds.
    """
    parsed = 0
    try:
        for piece, found in _ahead(reader, _pieces(package.blocks(part), reader.mark)):
            # Where what was parsed ends with an element, nothing is open that began in it.
            between = reader.ended + len(reader.mark) == parsed
            if found and between and _taken(reader, found):
                continue
            reader.parser.Parse(piece, False)
            reader.pause()
            parsed += len(piece)
        reader.parser.Parse(b"", True)
        reader.pause()
    except expat.ExpatError as error:
        raise UnreadableError(f"its part {part} is damaged ({error})") from error


def _taken(reader: Reader[Found], found: Future[Found]) -> bool:
    """Whether what was ``found`` in a piece was taken in, as it is where all of it is plain."""
    try:
        reader.take(found.result())
    except OddError:
        return False
    return True


def _ahead(
    reader: Reader[Found], pieces: Iterable[bytes]
) -> Iterator[tuple[bytes, Future[Found] | None]]:
    """Each of ``pieces`` with what there is in it, which is found while others are taken in.

    Nothing is to be found in the first, with the beginning of the part, and in one cut elsewhere.
    """
    waiting: deque[tuple[bytes, Future[Found] | None]] = deque()
    with ThreadPoolExecutor(1) as worker:
        for number, piece in enumerate(pieces):
            whole = number > 0 and piece.endswith(reader.mark)
            waiting.append((piece, worker.submit(reader.apart, piece) if whole else None))
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        yield from waiting


def _pieces(blocks: Iterable[bytes], mark: bytes) -> Iterator[bytes]:
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


def _doctype(*_: object) -> None:
    raise UnreadableError("a sheet declares a document type, which no workbook does")
