"""Rows taken apart in bulk are read as the parser, the authority, reads them."""

import io
import math
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from estimator.model.disk import TemporaryFilesError
from estimator.model.limits import Limits
from estimator.read import cells as numerals
from estimator.read.cells import OddError, cell_content
from estimator.read.workbook import package as packages
from estimator.read.workbook import stream, xlsx_sheet
from estimator.read.workbook import xlsx_strings as texts
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import CharacterQuota, SheetFindings, UnreadableError
from estimator.read.workbook.package import Package
from estimator.read.workbook.spill import SpilledBlocks
from estimator.read.workbook.xlsx_scan import WorksheetScan
from tests import hostile

STYLES = (
    f'<styleSheet xmlns="{hostile.MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    "</styleSheet>"
).encode()
LIMITS = Limits(cells=2_000, cell_length=60, inflated_bytes=10_000)
Cell = tuple[int, int, str, int]


@dataclass(frozen=True)
class Outcome:
    """What a reader makes of a sheet: its cells and findings, or why it refuses it."""

    cells: list[Cell]
    findings: SheetFindings | None
    refused: str = ""


class Parsed(xlsx_sheet.WorksheetReader):
    """A worksheet for which nothing is plain."""

    def split_piece(self, piece: bytes) -> Any:  # noqa: ANN401, ARG002 - it never returns
        raise OddError


class ParsedTexts(texts.SharedTextReader):
    """Shared texts for which nothing is plain."""

    def split_piece(self, piece: bytes) -> pl.Series:  # noqa: ARG002 - as the other has it
        raise OddError


