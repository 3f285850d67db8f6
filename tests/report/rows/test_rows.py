"""Many rows are as few, and what a sheet cannot hold is never half-written."""

import errno
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from estimator import outputs
from estimator.model.estimate import Outcome, Slice
from estimator.model.options import Options
from estimator.model.problem import TableSource
from estimator.report import grid
from estimator.report.grid import FIRST_ROW
from estimator.report.rows import archive, package, rows
from estimator.report.rows.archive import TooLargeError
from estimator.report.rows.cells import InexactNumberError, SheetRows, XmlColumn
from estimator.report.rows.formulas import UnsharableFormulaError
from estimator.report.rows.rows import RowCountError, SheetTemplate
from estimator.report.sheets import rejected
from tests.package_checks import zip_faults
from tests.poured import estimated, good
from tests.workbooks import Package, varied


@dataclass(frozen=True)
class Again:
    """The rows of frames again and again, cut as ``sizes`` say, in turn."""

    base: Sequence[pl.DataFrame]
    times: int
    sizes: tuple[int, ...]

    def __iter__(self) -> Iterator[list[pl.DataFrame]]:
        whole = [pl.concat([frame] * self.times) for frame in self.base]
        at, turn = 0, 0
        while at < len(whole[0]):
            size = self.sizes[turn % len(self.sizes)]
            yield [frame.slice(at, size) for frame in whole]
            at, turn = at + size, turn + 1


@dataclass(frozen=True)
class Priced:
    """Slices that are there already."""

    sources: tuple[TableSource, ...]
    slices: Sequence[Slice]

    def __iter__(self) -> Iterator[Slice]:
        return iter(self.slices)


def many(outcome: Outcome, times: int, *sizes: int) -> Outcome:
    """``outcome`` with its workloads so many ``times``, in slices of these ``sizes``."""
    one = outcome.estimate
    assert one is not None
    (base,) = one.priced
    parts = [base.frame, base.by_month, base.passed_through, base.carried_kinds]
    slices = [Slice(*some) for some in Again(parts, times, sizes)]
    more = replace(
        one,
        totals=replace(one.totals, rows=one.totals.rows * times),
        priced=Priced(one.priced.sources, slices),
    )
    return replace(outcome, estimate=more)


def _poured_rows(path: Path) -> list[str]:
    """The XML of each workload's row, without the number of the row."""
    found = Package.at(path)
    part = found.parts[found.sheets["Estimates"]].decode()
    texts = part[part.index(f'<row r="{FIRST_ROW}"') : part.index("</sheetData>")].split("</row>")
    return [re.sub(r'(<(?:row|c) r="[A-Z]*)\d+"', r'\1"', text) for text in texts[:-1]]


def test_a_row_is_written_alike_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40,000 rows, several slices: each is that of the small workbook held to XlsxWriter's."""
    # The months of so many are not live otherwise, and of few they are.
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 50_000)
    outcome = estimated(tmp_path, varied(500), Options())
    outputs.save_estimate(many(outcome, 2, 500), tmp_path / "small.xlsx")
    outputs.save_estimate(many(outcome, 80, 16_384), tmp_path / "large.xlsx")
    small, large = (_poured_rows(tmp_path / name) for name in ("small.xlsx", "large.xlsx"))
    # The first row is the one with the texts of the formulas.
    assert large[1:] == (small[500:] * 80)[1:]
    assert list(zip_faults(tmp_path / "large.xlsx")) == []
    page = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "large.xlsx"))
    read = page.get_sheet_by_name("Estimates").to_python()
    assert len(read) == FIRST_ROW - 1 + 40_000
    assert [row[0] for row in read[FIRST_ROW - 1 :]] == [f"{row[0]}" for row in _first(read)] * 80


def _first(read: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    return read[FIRST_ROW - 1 : FIRST_ROW - 1 + 500]


@settings(max_examples=10)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=4), st.integers(1, 40))
def test_the_bytes_do_not_depend_on_how_the_rows_are_sliced(sizes: list[int], most: int) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795000000")
        outcome = estimated(Path(folder), [*varied(20), good(0, carried=" & ")])
        one, other = Path(folder) / "one.xlsx", Path(folder) / "other.xlsx"
        outputs.save_estimate(many(outcome, 2, 10_000), one)
        patch.setattr(rows, "SLICE", most)
        outputs.save_estimate(many(outcome, 2, *sizes), other)
        assert one.read_bytes() == other.read_bytes()


