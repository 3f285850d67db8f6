"""The Checks sheet: what it compares, and what it says that it does not."""

from pathlib import Path

import pytest

from estimator.model.options import SKIP, Options
from tests.workbooks import Made, Package, Record, Value, made, varied

# Each step names the one before three times: the last would name the inputs 3^30 times.
STEP = """
[[column]]
name = "step_{n}"
title = "Step {n}"
unit = "tokens"
formula = "=IF({before} > 2, ROUND({before} - 1, 2), ROUND({before} - 0.5, 2))"
description = "A step of many."
"""
COST = """
[[column]]
name = "last_cost"
title = "Last cost"
unit = "USD"
total = true
formula = "=ROUND({before} * 0.01, 2)"
description = "What comes of all the steps."
"""


def lines(one: Made) -> dict[str, list[Value | None]]:
    """The cells of each line of the Checks sheet, by what it says."""
    found: dict[str, list[Value | None]] = {}
    cells = list(Package.at(one.path).cells("Checks"))
    for said in cells:
        if said.column == 1 and isinstance(said.value, str):
            found[said.value] = [c.value for c in cells if c.row == said.row and c.column > 1]
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("checks")
    steps = [STEP.format(n=n, before=f"step_{n - 1}" if n else "epochs_applied") for n in range(30)]
    path = folder / "house.toml"
    path.write_text("".join([*steps, COST.format(before="step_29")]), encoding="utf-8")
    return made(folder, varied(4), Options(cost_model=path), "house")


def test_an_amount_that_no_cell_can_work_out_again_is_named(house: Made) -> None:
    found = lines(house)
    said = "Last cost: too long to recompute in one cell"
    assert set(found[said]) == {None} or found[said] == []
    assert "Last cost: workloads vs. recomputed from the inputs" not in found
    assert "First-year cost: workloads vs. recomputed from the inputs" in found


def test_rows_that_were_left_out_are_counted_with_those_that_were_priced(tmp_path: Path) -> None:
    records: list[Record] = [
        {**one, "epochs": "x"} if n % 3 == 1 else one for n, one in enumerate(varied(9))
    ]
    found = lines(made(tmp_path, records, Options(on_error=SKIP)))
    assert found["Input rows: priced or rejected vs. read"][:3] == [9, 9, 0]


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
