"""Blocks hold what Python's csv module reads, wherever pieces and blocks are cut."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from estimator.model.cells import BLANK, Block
from estimator.model.limits import LIMITS, Limits
from estimator.model.schema import workloads_schema
from estimator.read import csv_records
from estimator.read import encoding as decode
from estimator.read.cells import Cell, cell_content
from estimator.read.csv import CELLS, DelimitedRows, parse_delimited
from estimator.read.files import CHUNK_BYTES, StoredFile
from tests import bounded

PARTS = (
    *'",;\t|\n\r =aB1é€😀\ufeff\u3000\u2028\x85\x1c\0',
    "\r\n", '""', '","', '="007"', '"=""007"""', '\n"', '"\n', "a,b,c\n", '"x, ""y""\n",z\r\n',
)  # fmt: skip
FIRST_LINES = ("", "", "sep=;\n", "SEP=,\r\n", "sep=\t\r", "sep=é\n", 'sep="\n', "sep= \n", "sep=;")
# Any parts at all mostly end in a refusal; records of fields, quoted where they must be, do not.
BROKEN = st.lists(st.sampled_from(PARTS)).map("".join)
FIELDS = st.lists(st.sampled_from([one for one in PARTS if one != "\0"]), max_size=3).map("".join)
SOUND = st.lists(
    st.tuples(st.lists(FIELDS, max_size=5), st.sampled_from(["\n", "\r\n", "\r", ""])), max_size=8
).map(lambda records: "".join(map(written, records)))
TEXTS = st.builds(str.__add__, st.sampled_from(FIRST_LINES), BROKEN | SOUND | SOUND)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
GUARDED = re.compile(r'="([^"]*)"')

QUOTE = '"'
PLAIN = ",".join(["some words", "1234567"] * 5) + "\n"
QUOTED = PLAIN.replace("1234567,some", '"1,234,567",some')
GO_THROUGH = """
import sys
from pathlib import Path
from estimator.model.limits import LIMITS
from estimator.model.schema import workloads_schema
from estimator.read import encoding
from estimator.read.csv import parse_delimited
from estimator.read.files import StoredFile

path = Path(sys.argv[1])
text, _ = encoding.detect_text(path.name, StoredFile(path, LIMITS.file_bytes))
rows, _ = parse_delimited(path.name, text, workloads_schema(), LIMITS)
for _ in rows or ():
    pass
"""

# The cells of a record, the number of its fields and the line that it begins on.
Row = tuple[list[Cell], int, int]


@dataclass(frozen=True)
class Cut:
    """How a file is cut: bytes of a piece, rows of a block."""

    piece: int
    rows: int


CUTS = st.builds(Cut, st.integers(1, 12), st.integers(1, 4))
SMALL = st.builds(
    Limits, rows=st.integers(1, 12), columns=st.integers(1, 8), cells=st.integers(1, 40)
)


def written(record: tuple[list[str], str]) -> str:
    """The line of a record: fields that begin with a quote, or would end early, are quoted."""
    fields, end = record
    return (
        ",".join(
            '"{}"'.format(one.replace('"', '""'))
            if one.startswith('"') or set(one) & set(",;\r\n")
            else one
            for one in fields
        )
        + end
    )


def by_csv(text: str, limits: Limits) -> list[Row] | str:
    """The rows of ``text``, one record at a time; or what is wrong with it."""
    lines = list(StringIO(text, newline=""))
    first = lines[0].strip("\r\n") if lines else ""
    declared = len(first) == 5 and first.lower().startswith("sep=")
    delimiter = first[4] if declared else ","
    rows: list[Row] = []
    line, widest = 1 + declared, 1
    reader = csv.reader(
        lines[declared:], delimiter=delimiter, strict=True, skipinitialspace=delimiter != " "
    )
    try:
        for record in reader:
            read = lines[line - 1 : declared + reader.line_num]
            # Only in a record with quotes are blanks before a field none of it.
            plain = not any(QUOTE in one for one in read)
            fields = next(csv.reader(read, delimiter=delimiter), []) if plain else record
            widest = max(widest, len(fields))
            if wrong := beyond(line, len(rows) + 1, widest, limits):
                return wrong
            rows.append(([cell_content(unguarded(one)) for one in fields], len(fields), line))
            line = 1 + declared + reader.line_num
    except csv.Error as error:
        never = str(error) == "unexpected end of data"
        said = "are never closed" if never else "do not match"
        return f"the record that begins on line {line} {said}"
    blank = cell_content("")
    return [(one + [blank] * (widest - len(one)), width, line) for one, width, line in rows]


def beyond(line: int, count: int, widest: int, limits: Limits) -> str:
    if widest > limits.columns:
        return f"line {line} has more than {limits.columns} fields (limit columns)"
    if count > limits.rows:
        return f"more than {limits.rows} lines (limit rows)"
    if count * widest > limits.cells:
        return f"{count} lines of up to {widest} fields are more than {limits.cells} cells"
    return ""


def unguarded(field: str) -> str:
    guarded = GUARDED.fullmatch(field.strip())
    return guarded[1] if guarded else field