@contextmanager
def small_pieces(size: int) -> Iterator[None]:
    """Has XML cut in pieces of so many bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "PIECE", size)
        patch.setattr(packages, "BLOCK", size)
        yield


def package(parts: dict[str, bytes]) -> Package:
    return Package(io.BytesIO(hostile.packed(parts)), Limits())


def parts(rows: str, shared: str = "") -> dict[str, bytes]:
    sst = f'<sst xmlns="{hostile.MAIN}">{shared}</sst>'
    made = {**hostile.parts(rows), hostile.TEXTS: sst.encode("utf-8", "surrogatepass")}
    return {**made, "xl/styles.xml": STYLES}


def outcome(made: Package, *, bulk: bool) -> Outcome:
    """What is made of the sheet of ``made``, in ``bulk`` where it is plain or by the parser."""
    try:
        strings = (texts.SharedTextReader if bulk else ParsedTexts)(LIMITS)
        stream.read_part(strings, made, hostile.TEXTS)
        with TemporaryDirectory() as folder:
            blocks = SpilledBlocks(Path(folder), 0)
            formats = StyleFormats([0, 14, 164], {164: "[h]:mm"}, since_1904=False)
            intake = WorksheetScan(
                LIMITS, strings.all_texts(), CharacterQuota(LIMITS), formats, blocks
            )
            page = (xlsx_sheet.WorksheetReader if bulk else Parsed)(intake, LIMITS)
            stream.read_part(page, made, hostile.SHEET)
            blocks.close(page.findings.reach[0])
            return Outcome(list(_cells(Path(folder), blocks)), page.findings)
    except OverflowError:
        return Outcome([], None, "a number of hours")
    except UnreadableError as error:
        # The byte at which XML is damaged depends on what the parser was spared.
        return Outcome([], None, re.sub(r": line .*\)", "", str(error)))


def _cells(folder: Path, blocks: SpilledBlocks) -> Iterator[Cell]:
    first = 1
    for number in range(blocks.count):
        both = pl.read_ipc(folder / f"0.{number}.arrow")
        for row, line in enumerate(both.iter_rows(), first):
            width = len(line) // 2
            for column, (text, kind) in enumerate(zip(line[:width], line[width:], strict=True), 1):
                if text is not None:
                    yield row, column, text, kind
        first += both.height
    assert first == blocks.rows + 1


# What all writers write, and what few or none do.
WORDS = st.lists(
    st.sampled_from(
        [
            *("a", "Team 7", "x", " ", "007", "é", "\U0001f600", "\n", "\t", '"', "'", "_", ">"),
            *("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#10;", "&#x1F600;", "&#233;"),
            *("_x000D_", "_x005F_", "_xD83D_", "_x0020_", "&amp;#10;", "&amp;amp;", "\u00a0"),
        ]
    ),
    max_size=4,
).map("".join)
ODD_WORDS = st.tuples(
    WORDS,
    st.sampled_from(
        [
            *("]]&gt;", "]]>", "&#0;", "&#xFFFE;", "&bad;", "&", "\r\n", "\r", "\x01", "\ufffe"),
            *("<!-- x -->", "<![CDATA[7]]>", "<?x y?>", "x" * 61, "_x0041_" * 60, "&#x110000;"),
        ]
    ),
).map("".join)
NUMBERS = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.sampled_from(["0", "-0", "0.10", "1.", ".5", "+5", "1e3", "1E+400", ""]),
)
ODD_NUMBERS = st.sampled_from(["NaN", "-INF", " 5", "abc", "1_0", "&#49;"])
FORMULAS = st.sampled_from(
    [
        *("", "", "", "<f>A1+1</f>", "<f>A1&amp;&quot;[1]S!A1&quot;</f>", "<f>Rates[Cost]</f>"),
        *("<f/>", '<f t="shared" si="0"/>', '<f t="shared" ref="A1:A9" si="1">B1</f>'),
    ]
)
ODD_FORMULAS = st.sampled_from(
    [
        *("<f>[1]S!A1</f>", '<f t="shared" ref="A1:A9" si="0">[1]S!A1</f>', "<f>&#91;1]S!A1</f>"),
        *("<f a='b'>A1</f>", "<f>A1<!-- --></f>", "<f>A&bad;1</f>", '<f a="b" a="b"/>'),
    ]
)
VALUES = {
    "": NUMBERS,
    "n": NUMBERS,
    "s": st.sampled_from(["0", "1", "2", "3", ""]),
    "str": WORDS,
    "b": st.sampled_from(["0", "1", ""]),
    "e": st.sampled_from(["#N/A", "#DIV/0!", "#SPILL!", ""]),
}
ODD_VALUES = {
    "": ODD_NUMBERS,
    "n": ODD_NUMBERS,
    "s": st.sampled_from(["99", "-1", "01", "1.5"]),
    "str": ODD_WORDS,
    "b": st.sampled_from(["true", "2"]),
    "e": st.just("&amp;"),
    "d": st.sampled_from(["2027-01-02", "2027-01-02T10:20:30", "10:20:30", "x"]),
    "z": st.just("5"),
    "inlineStr": WORDS,
}


@dataclass(frozen=True)
class Writer:
    """Draws what all writers write, or now and then what few do."""

    draw: st.DrawFn
    odd: bool

    def of(self, plain: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> str:
        return self.draw(odd if self.odd and not self.draw(st.integers(0, 20)) else plain)

    def one(self, plain: tuple[str, ...], odd: tuple[str, ...]) -> str:
        return self.of(st.sampled_from(plain), st.sampled_from(odd))

    def inside(self, kind: str) -> str:
        """What is in a cell of a type."""
        formula = self.of(FORMULAS, ODD_FORMULAS)
        if kind == "inlineStr":
            kept = self.one(("", ' xml:space="preserve"'), (' xml:space="default"', " "))
            run = f"<t{kept}>{self.of(WORDS, ODD_WORDS)}</t>"
            several = (f"<r>{run}</r><r><t> b</t></r>", f"{run}<rPh><t>z</t></rPh>")
            return f"{formula}<is>{self.one((run, '<t/>'), several)}</is>"
        value = self.of(VALUES.get(kind, st.just("1")), ODD_VALUES[kind])
        said = (f"<v>{value}</v>" if value else "<v/>",) * 3
        return formula + self.one((*said, ""), (f"<is><t>{value}</t></is>", f"<v>{value}</v> 7"))

    def cell(self, row: int, column: int) -> str:
        kind = self.one((*VALUES, "inlineStr", "inlineStr"), ("d", "z"))
        typed = f' t="{kind}"' if kind else ""
        style = self.one(("", "", ' s="0"', ' s="1"', ' s="2"', ' s="9"', ' cm="1"'), (' s="1/"',))
        name = f' r="{chr(64 + column)}{row}"'
        orders = (typed + name + style, style + typed, f"{name}{style}{typed}{typed}")
        attributes = self.one((name + style + typed, name + typed + style), orders)
        tag, inside = self.one(("c",), ("x:c", "c\n")), self.inside(kind)
        return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"

    def row(self, row: int) -> str:
        columns = self.draw(st.lists(st.integers(1, 6), max_size=4, unique=True))
        inside = "".join(self.cell(row, column) for column in sorted(columns))
        more = self.one(("", "", ' hidden="1"', ' ht="15" spans="1:3"'), (' r="9"', " x='y'"))
        number = self.one((f' r="{row}"',), ("", ' r="0"', ' r="1"', ' r="1048577"'))
        space = self.one(("", "", "", "\n  "), (" \r\n", "<!-- x -->", "<foo/>", "text"))
        return space + (f"<row{number}{more}>{inside}</row>" if inside else f"<row{number}/>")

    def rows(self) -> str:
        steps = self.draw(st.lists(st.sampled_from([1, 1, 1, 2, 40]), min_size=1, max_size=8))
        places = [sum(steps[:n]) for n in range(1, len(steps) + 1)]
        return "".join(self.row(row) for row in places)

    def texts(self) -> str:
        kinds = (
            *["<si><t>{}</t></si>"] * 3,
            '<si><t xml:space="preserve">{}</t></si>\n',
            "<si/>",
            "<si></si>",
            "<si><t/></si>",
        )
        odd = ("<si><r><rPr><b/></rPr><t>{}</t></r><rPh><t>z</t></rPh></si>", "<si><t>{}</t>x</si>")
        words = (self.of(WORDS, ODD_WORDS) for _ in range(self.draw(st.integers(4, 6))))
        return "".join(self.one(kinds, odd).format(one) for one in words)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, str]:
    """Rows of a sheet and the texts that they share."""
    writer = Writer(draw, draw(st.booleans()))
    return writer.rows(), writer.texts()


@settings(max_examples=300, deadline=None)
@given(sheets(), st.sampled_from([50, 150, 600, 1 << 21]))
def test_what_is_read_in_bulk_is_what_the_parser_reads(sheet: tuple[str, str], size: int) -> None:
    made = parts(*sheet)
    with small_pieces(size):
        assert outcome(package(made), bulk=True) == outcome(package(made), bulk=False)


PLAIN = (
    '<row r="{0}" spans="1:8"><c r="A{0}" t="inlineStr"><is><t>W-{0}</t></is></c>'
    '<c r="B{0}" s="1" t="s"><v>1</v></c><c r="C{0}" s="1"><v>{0}.5</v></c><c r="D{0}" s="0"/>'
    '<c r="E{0}"><f>A{0}*2</f><v>0.30000000000000004</v></c><c r="F{0}"><f>A{0}</f></c>'
    '<c r="G{0}" t="str"><f>"a"</f><v>a &amp; b&#10;</v></c><c r="H{0}" t="e"><v>#N/A</v></c>'
    '<c r="I{0}" t="b"><v>1</v></c></row>'
)
TABLE = "".join(PLAIN.format(n) for n in range(1, 60))
WORDLIST = "".join(f"<si><t>Team {n}</t></si>" for n in range(60))


class Counted(xlsx_sheet.WorksheetReader):
    """Counts the pieces that are taken in."""

    taken = 0

    def take_found(self, found: Any) -> None:  # noqa: ANN401 - the rows of a piece
        super().take_found(found)
        Counted.taken += 1


def test_what_all_writers_write_is_read_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "WorksheetReader", Counted)
    Counted.taken = 0
    with small_pieces(4_000):
        read = outcome(package(parts(TABLE, WORDLIST)), bulk=True)
    assert Counted.taken >= 5
    assert [text for row, _, text, _ in read.cells if row == 59] == [
        *("W-59", "Team 1", "1900-02-28T12:00:00", "0.3", "a formula without a saved value"),
        *("a & b\n", "#N/A", "TRUE"),
    ]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('<row r="60"><c r="A60" t="s"><v>60</v></c></row>', "refers to a text that is not there"),
        ('<row r="60"><c r="B60"/><c r="A60"/></row>', "its cells are out of order at A60"),
        ('<row r="60"><c r="A60"/><c r="A60"/></row>', "the cell A60 is there twice"),
        ('<row r="59"><c r="I59"/></row>', "the cell I59 is there twice"),
        ('<row r="60"><c r="ZZ60"><v>1</v></c></row>', "more than 2,000 cells"),
        ('<row r="1048577"/>', "which no sheet can have"),
        ('<row r="60"><c r="XFE60"/></row>', "which no sheet can have"),
        (f'<row r="60"><c r="A60" t="str"><v>{"x" * 61}</v></c></row>', "more than 60 characters"),
        ("<row r='60'><c r='A60'></row>", "is damaged (mismatched tag"),
        ('<row r="60" r="61"></row>', "is damaged (duplicate attribute"),
        ('<row r="60"><c r="A60" s="1" s="1"/></row>', "is damaged (duplicate attribute"),
        ('<row r="60"><c r="A60"><v>1</v></c></row></row>', "is damaged (mismatched tag"),
        ('<row r="60"><c r="A60" t="str"><v>]]></v></c></row>', "is damaged (not well-formed"),
    ],
)
def test_what_is_refused_is_refused_behind_rows_read_in_bulk(broken: str, said: str) -> None:
    made = parts(TABLE + broken + PLAIN.format(70), WORDLIST)
    with small_pieces(4_000):
        assert said in outcome(package(made), bulk=True).refused


def test_texts_that_are_used_in_bulk_are_counted() -> None:
    row = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
    rows = "".join(row.format(n) for n in range(1, 1_000))
    read = outcome(package(parts(rows, "<si><t>" + "x" * 12 + "</t></si>")), bulk=True)
    assert "its texts, used again and again, come to more than 10,000 characters" in read.refused


@given(st.lists(NUMBERS.filter(re.compile(numerals.NUMERAL).fullmatch), min_size=1))
def test_numbers_are_read_in_bulk_as_one_by_one(written: list[str]) -> None:
    found = numerals.number_texts(pl.Series(written))
    assert list(zip(*found, strict=True)) == [cell_content(float(number)) for number in written]


@given(st.integers(-300, 300), st.integers(10**14, 10**15), st.sampled_from([-1, 0, 1]))
def test_numbers_beside_a_half_of_the_15th_digit_are_rounded_exactly(
    power: int, digits: int, beside: int
) -> None:
    half = float(f"{digits}5e{power // 10 - 8}")
    number = math.nextafter(half, beside * math.inf) if beside else half
    assert list(zip(*numerals.number_texts(pl.Series([repr(number)])), strict=True)) == [
        cell_content(number)
    ]


DAYS = st.one_of(
    st.integers(-5, 3_000_000).map(str), st.floats(-1e5, 3e6).map(repr), st.floats(0, 2).map(repr)
)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("012"), DAYS), min_size=2, max_size=9))
def test_days_are_those_of_the_native_reader(days: list[tuple[str, str]]) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="{style}"><v>{number}</v></c></row>'
        for n, (style, number) in enumerate(days, 1)
    )
    made = parts(rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(hostile.packed(made)))
    theirs = [cell_content(line[0]) for line in book.get_sheet_by_name("Plan").to_python()]
    ours = outcome(package(made), bulk=True).cells
    assert [(text, kind) for _, _, text, kind in ours] == theirs


@pytest.mark.parametrize("number", ["abc", "NaN", " 5", "1e999", "-1e300", "5e9"])
@pytest.mark.parametrize("style", [1, 2])
def test_what_is_no_day_is_read_alike_in_a_cell_that_shows_days(number: str, style: int) -> None:
    rows = f'{TABLE}<row r="60"><c r="A60" s="{style}"><v>{number}</v></c></row>'
    with small_pieces(1_000):
        made = package(parts(rows, WORDLIST))
        assert outcome(made, bulk=True) == outcome(made, bulk=False)


def test_a_comment_that_hides_rows_hides_them_from_the_bulk_too() -> None:
    rows = TABLE + "<!-- " + PLAIN.format(60) * 9 + " -->" + PLAIN.format(61)
    with small_pieces(1_000):
        read = outcome(package(parts(rows, WORDLIST)), bulk=True)
    assert read.findings is not None, read.refused
    assert {row for row, *_ in read.cells} == {*range(1, 60), 61}


def test_cells_that_find_no_room_are_said_to(tmp_path: Path) -> None:
    with pytest.raises(TemporaryFilesError, match="cannot be used"):
        SpilledBlocks(tmp_path / "gone", 0).close(1)


def test_a_part_that_says_less_of_its_size_than_it_has_is_damaged() -> None:
    made = zipfile.ZipFile(io.BytesIO(hostile.FILES["declared_size_far_too_small.xlsx"]()))
    with pytest.raises(zipfile.BadZipFile), made.fp as stored:  # type: ignore[union-attr]
        list(Package(stored, Limits()).read_blocks(hostile.SHEET))
