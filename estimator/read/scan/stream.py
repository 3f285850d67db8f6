"""XML that is streamed: what every scan of a large part does alike."""

from xml.parsers import expat

from estimator.read.scan.findings import UnreadableError
from estimator.read.scan.package import Package


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


def _doctype(*_: object) -> None:
    raise UnreadableError("a sheet declares a document type, which no workbook does")
