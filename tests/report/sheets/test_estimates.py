"""The Estimates sheet: a row holds all of a workload, its months too, and the rows are a table."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.table import Table

from estimator.model.estimates_columns import MONTH_COST, ROW_CHECK, STATUS
from estimator.model.output_columns import PLANNED
from estimator.report import grid
from estimator.report.grid import (
    BAND_ROW,
    FIRST_ROW,
    TOTAL_ROW,
    Grid,
    estimates_grid,
)
from estimator.report.sheets.estimates import TABLE_NAME, estimates_ranges
from estimator.report.sheets.row_columns import LONGEST_HEADER, decimals_shown, table_header
from tests.report.sheets.portfolio import Portfolio

SHEET, CENT = "Estimates", Decimal("0.01")
# What the names in the portfolio are: the first starts in March, the second grows.
LATE, GROWING = FIRST_ROW, FIRST_ROW + 1


def _months(estimates: Grid) -> list[str]:
    return [column.name for column in estimates.columns if column.role == MONTH_COST]


def _amounts(portfolio: Portfolio, estimates: Grid, row: int) -> list[Decimal]:
    positions = map(estimates.column_position, _months(estimates))
    return [portfolio.amount(SHEET, row, position) for position in positions]


def _amount(portfolio: Portfolio, estimates: Grid, row: int, name: str) -> Decimal:
    return portfolio.amount(SHEET, row, estimates.column_position(name))


def _table(portfolio: Portfolio) -> Table:
    (table,) = portfolio.formulas[SHEET].tables.values()
    assert isinstance(table, Table)
    return table


def test_a_workload_costs_nothing_before_it_starts(portfolio: Portfolio, estimates: Grid) -> None:
    monthly = Decimal(portfolio.estimate.frame["monthly_cost"][0])
    assert _amounts(portfolio, estimates, LATE) == [Decimal(0)] * 2 + [monthly] * 10


def test_growth_is_rounded_month_by_month_half_away_from_zero(
    portfolio: Portfolio, estimates: Grid
) -> None:
    cost = Decimal(portfolio.estimate.frame["monthly_cost"][1])
    expected = []
    for _ in range(12):
        expected.append(cost)
        cost = (cost * Decimal("1.1")).quantize(CENT, ROUND_HALF_UP)
    assert _amounts(portfolio, estimates, GROWING) == expected


def test_the_fiscal_year_adds_training_and_the_months(
    portfolio: Portfolio, estimates: Grid
) -> None:
    for row in range(FIRST_ROW, FIRST_ROW + portfolio.estimate.totals.rows):
        once, again, year = (
            _amount(portfolio, estimates, row, name)
            for name in ("one_time_cost", "recurring_cost", "fiscal_year_cost")
        )
        assert again == sum(_amounts(portfolio, estimates, row))
        assert year == once + again
        assert once > 0


def test_each_month_stands_as_a_date_above_its_text(portfolio: Portfolio, estimates: Grid) -> None:
    for n, month in enumerate(_months(estimates), 1):
        position = estimates.column_position(month)
        assert portfolio.value(SHEET, estimates.header_row, position) == month
        assert portfolio.formula(SHEET, BAND_ROW, position) == f"=INDEX(plan_months,{n})"
        assert str(portfolio.value(SHEET, BAND_ROW, position)).startswith(f"{month}-01")


def test_the_rows_are_a_table_with_the_filter_of_the_sheet(
    portfolio: Portfolio, estimates: Grid
) -> None:
    table = _table(portfolio)
    left, top, right, bottom = range_boundaries(table.ref)
    carried = len(portfolio.estimate.carried_headings)
    assert (table.displayName, left, right) == (TABLE_NAME, 1, len(estimates.columns) + carried)
    assert (top, bottom) == (estimates.header_row, estimates.last_row)
    assert table.autoFilter is not None
    assert table.autoFilter.ref == table.ref
    assert not portfolio.formulas[SHEET].auto_filter.ref
    assert not portfolio.formulas[SHEET].protection.sheet


def test_headers_are_the_names_of_the_tables_columns(portfolio: Portfolio, estimates: Grid) -> None:
    names = [column.name for column in _table(portfolio).tableColumns]
    assert portfolio.line(SHEET, estimates.header_row)[: len(names)] == names
    titles = [column.title for column in estimates.columns]
    assert names == [*titles, *portfolio.estimate.carried_headings]
    assert len({name.casefold() for name in names}) == len(names)


def test_a_row_that_is_added_gets_the_formulas_of_the_first_row(portfolio: Portfolio) -> None:
    filled = [
        column.calculatedColumnFormula and column.calculatedColumnFormula.attr_text
        for column in _table(portfolio).tableColumns
    ]
    first = [
        str(value).removeprefix("=") if str(value).startswith("=") else None
        for value in portfolio.line_of_formulas(SHEET, FIRST_ROW)
    ]
    assert filled == first
    assert len([text for text in filled if text]) > len(_months(estimates_grid(portfolio.estimate)))


def test_the_total_of_every_amount_stands_above_its_header(
    portfolio: Portfolio, estimates: Grid
) -> None:
    rows = range(FIRST_ROW, FIRST_ROW + portfolio.estimate.totals.rows)
    summed = ["training_cost", "first_year_cost", "fiscal_year_cost", *_months(estimates)]
    for name in [*summed, "monthly_input_cost", "one_time_cost", "recurring_cost"]:
        position = estimates.column_position(name)
        letters = estimates.relative_address(name, 0)[:-1]
        end = estimates.range_end
        assert portfolio.formula(SHEET, TOTAL_ROW, position) == f"=SUM({letters}7:{letters}{end})"
        exact = sum(_amount(portfolio, estimates, row, name) for row in rows)
        assert portfolio.amount(SHEET, TOTAL_ROW, position) == exact


def test_each_workload_has_its_values_and_formulas(portfolio: Portfolio, estimates: Grid) -> None:
    cost = estimates.column_position("first_year_cost")
    for row, exact in enumerate(portfolio.estimate.frame["first_year_cost"], FIRST_ROW):
        assert portfolio.amount(SHEET, row, cost) == Decimal(exact)
        assert str(portfolio.formula(SHEET, row, cost)).startswith("=ROUND(")
    header, team = portfolio.find_cell(SHEET, "Team")
    assert (header, team) == (FIRST_ROW - 1, len(estimates.columns) + 1)
    assert portfolio.value(SHEET, FIRST_ROW, team) == "Blue"


def test_every_workload_that_is_written_passes_its_checks(
    portfolio: Portfolio, estimates: Grid
) -> None:
    checks = [column for column in estimates.columns if column.role == ROW_CHECK]
    for row in range(FIRST_ROW, FIRST_ROW + portfolio.estimate.totals.rows):
        for column in checks:
            found = portfolio.value(SHEET, row, estimates.column_position(column.name))
            assert found == ("OK" if column.name == STATUS else 0), column.name


def test_what_may_be_typed_is_said_for_rows_that_are_added(
    portfolio: Portfolio, estimates: Grid
) -> None:
    models = portfolio.formulas[SHEET].data_validations.dataValidation
    letters = estimates.relative_address("model", 0)[:-1]
    assert [str(one.sqref) for one in models if one.type == "list"] == [
        f"{letters}{FIRST_ROW}:{letters}{estimates.range_end}"
    ]
    assert str(portfolio.value(SHEET, 2, 1)).endswith(f"Sums reach to row {estimates.range_end:,}.")


def test_the_names_of_the_ids_begin_at_their_header(estimates: Grid) -> None:
    assert estimates_ranges(estimates) == {
        "workload_ids": f"=Estimates!$A$7:$A${estimates.range_end}",
        "workload_heading": "=Estimates!$A$7",
    }


def test_decimals_are_those_of_the_column(portfolio: Portfolio, estimates: Grid) -> None:
    decimals = decimals_shown(estimates, portfolio.estimate)
    assert portfolio.estimate.totals.fractional <= decimals.keys()
    assert (decimals["training_cost"], decimals["input_price"]) == (2, 6)
    assert (decimals["fiscal_year_cost"], decimals["growth_factor"]) == (2, 4)
    assert {decimals[month] for month in _months(estimates)} == {2}


def test_the_calendar_of_a_row_is_there_only_if_it_is_live(
    portfolio: Portfolio, estimates: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    stored = estimates_grid(portfolio.estimate)
    assert _months(stored) == _months(estimates)
    assert not [column for column in stored.columns if column.role == ROW_CHECK]
    planned = [column.name for column in stored.columns if column.role == PLANNED]
    assert planned == ["usage_months", "fiscal_year_cost"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(NAMES, st.lists(NAMES, max_size=4))
def test_a_header_is_a_name_of_its_own_that_a_table_can_have(text: str, others: list[str]) -> None:
    taken: set[str] = set()
    for one in (*others, text, text.upper(), text):
        found = table_header(one, taken)
        assert found.strip() == found != ""
        assert len(found.encode("utf-16-le")) // 2 <= LONGEST_HEADER
        assert found.lower() not in taken
        assert not set(found) & set("\r\n\t")
        taken.add(found.lower())
