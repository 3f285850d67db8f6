"""A streamed part is read whole and in order, whichever pieces of it are plain."""

import io
from xml.parsers import expat

import pytest

from estimator.model.limits import Limits
from estimator.read.cells import OddError
from estimator.read.workbook import package as packages
from estimator.read.workbook import stream
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.package import Package
from tests import hostile

ITEMS = [f"{number:02}" for number in range(30)]


class ItemReader:
    """Reads ``<i>``; pieces with one of the ``odd`` items are left to the parser."""

    mark = b"</i>"

    def __init__(self, odd: str) -> None:
        self.items: list[str] = []
        self.parsed = 0
        self.ended = -1
        self._odd = odd.encode()
        self.parser: expat.XMLParserType = stream.make_parser()
        self.parser.CharacterDataHandler = self.items.append
        self.parser.EndElementHandler = self.end_element

    def split_piece(self, piece: bytes) -> list[str]:
        if self._odd in piece:
            raise OddError
        return [one.removesuffix("</i>") for one in piece.decode().split("<i>")[1:]]

    def take_found(self, found: list[str]) -> None:
        self.items += found

    def end_element(self, name: str) -> None:
        if name == "i":
            self.parsed, self.ended = self.parsed + 1, self.parser.CurrentByteIndex

    def hand_on(self) -> None: ...


def packed(content: str) -> Package:
    return Package(io.BytesIO(hostile.packed({"a.xml": content.encode()})), Limits())


def test_plain_and_odd_pieces_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PIECE", 60)
    monkeypatch.setattr(packages, "BLOCK", 10)
    package = packed(f"<r>{''.join(f'<i>{one}</i>' for one in ITEMS)}</r>")
    for odd, parsed in (("none", 1), (">17<", 7), ("<i>", 30)):
        reader = ItemReader(odd)
        stream.read_part(reader, package, "a.xml")
        assert (reader.items, reader.parsed) == (ITEMS, parsed)


def test_damage_and_document_types_are_refused() -> None:
    for content, reason in (("<r><i></r>", "is damaged"), ("<!DOCTYPE r><r/>", "document type")):
        with pytest.raises(UnreadableError, match=reason):
            stream.read_part(ItemReader("none"), packed(content), "a.xml")
