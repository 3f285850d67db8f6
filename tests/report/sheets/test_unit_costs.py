"""The sheet Unit costs: its lines, its formulas, and the checks of what is typed over them."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from estimator.report.grid import Grid
from estimator.report.sheets import group_blocks
from estimator.report.sheets.blocks import NOT_LISTED
from tests.report.sheets.portfolio import Portfolio
from tests.workbooks import Record, all_recalculated, made, needs_libreoffice

SHEET = "Unit costs"
TOKENS, REQUESTS, UNITS = "Cost per 1M tokens", "Cost per 1,000 requests", "Cost per ticket"
NONE = (None, None, None, None, None, None)


def lines(portfolio: Portfolio, title: str) -> dict[str, list[object]]:
    """The six figures of each line of a table, by its label; the last table's groups win."""
    top, _ = portfolio.find_cell(SHEET, title)
    found: dict[str, list[object]] = {}
    for row in range(top + 1, portfolio.values[SHEET].max_row + 1):
        label, *figures = portfolio.line(SHEET, row)[:7]
        if label is None:
            break
        found[str(label)] = figures
    return found


def test_only_tokens_are_counted_where_there_is_nothing_else(portfolio: Portfolio) -> None:
    labels = [cell.value for cell in portfolio.values[SHEET]["A"]]
    assert TOKENS in labels
    assert REQUESTS not in labels


def test_cost_centers_and_models_have_lines_below_all_workloads(portfolio: Portfolio) -> None:
    found = lines(portfolio, TOKENS)
    assert [*found] == [
        "All workloads", "By cost center", "Sales", "Legal", NOT_LISTED, "By model", "gpt-4o",
        "gpt-3.5-turbo",
    ]  # fmt: skip
    rows = portfolio.estimate.frame.filter(pl.col("cost_center") == "Sales")
    tokens = Decimal(
        rows.select(pl.sum("monthly_input_tokens", "monthly_output_tokens")).sum_horizontal()[0]
    )
    tokens *= portfolio.estimate.basis.scenario.volume_factor
    assert found["Sales"][0] == float(tokens / 1_000_000)


def test_a_ratio_is_that_of_the_sums_on_its_line(portfolio: Portfolio) -> None:
    for label, figures in lines(portfolio, TOKENS).items():
        for quantity, cost, ratio in (figures[:3], figures[3:]):
            if isinstance(quantity, int | float) and quantity:
                exact = Decimal(str(cost)) / Decimal(str(quantity))
                assert abs(Decimal(str(ratio)) - exact) <= Decimal("0.00005"), label
            else:
                assert ratio in {None, ""}


def test_lines_sum_workloads_by_key_and_only_the_cost_of_what_is_counted(
    portfolio: Portfolio, estimates: Grid
) -> None:
    row, _ = portfolio.find_cell(SHEET, "Sales")
    tokens, cost, keys = map(
        estimates.column_range, ("monthly_million_tokens", "monthly_cost", "cost_center_key")
    )
    assert portfolio.formula(SHEET, row, 2) == f"=SUMIFS({tokens},{keys},$H{row})"
    assert portfolio.formula(SHEET, row, 3) == f'=SUMIFS({cost},{keys},$H{row},{tokens},"<>0")'
    assert portfolio.formula(SHEET, row, 4) == f'=IF(B{row}=0,"",ROUND(C{row}/B{row},4))'


def test_groups_beyond_the_most_lines_share_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estimator.report.sheets.unit_costs.MOST_VISITS", 1)
    monkeypatch.setattr("estimator.report.sheets.unit_costs.FEWEST_LIVE", 2)
    assert group_blocks.FEWEST_LIVE > 2
    records = [_record(n, cost_center=f"C{n}") for n in range(5)]
    one = made(tmp_path, records)
    sheet = load_workbook(one.path, data_only=True)[SHEET]
    labels = [cell.value for cell in sheet["A"]]
    assert "3 others, not listed" in labels
    rest = labels.index("3 others, not listed") + 1
    # Of 3,000 requests a month each.
    assert sheet.cell(rest, 2).value == 9


def _record(n: int, **cells: str) -> Record:
    own = {"workload_id": f"W-{n}", "model": "gpt-4o", "training_tokens": "1000000"}
    usage = {"requests_per_day": "100", "input_tokens_per_request": "500"}
    more = {"output_tokens_per_request": "166.67", "days_per_month": "30"}
    return {**own, **usage, **more, "units_per_month": "50", "unit_name": "ticket", **cells}


# What is typed where, by the row of all workloads of the first table, and what answers.
FAULTS = {
    "total": ((2, 0), 1, "quantity: Estimates vs. Unit costs"),
    "ratio": ((4, 0), 1, "ratios typed over"),
    "line": ((3, 2), 0.5, "each times its key"),
    "key": ((8, 2), 3, "keys typed over"),
    "rest": ((2, 4), 7, "lines that do not add up"),
}


@needs_libreoffice
def test_every_figure_that_is_typed_over_fails_a_check(tmp_path: Path) -> None:
    records = [_record(1, cost_center="A"), _record(2, cost_center="B", model="gpt-4o-mini")]
    whole = made(tmp_path, records).path
    paths = [whole]
    for name, ((column, down), change, _) in FAULTS.items():
        book = load_workbook(whole)
        sheet = book[SHEET]
        top = next(cell.row for cell in sheet["A"] if cell.value == "All workloads")
        values = load_workbook(whole, data_only=True)[SHEET]
        stored = values.cell(top + down, column).value
        assert isinstance(stored, int | float)
        sheet.cell(top + down, column).value = stored + change
        paths.append(tmp_path / f"{name}.xlsx")
        book.save(paths[-1])
    right, *wrong = all_recalculated(paths)
    assert _failing(right) == []
    for path, (_, _, said) in zip(wrong, FAULTS.values(), strict=True):
        assert any(said in label for label in _failing(path)), (said, _failing(path))


@needs_libreoffice
@pytest.mark.parametrize("name", ["page", None, "tick?t"])
def test_a_name_of_a_unit_that_is_typed_later_fails_a_check(
    tmp_path: Path, name: str | None
) -> None:
    one = made(tmp_path, [_record(1), _record(2)])
    book = load_workbook(one.path)
    cell = one.grid.relative_address("unit_name", one.grid.first_row)
    book["Estimates"][cell] = name
    book.save(tmp_path / "edited.xlsx")
    (found,) = all_recalculated([tmp_path / "edited.xlsx"])
    assert [label for label in _failing(found) if "units of other names" in label]


def _failing(path: Path) -> list[str]:
    """The checks that fail."""
    sheet = load_workbook(path, data_only=True)["Checks"]
    return [str(row[0].value) for row in sheet.iter_rows() if row[5].value == "CHECK"]
