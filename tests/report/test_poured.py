"""What is poured is what XlsxWriter would have written cell by cell, and Excel can open it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element as Element
from openpyxl import load_workbook

from estimator import outputs
from estimator.read.header_words import parse_words
from estimator.report.grid import FIRST_ROW, estimates_grid
from estimator.report.rows import rows
from tests import poured
from tests.agreement.test_soundness import CHECKS, schema_faults, table_faults
from tests.package_checks import CHECKS as MORE
from tests.package_checks import zip_faults
from tests.poured import CASES, NASTY, Pair, differences, estimated, good, of
from tests.workbooks import Package, Record, needs_schemas

every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pair]:
    return poured.pairs(tmp_path_factory.mktemp("poured"))


@every_case
def test_every_cell_is_as_xlsxwriter_writes_it(pairs: Mapping[str, Pair], case: str) -> None:
    assert differences(pairs[case]) == []


def test_rejected_rows_are_among_the_cases(pairs: Mapping[str, Pair]) -> None:
    assert [case for case in CASES if "Rejected" in pairs[case].sheets] == ["varied", "nasty"]


Change = Callable[[Element], object]
# A change of the last of some elements of a sheet.
CHANGES: Mapping[str, tuple[str, str, Change]] = {
    "style": ("Estimates", "c", lambda cell: cell.set("s", "0")),
    "text": ("Estimates", "t", lambda text: setattr(text, "text", "another")),
    "formula": ("Estimates", "f", lambda formula: formula.set("si", "30")),
    "number": ("Estimates", "v", lambda value: setattr(value, "text", "7.25")),
    "height": ("Estimates", "row", lambda row: row.set("ht", "77")),
    "table": ("Estimates", "tablePart", lambda one: one.clear()),
    "filter": ("Rejected", "autoFilter", lambda one: one.set("ref", "A6:B7")),
    "no cell": ("Estimates", "row", lambda row: row.remove(row[-1])),
    "another height": ("Rejected", "row", lambda row: row.set("ht", "77")),
    "another text": ("Rejected", "t", lambda text: setattr(text, "text", "another")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_difference_is_noticed(pairs: Mapping[str, Pair], tmp_path: Path, name: str) -> None:
    sheet, element, change = CHANGES[name]
    found = Package.at(pairs["varied"].poured)
    root = found.xml(found.sheets[sheet])
    change(root.findall(f".//{{*}}{element}")[-1])
    found.parts[found.sheets[sheet]] = etree.tostring(root)
    changed = tmp_path / "changed.xlsx"
    with ZipFile(changed, "w") as target:
        for part, content in found.parts.items():
            target.writestr(part, content)
    assert differences(replace(pairs["varied"], poured=changed)) != []


# A file with zero bytes in it is no text.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ODD = st.sampled_from([text for text in NASTY if len(text) < 100])
# A column of nothing but a currency says what the budgets are in.
CARRIED = (TEXT | ODD).filter(lambda text: not parse_words(text).unit.stated)
AMOUNT = st.decimals(0, 10**9, places=2).map(str)
SHARE = st.sampled_from(("", "0", "0.1", "12.5%", "0.333333"))
WORKLOADS = st.lists(
    st.fixed_dictionaries(
        {
            "model": st.sampled_from(("gpt-4o", "gpt-4o-mini", "no such model")),
            "training_tokens": AMOUNT,
            "monthly_input_tokens": AMOUNT | st.just(""),
            "monthly_output_tokens": AMOUNT,
            "workload_name": TEXT | ODD,
            "owner": TEXT | ODD,
            "validation_share": SHARE,
            "annual_budget": AMOUNT | st.just(""),
            "carried": CARRIED,
            "also": CARRIED,
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12)
@given(WORKLOADS, st.integers(1, 4))
def test_any_portfolio_is_written_as_xlsxwriter_would(records: list[Record], size: int) -> None:
    numbered = [good(0), *({"workload_id": f"{n}", **one} for n, one in enumerate(records))]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "SLICE", size)
        pair = of(estimated(Path(folder), numbered), Path(folder), "any")
        assert differences(pair) == []
        assert [
            fault for check in (*CHECKS, *MORE) for fault in check(Package.at(pair.poured))
        ] == []


@needs_schemas
@every_case
def test_every_part_is_valid_by_the_schemas(pairs: Mapping[str, Pair], case: str) -> None:
    assert list(schema_faults(Package.at(pairs[case].poured))) == []


@pytest.mark.parametrize("check", [*CHECKS, *MORE], ids=lambda check: check.__name__)
@every_case
def test_the_package_is_sound(
    pairs: Mapping[str, Pair], case: str, check: Callable[[Package], Iterator[str]]
) -> None:
    assert list(check(Package.at(pairs[case].poured))) == []


@every_case
def test_the_archive_is_one_that_excel_takes(pairs: Mapping[str, Pair], case: str) -> None:
    assert list(zip_faults(pairs[case].poured)) == []


def _calamine(path: Path, sheet: str) -> Sequence[Sequence[object]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _openpyxl(path: Path, sheet: str) -> Sequence[Sequence[object]]:
    """The formulas of ``sheet``, and their results beside them.

    Of texts that are kept in their cells, openpyxl does not undo escapes: those are left aside.
    """
    both = (load_workbook(path, data_only=only)[sheet].values for only in (True, False))
    return [
        [None if isinstance(one, str) and "_x00" in one else one for one in (*results, *formulas)]
        for results, formulas in zip(*both, strict=True)
    ]


Read = Callable[[Path, str], Sequence[Sequence[object]]]


@pytest.mark.parametrize("read", [_calamine, _openpyxl])
@every_case
def test_other_readers_read_what_they_read_of_xlsxwriter(
    pairs: Mapping[str, Pair], case: str, read: Read
) -> None:
    pair = pairs[case]
    assert [read(pair.poured, one) for one in pair.sheets] == [
        read(pair.written, one) for one in pair.sheets
    ]


@pytest.mark.parametrize(
    "heading",
    ["_x0041_ b", "a\x01b", "\ufffe", "training COST", "2027-01", "<r>a & b</r>", "a[b]'#"],
)
def test_a_heading_of_the_input_is_the_name_of_its_column(tmp_path: Path, heading: str) -> None:
    """Excel drops a table where the two differ, and takes no name twice, in whatever case."""
    outcome = estimated(tmp_path, [good(0, **{heading: "x"})])
    assert outputs.save_estimate(outcome, tmp_path / "a.xlsx").estimate is not None
    assert list(table_faults(Package.at(tmp_path / "a.xlsx"))) == []


def test_every_nasty_text_is_read_back_as_it_was(tmp_path: Path) -> None:
    texts = (*NASTY, "_x0041_x0042_", "_x005F_x005F_", "__x0041__")
    records = [good(n, carried=text, also=f"{text[:99]} ") for n, text in enumerate(texts)]
    saved = outputs.save_estimate(estimated(tmp_path, records), tmp_path / "a.xlsx")
    assert saved.estimate is not None
    assert saved.estimate.totals.rows == len(texts)
    cells = Package.at(tmp_path / "a.xlsx").cells("Estimates")
    carried = saved.estimate.passed_through
    before = len(estimates_grid(saved.estimate).columns)
    found = [one.value for one in cells if one.row >= FIRST_ROW and one.column > before]
    assert found == [text for row in carried.rows() for text in row]
