"""The checks of a row: 0 where all is right, and not where a cell of the row is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.estimates_columns import (
    FORMULAS_TOGETHER,
    ROW_CHECK,
    STATUS,
    compared_columns,
    formula_checks,
    key_columns,
)
from estimator.model.options import Options
from estimator.report.grid import Grid
from estimator.report.sheets.check import Check
from estimator.report.sheets.row_formulas import row_formulas
from estimator.report.sheets.row_lines import row_check_lines
from tests.report.sheets.portfolio import Portfolio
from tests.workbooks import Made, Record, Results, made, needs_libreoffice, recalculated, results

SHEET, CLEAN = "Estimates", "W-clean"
WORKLOAD: Record = {
    "cost_center": "Sales",
    "department": "R&D",
    "project": "One",
    "owner": "Ann",
    "model": "gpt-4o",
    "training_tokens": "5000000",
    "epochs": "3",
    "monthly_input_tokens": "7000000",
    "monthly_output_tokens": "2000000",
    "cached_input_share": "0.1",
    "retry_rate": "0.05",
    "annual_budget": "100000",
    "monthly_growth_rate": "0.05",
}
Value = float | str | None


@dataclass(frozen=True)
class Fault:
    """What is typed in the row of a workload, by column, and the check that must see it."""

    cells: Mapping[str, Value]
    check: str


JANUARY, JUNE = 46_388, 46_539  # 2027, as days
FAULTS = {
    "no ID": Fault({"workload_id": None}, "check_id"),
    "an ID of spaces": Fault({"workload_id": "  "}, "check_id"),
    "the ID of another": Fault({"workload_id": CLEAN}, "check_id"),
    "the ID of another in capitals": Fault({"workload_id": CLEAN.upper()}, "check_id"),
    "a text for a quantity": Fault({"training_tokens": "5000000"}, "check_numbers"),
    "a word for a share": Fault({"retry_rate": "none"}, "check_numbers"),
    "a text for a budget": Fault({"annual_budget": "100000"}, "check_numbers"),
    "a text for a month": Fault({"start_month": "2027-01"}, "check_numbers"),
    "a negative quantity": Fault({"monthly_input_tokens": -1}, "check_bounds"),
    "a share above one": Fault({"retry_rate": 5}, "check_bounds"),
    "too many passes": Fault({"epochs": 51}, "check_bounds"),
    "half a pass": Fault({"epochs": 1.5}, "check_decimals"),
    "a share finer than is kept": Fault({"retry_rate": 0.1234567}, "check_decimals"),
    "tokens finer than is kept": Fault({"training_tokens": 0.001}, "check_decimals"),
    "a text too long to read again": Fault({"owner": "x" * 256}, "check_texts"),
    "a no-break space in a new name": Fault({"owner": "a\u00a0b"}, "check_texts"),
    "spaces around an ID": Fault({"workload_id": " W "}, "check_id"),
    "a month before any plan": Fault({"start_month": 1}, "check_months"),
    "too much decline": Fault({"monthly_growth_rate": -0.6}, "check_bounds"),
    "a negative budget": Fault({"annual_budget": -1}, "check_bounds"),
    "an end before the start": Fault({"start_month": JUNE, "end_month": JANUARY}, "check_months"),
    "growth beyond all measure": Fault({"monthly_growth_rate": 1}, "check_months"),
    "no training": Fault({"training_tokens": None}, "check_training"),
    "half of a way to give training": Fault({"training_examples": 7}, "check_training"),
    "two ways that give other training": Fault(
        {"training_examples": 7, "tokens_per_example": 9}, "check_training"
    ),
    "no usage": Fault({"monthly_input_tokens": None, "monthly_output_tokens": None}, "check_usage"),
    "half of the usage": Fault({"monthly_output_tokens": None}, "check_usage"),
    "half of a second way to give usage": Fault({"daily_input_tokens": 9}, "check_usage"),
    "two ways that give other usage": Fault(
        {"daily_input_tokens": 9, "daily_output_tokens": 9}, "check_usage"
    ),
    "a month typed over": Fault({"2027-02": 1}, "check_by_month"),
    "the first month typed over": Fault({"2027-01": 1}, "check_by_month"),
    "the last month typed over": Fault({"2028-12": 1}, "check_by_month"),
}
# Edits that are right, however odd.
HARMLESS: Mapping[str, Mapping[str, Value]] = {
    "the same training twice": {
        "training_tokens": 5_000_000, "training_examples": 50_000, "tokens_per_example": 100,
    },
    "no budget": {"annual_budget": None},
    "training that costs nothing": {"training_tokens": 0},
    "another cost center": {"cost_center": "A new one"},
    "a number for a cost center": {"cost_center": 4400},
    "months": {"start_month": JANUARY, "end_month": JUNE, "monthly_growth_rate": -0.5},
    "defaults": {"epochs": None, "retry_rate": None, "cached_input_share": None},
    "an ID like a pattern": {"workload_id": "W-*"},
}  # fmt: skip


def typed_over(column: str) -> str:
    return f"{column} typed over"


@dataclass(frozen=True)
class Edited:
    """A workbook whose rows were each edited in a way of its own, and recalculated."""

    made: Made
    rows: Mapping[str, int]
    found: Results

    def check(self, edit: str, name: str) -> object:
        """The value of a column in the row that was edited so."""
        address = self.made.grid.relative_address(name, self.rows[edit])
        return self.found[SHEET, address].value


Change = Callable[[Worksheet, int], None]


def _types(grid: Grid, cells: Mapping[str, Value]) -> Change:
    def change(page: Worksheet, row: int) -> None:
        for name, value in cells.items():
            page[grid.relative_address(name, row)].value = value

    return change


def _types_over(grid: Grid, name: str, stored: object) -> Change:
    """Types over a formula what it does not give: another number by the least that counts."""
    least = {"share": 0.01, "factor": 0.001, "USD per 1M tokens": 0.001, "USD": 0.01}
    unit = grid.columns[grid.column_position(name) - 1].unit
    value = stored + least.get(unit, 1) if isinstance(stored, float) else "another"
    return _types(grid, {name: value})


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """One row for each edit, the last ones without any."""
    folder = tmp_path_factory.mktemp("row-checks")
    # Typing is done in a finished workbook: its plan is long enough for growth to get absurd.
    options = Options(months=24)
    probe = made(folder, [{**WORKLOAD, "workload_id": "W"}], options, "probe")
    grid, model = probe.grid, probe.estimate.basis.model
    values = results(probe.path)
    compared = [
        (name, values[SHEET, grid.relative_address(name, grid.first_row)].value)
        for name in (*compared_columns(model), *key_columns())
    ]
    changes: dict[str, Change] = {name: _types(grid, one.cells) for name, one in FAULTS.items()}
    changes |= {name: _types(grid, cells) for name, cells in HARMLESS.items()}
    changes |= {typed_over(name): _types_over(grid, name, value) for name, value in compared}
    names = [CLEAN, *changes, "untouched"]
    records = [{**WORKLOAD, "workload_id": f"W-{n}"} for n in range(len(names))]
    records[0] = {**records[0], "workload_id": CLEAN}
    whole = made(folder, records, options, "edited")
    rows = {name: row for row, name in enumerate(names, whole.grid.first_row)}
    book = load_workbook(whole.path)
    page = book[SHEET]
    assert isinstance(page, Worksheet)
    for name, change in changes.items():
        change(page, rows[name])
    target = folder / "changed.xlsx"
    book.save(target)
    return Edited(whole, rows, results(recalculated(target)))


@needs_libreoffice
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_in_a_row_is_seen_by_its_check(edited: Edited, fault: str) -> None:
    assert edited.check(fault, FAULTS[fault].check) not in {0, "0", "", None}
    assert edited.check(fault, STATUS) == "CHECK"


@needs_libreoffice
def test_every_formula_that_is_typed_over_is_seen_by_the_check_of_its_column(
    edited: Edited,
) -> None:
    model = edited.made.estimate.basis.model
    columns = compared_columns(model)
    checks = [check for check, some in formula_checks(model).items() for _ in some]
    expected = dict(zip(columns, checks, strict=True)) | {
        one: f"check_{one}" for one in key_columns()
    }
    missed = [
        (column, check)
        for column, check in expected.items()
        if edited.check(typed_over(column), check) in {0, None}
        or edited.check(typed_over(column), STATUS) != "CHECK"
    ]
    assert missed == []


@needs_libreoffice
@pytest.mark.parametrize("edit", [CLEAN, "untouched", *HARMLESS])
def test_a_row_that_is_right_passes_every_check(edited: Edited, edit: str) -> None:
    checks = [one.name for one in edited.made.grid.columns if one.role == ROW_CHECK]
    found = {name: edited.check(edit, name) for name in checks}
    assert found == {name: "OK" if name == STATUS else 0 for name in checks}


@needs_libreoffice
def test_every_check_that_fails_in_a_row_fails_on_checks(edited: Edited) -> None:
    lines = _lines(edited)
    checks = {one.check for one in FAULTS.values()}
    checks |= {f"check_{one}" for one in key_columns()}
    checks |= {*formula_checks(edited.made.estimate.basis.model)}
    for name in checks:
        cells = edited.made.grid.column_range(name)
        (row,) = (row for row, text in lines.items() if text == f"SUM({cells})")
        assert edited.found["Checks", f"F{row}"].value != "OK", name
    assert edited.found["Checks", "B3"].value == "CHECK"


def _lines(edited: Edited) -> dict[int, str]:
    """The formula of the figure in each line of Checks."""
    return {
        cell.row: str(cell.formula)
        for (sheet, address), cell in edited.found.items()
        if sheet == "Checks" and address.startswith("B")
    }


def test_every_check_of_a_row_is_added_up_on_checks(portfolio: Portfolio, estimates: Grid) -> None:
    lines = row_check_lines(estimates, portfolio.estimate, ())
    figures = {one.left for one in lines if isinstance(one, Check)}
    checks = [one for one in estimates.columns if one.role == ROW_CHECK and one.name != STATUS]
    assert {f"=SUM({estimates.column_range(one.name)})" for one in checks} <= figures


def test_the_status_of_a_row_asks_every_check_of_the_row(
    portfolio: Portfolio, estimates: Grid
) -> None:
    first = estimates.first_row
    checks = [one.name for one in estimates.columns if one.role == ROW_CHECK]
    left, right = (estimates.relative_address(name, first) for name in (checks[1], checks[-1]))
    status = portfolio.formula(SHEET, first, estimates.column_position(STATUS))
    total = f"SUM({left}:{right})"
    assert status == f'=IF(ISERROR({total}),"CHECK",IF({total}=0,"OK","CHECK"))'
    positions = [estimates.column_position(name) for name in checks]
    assert positions == list(range(positions[0], positions[0] + len(checks)))


# The most characters that a spreadsheet program takes in a formula.
LONGEST_FORMULA = 8_192
LONG_COLUMN = """
[[column]]
name = "step_{n}"
title = "Step {n}"
unit = "USD"
formula = "=ROUND({sum}, 2)"
description = "A long formula."
"""


def test_no_formula_of_a_row_is_too_long_to_store(portfolio: Portfolio, estimates: Grid) -> None:
    formulas = row_formulas(estimates, portfolio.estimate)
    assert max(map(len, formulas.values())) < LONGEST_FORMULA


def test_long_formulas_of_a_house_model_share_no_check_that_is_too_long(tmp_path: Path) -> None:
    path, terms = tmp_path / "house.toml", "+".join(["default_cached_input_share"] * 50)
    columns = [LONG_COLUMN.format(n=n, sum=terms) for n in range(FORMULAS_TOGETHER + 2)]
    path.write_text("".join(columns), encoding="utf-8")
    one = made(tmp_path, [{**WORKLOAD, "workload_id": "W"}], Options(cost_model=path), "long")
    formulas = row_formulas(one.grid, one.estimate)
    assert max(map(len, formulas.values())) < LONGEST_FORMULA
