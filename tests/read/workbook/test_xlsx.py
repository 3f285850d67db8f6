"""A sound workbook read by our reader and by openpyxl: the same cells at the same addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.cells import ERROR_VALUE, UNCALCULATED, Sheet
from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from estimator.read.cells import cell_content
from tests.workbooks import REALFILES, ROOT, decoded, needs_realfiles

OURS = [ROOT / "samples" / "portfolio.xlsx", ROOT / "templates" / "workloads.xlsx"]
OURS += [ROOT / "samples" / "invalid" / "faulty_cells.xlsx"]
REAL = sorted(REALFILES.glob("*.xlsx"))
# Files that one of the two does not open, and why.
APART: Mapping[str, str] = {
    "oletools__dde-test.xlsx": "openpyxl: an external link lacks its part",
    "phpspreadsheet__Zip-Windows-Directory-Separator.xlsx": "openpyxl: names with backslashes",
    "phpspreadsheet__rootZipFiles.xlsx": "openpyxl: parts in the root of the package",
    "poi__49609.xlsx": "openpyxl: names in other letters",
    "poi__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx": "both: no archive",
    "poi__crash-274d6342e4842d61be0fb48eaadad6208ae767ae.xlsx": "both: a damaged archive",
    "poi__poc-shared-strings.xlsx": "ours: it has a row 0",
    "poi__xlsx-corrupted.xlsx": "ours: it is no XML",
}


LOST = (UNCALCULATED, ERROR_VALUE)


@dataclass(frozen=True)
class Seen:
    """What a reader makes of a sheet."""

    cells: Mapping[tuple[int, int], tuple[str | None, int]]
    hidden_rows: frozenset[int]
    merged: frozenset[tuple[int, int, int, int]]


def by_us(path: Path) -> dict[str, Seen]:
    read, problems = read_book(path, workloads_schema())
    assert read is not None, [one.message for one in problems]
    return {one.name: _ours(one) for one in read.sheets}


def _ours(page: Sheet) -> Seen:
    rows = zip(page.texts.iter_rows(), page.kinds.iter_rows(), strict=True)
    cells = {
        (row, column): (text, kind)
        for row, (texts, kinds) in enumerate(rows, 1)
        for column, (text, kind) in enumerate(zip(texts, kinds, strict=True), 1)
        if text is not None
    }
    return Seen(cells, frozenset(page.hidden_rows), frozenset(page.merged))


def by_openpyxl(path: Path) -> dict[str, Seen]:
    with catch_warnings():
        simplefilter("ignore")  # of extensions that it does not keep
        values, formulas = (
            load_workbook(BytesIO(path.read_bytes()), data_only=only) for only in (True, False)
        )
    return {one.title: _theirs(one, formulas[one.title]) for one in values.worksheets}


def _theirs(page: Worksheet, formulas: Any) -> Seen:  # noqa: ANN401 - a sheet by its name
    cells = {}
    for row, line in enumerate(page.iter_rows(), 1):
        for column, one in enumerate(line, 1):
            formula = formulas[one.coordinate].data_type == "f"
            found = _as_cell(one.value, fault=one.data_type == "e", formula=formula)
            if found[0] is not None:
                cells[row, column] = found
    filled = {row for row, _ in cells}
    hidden = {row for row, how in page.row_dimensions.items() if how.hidden} & filled
    merged = {(m.min_row, m.min_col, m.max_row, m.max_col) for m in page.merged_cells.ranges}
    return Seen(cells, frozenset(hidden), frozenset(merged))


def _as_cell(value: object, *, fault: bool, formula: bool) -> tuple[str | None, int]:
    if value is None:
        return LOST if formula else (None, 0)
    if fault:
        return str(value), ERROR_VALUE
    if isinstance(value, str):
        # openpyxl leaves the escapes of control characters as they are stored.
        return cell_content(decoded(value))
    assert isinstance(value, float | int | bool | date | datetime | time | timedelta)
    return cell_content(value)


def differences(path: Path) -> list[str]:
    ours, theirs = by_us(path), by_openpyxl(path)
    said = [f"sheets {list(ours)} and {list(theirs)}"] if list(ours) != list(theirs) else []
    for name in ours.keys() & theirs.keys():
        one, other = ours[name], theirs[name]
        said += [
            f"{name} {at}: {one.cells.get(at)} and {other.cells.get(at)}"
            for at in sorted(one.cells.keys() | other.cells.keys())
            if one.cells.get(at) != other.cells.get(at)
            # openpyxl does not tell a formula with an empty result from one never calculated.
            and (at in one.cells or other.cells[at] != LOST)
        ]
        said += [f"{name} hides {sorted(one.hidden_rows ^ other.hidden_rows)}"] * (
            one.hidden_rows != other.hidden_rows
        )
        said += [f"{name} merges {sorted(one.merged ^ other.merged)}"] * (
            one.merged != other.merged
        )
    return said


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_the_two_readers_agree_on_what_is_shipped(path: Path) -> None:
    assert differences(path) == []
    assert any(seen.cells for seen in by_us(path).values())


def test_the_samples_and_templates_are_all_read() -> None:
    found = [
        path for folder in ("samples", "templates") for path in (ROOT / folder).rglob("*.xlsx")
    ]
    assert sorted(found) == sorted(OURS)


@needs_realfiles
def test_the_two_readers_agree_on_real_files() -> None:
    together = [path for path in REAL if path.name not in APART]
    assert len(together) >= 35
    assert {path.name: said for path in together if (said := differences(path))} == {}


@needs_realfiles
@pytest.mark.parametrize("name", APART)
def test_a_file_that_is_left_out_is_one_that_they_cannot_both_open(name: str) -> None:
    with pytest.raises((AssertionError, KeyError, IndexError, OSError, BadZipFile)):
        differences(REALFILES / name)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15).filter(lambda x: abs(x) > 1e-9)
DAYS = st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - as cells are
    lambda moment: moment.replace(microsecond=0)
)
VALUES = st.one_of(
    st.none(), TEXTS, NUMBERS, st.booleans(), DAYS, st.sampled_from(["#N/A", "#DIV/0!"])
)
GRIDS = st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=8)


def _written(path: Path, grid: list[list[Any]], top: int, hidden: set[int]) -> None:
    with xlsxwriter.Workbook(path) as made:
        page, day = made.add_worksheet("Plan"), made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, values in enumerate(grid, top):
            for column, value in enumerate(values, 1):
                if isinstance(value, datetime):
                    page.write_datetime(row, column, value, day)
                elif isinstance(value, str) and value.startswith("#"):
                    page.write_formula(row, column, "=NA()", None, value)
                elif isinstance(value, str):
                    page.write_string(row, column, value)
                else:
                    page.write(row, column, value)
        for row in hidden:
            page.set_row(row, None, None, {"hidden": True})
        page.merge_range(top + 20, 1, top + 21, 3, "merged")


@settings(max_examples=10)
@given(GRIDS, st.integers(0, 5), st.sets(st.integers(0, 8)))
def test_the_two_readers_agree_on_any_sheet(
    grid: list[list[Any]], top: int, hidden: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        _written(path, grid, top, hidden)
        assert differences(path) == []
