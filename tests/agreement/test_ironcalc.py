"""ironcalc, a second spreadsheet engine, comes to the stored results; it runs everywhere."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ironcalc
import pytest

from estimator.model.options import Options
from tests.workbooks import (
    EUROS,
    SAMPLES,
    Made,
    Package,
    Record,
    Results,
    by_center,
    differences,
    falsified,
    house,
    in_euros,
    made,
    results,
    varied,
)

CASES = ("guide", "varied", "high", "house", "euros", "centers", "falsified")
SHEETS = frozenset({"Summary", "Breakdown", "Estimates", "Budgets", "Rates", "Assumptions"})
# ironcalc gives, without a word, 1 for 0 where ISERROR is applied to a range inside SUMPRODUCT; so
# those cells and what follows from them, the verdicts on the Checks sheet, are left to LibreOffice.
BEYOND_IT = ("SUMPRODUCT(--ISERROR", "Checks!")


# It reads a text with an escape of this kind in two ways, by where the text is stored, so that no
# look-up finds it. LibreOffice does.
ESCAPE = "_x0041_"


def _readable(records: Sequence[Record]) -> list[Record]:
    """``records`` without the text that it cannot read."""
    return [{key: one[key].replace(ESCAPE, "x0041") for key in one} for one in records]


def _within_it(path: Path) -> Results:
    """The formula cells of the workbook at ``path`` that ironcalc can compute."""
    return {
        place: cell
        for place, cell in results(path).items()
        if cell.sheet in SHEETS and not any(word in str(cell.formula) for word in BEYOND_IT)
    }


def _evaluated(path: Path, cells: Results) -> Results:
    """``cells`` of the workbook at ``path`` with the values that ironcalc gives them."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    sheets = list(Package.at(path).sheets)
    return {
        place: replace(cell, value=_value(model, sheets.index(cell.sheet), cell.row, cell.column))
        for place, cell in cells.items()
    }


def _value(model: Any, sheet: int, row: int, column: int) -> Any:  # noqa: ANN401 - untyped library
    found = model.get_cell_value(sheet, row, column)
    assert model.get_cell_type(sheet, row, column) != ironcalc.CellType.ErrorValue, found
    return found


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("ironcalc")
    one = made(folder, _readable(varied()), name="varied")
    centers, options = by_center(folder, 20)
    return {
        "guide": made(folder, SAMPLES / "guide_scenarios.csv", name="guide"),
        "varied": one,
        "high": made(folder, _readable(varied(20)), Options(scenario="high"), name="high"),
        "house": made(folder, _readable(varied(20)), house(folder), name="house"),
        "euros": made(folder, _readable(in_euros(20)), EUROS, name="euros"),
        "centers": made(folder, _readable(centers), options, name="centers"),
        # Right results can only come of a calculation where every stored one is wrong.
        "falsified": replace(one, path=falsified(one.path, folder / "falsified.xlsx")),
    }


@pytest.fixture(scope="session")
def stored(workbooks: dict[str, Made]) -> dict[str, Results]:
    found = {name: _within_it(one.path) for name, one in workbooks.items()}
    return found | {"falsified": found["varied"]}


@pytest.mark.parametrize("case", CASES)
def test_ironcalc_comes_to_the_stored_results(
    workbooks: dict[str, Made], stored: dict[str, Results], case: str
) -> None:
    found = _evaluated(workbooks[case].path, stored[case])
    assert differences(stored[case], found) == []


@pytest.mark.parametrize("case", CASES)
def test_every_formula_of_a_workload_and_every_total_is_compared(
    workbooks: dict[str, Made], stored: dict[str, Results], case: str
) -> None:
    one = workbooks[case]
    everything = results(one.path)
    first = one.grid.last_row - one.estimate.totals.rows + 1
    rows = {
        place for place, cell in everything.items() if place[0] == "Estimates" and cell.row >= first
    }
    assert rows <= stored[case].keys()
    sums = {
        place
        for place, cell in everything.items()
        if place[0] in {"Summary", "Breakdown"}
        and str(cell.formula).startswith(("SUM(", "SUMIFS(", "COUNTIFS("))
    }
    assert sums
    assert sums <= stored[case].keys()