def test_a_formula_that_cannot_be_shared_is_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = estimated(tmp_path, varied(2))
    monkeypatch.setattr(package, "_check_sharing", lambda *_: None)
    assert outputs.save_estimate(outcome, tmp_path / "a.xlsx").estimate is not None
    monkeypatch.undo()
    monkeypatch.setattr(
        "estimator.report.sheets.row_columns.row_formulas", lambda *_: {"model_key": "Rates!$A$1"}
    )
    with pytest.raises(UnsharableFormulaError):
        outputs.save_estimate(outcome, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_more_bytes_than_a_sheet_can_have_are_a_problem_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST", 60_000)
    found = outputs.save_estimate(estimated(tmp_path, varied(60), Options()), tmp_path / "a.xlsx")
    assert [problem.code for problem in found.errors] == ["too-many-rows"]
    assert "4 GB" in found.errors[0].message
    assert [path.name for path in tmp_path.iterdir()] == ["workloads.csv"]


def test_a_sheet_that_cannot_be_small_enough_is_told_before_its_rows_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LARGEST", 60 * 60 * len('<c r="A7" s="1"/>') - 1)
    monkeypatch.setattr(rows, "_render_rows", lambda *_: pytest.fail("rows were made"))
    found = outputs.save_estimate(estimated(tmp_path, varied(60), Options()), tmp_path / "a.xlsx")
    assert [problem.code for problem in found.errors] == ["too-many-rows"]


@pytest.mark.parametrize("rows_said", [1, 3])
def test_another_number_of_rows_than_was_said_is_never_written(
    tmp_path: Path, rows_said: int
) -> None:
    outcome = estimated(tmp_path, varied(2), Options())
    assert outcome.estimate is not None
    totals = replace(outcome.estimate.totals, rows=rows_said)
    wrong = replace(outcome, estimate=replace(outcome.estimate, totals=totals))
    with pytest.raises(RowCountError):
        outputs.save_estimate(wrong, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_number_that_its_decimals_do_not_hold_is_never_written(tmp_path: Path) -> None:
    outcome = estimated(tmp_path, [good(0, validation_share="0.333333")], Options())
    assert outcome.estimate is not None
    assert "validation_share" in outcome.estimate.totals.fractional
    totals = replace(outcome.estimate.totals, fractional=frozenset[str]())
    whole = replace(outcome.estimate, totals=totals)
    with pytest.raises(InexactNumberError):
        outputs.save_estimate(replace(outcome, estimate=whole), tmp_path / "a.xlsx")


def test_rejected_rows_that_have_no_room_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejected, "MOST_ROWS", rejected.HEADING_ROW + 2)
    records = [good(0), *(good(n, epochs="x") for n in range(1, 6))]
    outputs.save_estimate(estimated(tmp_path, records), tmp_path / "a.xlsx")
    page = load_workbook(tmp_path / "a.xlsx")["Rejected"]
    assert str(page["A2"].value).endswith("The sheet is full: 3 rows more not shown.")
    assert [row[2].value for row in page.iter_rows(min_row=rejected.FIRST_ROW)] == [3, 4]


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), MemoryError(), TooLargeError("large")])
def test_what_stops_the_writing_is_raised_as_it_was(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    """polars would say of each that the file cannot be written."""

    def stopped(*_: object) -> int:
        raise raised

    poured = SheetRows(7, 7, (XmlColumn("A"),), [pl.DataFrame({"A": ["x"]})])
    pattern = SheetTemplate(b"", b"", "", {"A": "1"})
    monkeypatch.setattr(archive.ArchivePart, "write", stopped)
    with (
        pytest.raises(type(raised)),
        archive.open_archive(io.BytesIO()) as zipped,
        zipped.add_part("a") as part,
    ):
        rows.write_rows(poured, pattern, part)


def test_a_disk_that_is_full_is_told_as_it_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    outcome = estimated(tmp_path, varied(60), Options())
    monkeypatch.setattr(archive, "BLOCK", 1_000)
    monkeypatch.setattr(archive.ArchivePart, "_write_packed", full)
    found = outputs.save_estimate(outcome, tmp_path / "a.xlsx")
    assert "No space left on device" in found.errors[0].message
    assert not (tmp_path / "a.xlsx").exists()
