"""The Checks sheet: what it compares, and what it says that it does not."""

from pathlib import Path

import pytest

from tests.workbooks import Made, Package, Value, made, varied


def lines(one: Made) -> dict[str, list[Value | None]]:
    """The cells of each line of the Checks sheet, by what it says."""
    found: dict[str, list[Value | None]] = {}
    cells = list(Package.at(one.path).cells("Checks"))
    for said in cells:
        if said.column == 1 and isinstance(said.value, str):
            found[said.value] = [c.value for c in cells if c.row == said.row and c.column > 1]
    return found


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("checks"), varied(4))


def test_each_kind_of_check_has_its_section(one: Made) -> None:
    found = lines(one)
    titles = (
        "Rows of Estimates", "Prices, assumptions and factors", "Totals by group", "Calendar",
        "Budgets", "Rounding", "Cells with an error",
    )  # fmt: skip
    assert [said for said in found if said in titles] == list(titles)
    assert all(set(found[title]) == {None} for title in titles)


def test_amounts_are_rounded_row_by_row_and_once(one: Made) -> None:
    line = lines(one)["Training cost: rounded row by row vs. rounded once"]
    by_row, once = one.estimate.totals.leaves["training_cost"]
    assert line[:2] == [pytest.approx(float(by_row)), pytest.approx(float(once))]
    assert isinstance(line[3], float)
    # Half a cent for each of the four workloads, and what binary numbers need.
    assert round(line[3], 6) == 0.025


def test_workloads_are_counted_as_they_are_now_and_as_they_were(one: Made) -> None:
    cells = {(cell.row, cell.column): cell for cell in Package.at(one.path).cells("Checks")}
    top = next(
        row
        for (row, _), cell in cells.items()
        if cell.value == "Changes since this workbook was made"
    )
    titles = {cells[row, 1].value: row for row in range(top + 1, top + 6)}
    row = titles["Workloads"]
    ids = one.grid.column_range("workload_id")
    assert cells[row, 2].formula == f"COUNTA({ids})-1"
    assert (cells[row, 2].value, cells[row, 3].value, cells[row, 6].value) == (4, 4, "unchanged")
    assert cells[row, 3].formula is None


def test_every_sheet_with_formulas_is_searched_for_errors(tmp_path: Path) -> None:
    one = made(tmp_path, varied(3))
    package = Package.at(one.path)
    formulas = {
        c.sheet for s in package.sheets for c in package.cells(s) if c.formula and c.row > 3
    }
    found = lines(one)
    assert formulas - {"Checks"} <= found.keys()


def test_the_master_check_counts_the_lines_that_hold(tmp_path: Path) -> None:
    found = lines(made(tmp_path, varied(3)))
    held = sum("OK" in cells for said, cells in found.items() if said != "All checks")
    assert found["All checks"][:2] == ["OK", f"{held} of {held} checks pass"]
