"""Budgets by cost center: one line each, and cost centers that workloads have."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from estimator.model.basis import Budgets
from estimator.model.money import TypedAmounts
from estimator.model.options import Options
from estimator.model.plan import Plan
from estimator.model.schema import budgets_schema
from estimator.pipeline import check
from estimator.validate.budgets import (
    check_budget_years,
    check_two_budgets,
    list_cost_centers,
    parse_budgets,
    unused_budgets,
)
from tests.sheets import GOOD, codes, sheet
from tests.tables import table_of

HEADERS = ("Cost center", "Annual budget")


Row = tuple[str | float | None, ...]


def parse(*rows: Row) -> tuple[Budgets | None, list[str]]:
    found, problems = parse_budgets(
        table_of(HEADERS, *rows, schema=budgets_schema()), TypedAmounts(), Plan("2027-01")
    )
    return found, [one.code for one in problems]


def test_each_cost_center_with_a_budget_is_taken() -> None:
    found, codes = parse(("CC-1", 500), ("CC-2", None), ("Köln", "1,000.50"))
    year = ("2027", "2027-01", "2027-12")
    assert (found is not None and found.frame.rows(), codes) == (
        [("cc-1", "CC-1", Decimal(500), *year), ("köln", "Köln", Decimal("1000.50"), *year)],
        [],
    )
    assert found is not None
    assert not found.by_period


def test_a_second_line_of_a_cost_center_is_a_problem_whatever_its_case() -> None:
    assert parse(("CC-1", 5), ("cc-1 ", 6)) == (None, ["budget-repeated"])
    assert parse(("CC-1", 5), ("cc-1", None))[1] == []


SALES = (("Sales", 1000), ("Ops", 2000))


@pytest.mark.parametrize("name", ["EMEA total", "All cost centers", "Total (EMEA)"])
def test_a_total_by_its_word_and_its_sum_is_no_budget(name: str) -> None:
    found, codes = parse(*SALES, (name, 3000), ("0815", 3000))
    assert (found is not None and found.frame["label"].to_list(), codes) == (
        ["Sales", "Ops", "0815"],
        [],
    )


@pytest.mark.parametrize("rows", [SALES, (*SALES, (None, None)), (("x", 0), *SALES)])
def test_a_last_budget_that_is_the_sum_of_all_is_asked_about(rows: tuple[Row, ...]) -> None:
    assert parse(*rows, ("Company", 3000)) == (None, ["budget-of-all"])


@pytest.mark.parametrize(
    "rows", [(SALES[0], ("Ops", 1000)), (*SALES, ("EMEA total", 4000)), (("Company", 3000), *SALES)]
)
def test_a_budget_of_its_own_is_one_whatever_it_is_called(rows: tuple[Row, ...]) -> None:
    found, codes = parse(*rows)
    assert (found is not None and len(found.frame), codes) == (len(rows), [])


def test_a_second_header_row_ends_the_table() -> None:
    rows = (*SALES, ("Cost center", "Headcount"), ("Sales", 12), ("Ops", "few"))
    assert parse(*rows) == (None, ["other-headers"] * 2)
    assert parse(*SALES, HEADERS, ("IT", 12))[1] == []


def test_a_table_without_any_budget_is_a_problem() -> None:
    assert parse(("CC-1", None), ("CC-2", None)) == (None, ["no-budgets"])


def test_a_budget_without_workloads_is_told_with_the_likely_slip() -> None:
    found, _ = parse(("CC-4010", 5), ("CC-7", 6))
    assert found is not None
    centers = list_cost_centers(pl.DataFrame({"cost_center": ["CC-4100", "cc-7", None, "cc-7"]}))
    assert centers.rows() == [("cc-4100", "CC-4100"), ("cc-7", "cc-7")]
    [unused] = unused_budgets(found, centers)
    assert unused.message.endswith('the cost center "CC-4010". Did you mean "CC-4100"?')


@pytest.mark.parametrize(
    ("header", "years"),
    [
        ("Budget 2026", "2026"),
        ("Budget FY2025", "2025"),
        ("Budget FY26", "2026"),
        ("Budget 2025/26", "2025 and 2026"),
        ("Budget 2026/27", ""),
        ("Budget FY27 (USD)", ""),
        ("Annual budget", ""),
    ],
)
def test_a_budget_of_another_year_than_the_plan_is_told(header: str, years: str) -> None:
    table = table_of(("Workload ID", "Model", header), ("A", "gpt-4o", 5))
    found = [one.message for one in check_budget_years([table], Plan("2027-01"))]
    assert len(found) == bool(years)
    assert all(f"names {years}, but the fiscal year is 2027-01 to 2027-12" in one for one in found)


def test_a_fiscal_year_over_two_calendar_years_has_either_name() -> None:
    for header in ("Budget 2026", "Budget FY27"):
        table = table_of(("Workload ID", "Model", header), ("A", "gpt-4o", 5))
        assert [*check_budget_years([table], Plan("2026-07"))] == []


def test_a_cost_center_of_rows_with_errors_has_workloads(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Cost center": "CC-1", "Epochs": "0"})
    listed = tmp_path / "budgets.csv"
    listed.write_text("Cost center,Annual budget\nCC-1,5\n")
    found = check(plan, Options(budgets=str(listed)))
    assert codes(found) == ["too-small"]


def test_workloads_with_budgets_of_their_own_are_a_problem_at_the_header() -> None:
    headers = ("Workload ID", "Model", "Annual budget")
    tables = [table_of(headers, ("A", "gpt-4o", cell)) for cell in (None, 5)]
    assert [one.place for one in check_two_budgets(tables)] == ["Plan!C1"]
