"""The workbook as it comes out of the printer: nothing clipped, no error, few pages."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.basis.rate_card import shipped_cards
from estimator.model.options import DEFAULT_CARD, SKIP, Options
from estimator.report.sheets import row_columns
from tests.printed import CLIPPED, ERRORS, Printed, needs_printing, printed, wholly
from tests.workbooks import SAMPLES, Package, Record, made

# What finance reads and signs is no longer than this.
SUMMARY_PAGES = 1
CASES = ("three rows", "sample", "dong", "billions", "narrow")
EVERY_SHEET = (
    "Summary", "Breakdown", "Plan", "Unit costs", "Budgets", "Estimates", "Rates", "Assumptions",
    "Groups", "Checks", "About", "Rejected",
)  # fmt: skip

# A currency of many digits, and every sheet there can be.
DONG = Options(
    currency="VND",
    fx="26300",
    fx_date="2026-11-20",
    budgets=str(SAMPLES / "budgets.csv"),
    map=("Annual budget=",),
)
THREE: tuple[Record, ...] = tuple(
    {
        "workload_id": f"W-{n}",
        "workload_name": "A workload",
        "model": "gpt-4o",
        "training_tokens": "1000000",
        "monthly_input_tokens": "1000000",
        "monthly_output_tokens": "1000000",
        "epochs": epochs,
    }
    for n, epochs in enumerate(("1", "none", "3", "1"))
)
# As many tokens as a workload may have, at a price that makes billions of dollars of them.
MANY: Mapping[str, str] = dict.fromkeys(
    ("training_tokens", "monthly_input_tokens", "monthly_output_tokens"), "999999999999.99"
)
LARGE: tuple[Record, ...] = (
    {"workload_id": "W-1", "model": "gpt-4o", **MANY, "annual_budget": "0", "epochs": "1"},
    {"workload_id": "W-2", "model": "gpt-4o", "annual_budget": "9999999999.99"}
    | dict.fromkeys(MANY, "0"),
)


def _dear(folder: Path) -> Options:
    """The default card at prices that make the first year of the largest workload 9.4 billion."""
    card = json.loads(shipped_cards()[DEFAULT_CARD].read_text(encoding="utf-8"))
    for rate in card["rates"]:
        rate |= {
            "training_price": 999.123456,
            "input_price": 333.333333,
            "output_price": 333.333333,
        }
    path = folder / "dear.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return Options(rate_card=str(path))


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[Printed]]:
    folder = tmp_path_factory.mktemp("printed")
    large = made(folder, LARGE, _dear(folder), "billions")
    assert Decimal(9 * 10**9) < large.estimate.totals.by_column["first_year_cost"] < Decimal(10**10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(row_columns.WIDTHS, "amount", 8)
        narrow = made(folder, LARGE, _dear(folder), "narrow")
    paths = [
        made(folder, THREE, Options(on_error=SKIP), "three").path,
        made(folder, SAMPLES / "portfolio.xlsx", name="sample").path,
        made(folder, SAMPLES / "portfolio.xlsx", DONG, "dong").path,
        wholly(large.path, folder / "whole.xlsx"),
        wholly(narrow.path, folder / "narrow-whole.xlsx"),
    ]
    return dict(zip(CASES, printed(paths), strict=True))


@needs_printing
@pytest.mark.parametrize("case", ["three rows", "sample", "dong", "billions"])
def test_no_figure_is_clipped_and_no_error_shown(
    pages: Mapping[str, Sequence[Printed]], case: str
) -> None:
    assert _faults(pages[case]) == []


@needs_printing
def test_a_figure_that_has_no_room_is_noticed(pages: Mapping[str, Sequence[Printed]]) -> None:
    assert _faults(pages["narrow"]) != []


def _faults(found: Sequence[Printed]) -> list[str]:
    lines = [line for page in found for line in page.lines]
    return [line for line in lines if CLIPPED.search(line) or ERRORS.search(line)]


@needs_printing
@pytest.mark.parametrize("case", ["three rows", "sample", "dong"])
def test_the_summary_takes_few_pages(pages: Mapping[str, Sequence[Printed]], case: str) -> None:
    assert 1 <= sum(page.sheet == "Summary" for page in pages[case]) <= SUMMARY_PAGES


@needs_printing
@pytest.mark.parametrize("case", ["three rows", "sample", "dong"])
def test_every_page_has_its_number_its_headings_and_more(
    pages: Mapping[str, Sequence[Printed]], case: str
) -> None:
    found = pages[case]
    assert [page.number for page in found] == [*range(1, len(found) + 1)]
    assert {page.of for page in found} == {len(found)}
    assert [page.sheet for page in found if len(page.lines) < 5] == []
    apart = {"three rows": ("Budgets",), "dong": ("Rejected",)}.get(case, ("Budgets", "Rejected"))
    expected = [one for one in EVERY_SHEET if one not in apart]
    assert list(dict.fromkeys(page.sheet for page in found)) == expected


@needs_printing
def test_every_page_says_whether_the_checks_hold(pages: Mapping[str, Sequence[Printed]]) -> None:
    for page in pages["sample"]:
        said = "All checks pass" if page.sheet == "Summary" else "All checks"
        assert any(said in line for line in page.lines[:4]), (page.sheet, page.number)


@needs_printing
def test_the_largest_figures_are_there_to_be_seen(
    pages: Mapping[str, Sequence[Printed]],
) -> None:
    lines = " ".join(line for page in pages["billions"] for line in page.lines)
    for figure in ("999,999,999,999.99", "9,999,999,999.99"):
        assert figure in lines
    assert "-9," in lines


@needs_printing
def test_a_printed_workload_has_its_id_beside_its_costs(
    pages: Mapping[str, Sequence[Printed]],
) -> None:
    lines = [
        line.split() for page in pages["sample"] if page.sheet == "Estimates" for line in page.lines
    ]
    rows = [line for line in lines if line[0].startswith("W-")]
    assert len(rows) == 200
    # Eleven amounts, that of the fiscal year among them, and the variance where there is a budget.
    assert {len([cell for cell in row if cell[-3:-2] == "."]) for row in rows} == {5, 6}


def test_a_print_area_that_is_lost_is_noticed(tmp_path: Path) -> None:
    one = made(tmp_path, THREE, Options(on_error=SKIP), "three").path
    books = [
        Package.at(path).parts["xl/workbook.xml"] for path in (one, wholly(one, tmp_path / "w"))
    ]
    # All sheets but that of budgets, which these workloads do not have.
    assert [content.count(b"Print_Area") for content in books] == [len(EVERY_SHEET) - 1, 0]