def measured(path: Path, cut: Cut, limits: Limits = LIMITS) -> DelimitedRows | str:
    stored = StoredFile(path, limits.file_bytes, cut.piece)
    text, problems = decode.detect_text(path.name, stored)
    if text is None:
        return problems[-1].message
    made, problems = parse_delimited(path.name, text, workloads_schema(), limits, cut.rows)
    return problems[-1].message if made is None else made


def rows(blocks: DelimitedRows) -> Iterator[Row]:
    """The rows of all blocks; each as high and as wide, and of such types, as it should be."""
    first = 1
    for block in blocks:
        assert_sound(block, blocks)
        assert block.first == first
        assert block.widths is not None
        assert block.lines is not None
        columns = (block.texts.rows(), block.kinds.rows(), block.widths, block.lines)
        for texts, kinds, width, line in zip(*columns, strict=True):
            yield list(zip(texts, kinds, strict=True)), width, line
        first += block.texts.height
    assert first == blocks.height + 1


def assert_sound(block: Block, blocks: DelimitedRows) -> None:
    names = [f"c{n}" for n in range(1, blocks.width + 1)]
    assert block.texts.schema == dict.fromkeys(names, pl.String())
    assert block.kinds.schema == dict.fromkeys(names, pl.UInt8())
    assert 1 <= block.texts.height <= blocks.rows
    assert block.widths is not None
    assert block.lines is not None
    assert block.widths.dtype == block.lines.dtype == pl.UInt32


@given(TEXTS, st.sampled_from(ENCODINGS), CUTS, st.just(LIMITS) | SMALL)
@example('a,"b\nc', "utf-8", Cut(1, 1), LIMITS)
@example('a,"b\r\n\r\n"\r\n\r\n""\r', "utf-8", Cut(1, 1), LIMITS)
def test_blocks_are_what_the_csv_module_reads(
    text: str, encoding: str, cut: Cut, limits: Limits
) -> None:
    content = text.encode(encoding, "ignore")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_bytes(content)
        found = measured(path, cut, limits)
        as_read = decoded(content, encoding)
        wanted = "zero bytes" if "\0" in as_read else by_csv(as_read, limits)
        if isinstance(wanted, str):
            assert isinstance(found, str)
            assert wanted in found
        else:
            assert isinstance(found, DelimitedRows)
            assert list(rows(found)) == list(rows(found)) == wanted


def decoded(content: bytes, encoding: str) -> str:
    """Text of any make but UTF-16 is UTF-8 where it can be, with a mark or without."""
    try:
        return content.decode("utf-16" if encoding == "utf-16" else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(encoding)


def test_what_python_takes_for_blank_is_blank(tmp_path: Path) -> None:
    characters = [chr(n) for n in range(1, 0x11000) if not 0xD800 <= n < 0xE000]
    path = tmp_path / "plan.csv"
    lines = [f'"{one.replace(QUOTE, QUOTE * 2)}",x\n' for one in characters]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    found = measured(path, Cut(2**20, 16_384))
    assert isinstance(found, DelimitedRows)
    blank = [cells[0][1] == BLANK for cells, _, _ in rows(found)]
    assert blank == [one.isspace() for one in characters]


def test_a_wide_sheet_has_low_blocks(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("," * 9_999 + "\n" + "\n" * 900)
    found = measured(path, Cut(2**20, 16_384))
    assert isinstance(found, DelimitedRows)
    assert (found.height, found.width) == (901, 10_000)
    assert max(block.texts.height * block.texts.width for block in found) <= CELLS


@pytest.mark.parametrize(
    ("begin", "row"),
    [("", PLAIN), ("", QUOTED), (QUOTE, PLAIN)],
    ids=["plain", "quoted", "a quote never closed"],
)
def test_memory_is_that_of_a_piece_however_long_the_file(
    begin: str, row: str, tmp_path: Path
) -> None:
    # Of many pieces also the short one: it takes some until memory is used again.
    rows = [pieces * CHUNK_BYTES // len(row) for pieces in (12, 36)]
    short, long = (peak(tmp_path / str(one), begin, row * one) for one in rows)
    assert long - short < 30_000_000


def peak(folder: Path, begin: str, text: str) -> int:
    """The bytes of memory that a process of its own takes to go through ``text``."""
    path = folder.with_suffix(".csv")
    path.write_text(begin + text)
    ended = bounded.python(folder, 60, "-c", GO_THROUGH, str(path))
    assert ended.code == 0
    return ended.peak


def test_a_quote_that_closes_far_too_late_is_answered_and_fills_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_records, "LONGEST", 20)
    path = tmp_path / "plan.csv"
    path.write_text('a,b\nc,"' + "d\n" * 9 + '"\ne,f\n')
    assert isinstance(measured(path, Cut(4, 10)), DelimitedRows)
    path.write_text('a,b\nc,"' + "d\n" * 10 + '"\ne,f\n')
    found = measured(path, Cut(4, 10))
    assert isinstance(found, str)
    assert "the quotes in the record that begins on line 2 hold more than" in found
