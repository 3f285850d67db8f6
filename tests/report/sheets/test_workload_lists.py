"""Lists on the Summary: found by ID wherever the workload stands, in the order of their cost."""

from pathlib import Path

from estimator.model.estimate import LARGEST
from estimator.report.grid import Grid
from estimator.report.sheets.workload_lists import Lookup
from tests.report.sheets.portfolio import Portfolio
from tests.report.sheets.test_summary import below, page, written

SHEET = "Summary"


def test_the_largest_workloads_have_their_id_and_are_in_order(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Largest workloads")
    assert portfolio.line(SHEET, top + 1)[:4] == ["Big", "W-5", "gpt-4o", "Sales"]
    costs = [portfolio.amount(SHEET, top + n, 6) for n in range(1, 5)]
    assert costs == sorted(portfolio.estimate.frame["fiscal_year_cost"], reverse=True)
    assert f'SUBSTITUTE($B{top + 1},"~","~~")' in str(portfolio.formula(SHEET, top + 1, 6))


def test_they_are_ranked_by_what_the_fiscal_year_costs(tmp_path: Path) -> None:
    # These cost more in a whole year, but start late in this one.
    late = {"Monthly output tokens": "9000000", "Start month": "2027-12"}
    early = {"Monthly output tokens": "8000000", "Workload name": "Early"}
    made = written(tmp_path, *[late] * (LARGEST + 1), early)
    assert made.estimate is not None
    assert made.estimate.totals.largest["workload_name"][0] == "Early"
    assert below(page(tmp_path, SHEET), "Largest workloads")[0][0] == "Early"


def test_a_text_too_long_to_be_found_has_a_stored_figure(estimates: Grid) -> None:
    assert Lookup(estimates, "workload_id", "$B9", "x" * 256).formula("model") == ""
    assert Lookup(estimates, "workload_id", "$B9", "x" * 255).formula("model") != ""


def test_only_what_is_over_budget_is_listed_with_its_overrun(portfolio: Portfolio) -> None:
    top, left = portfolio.find_cell(SHEET, "Over budget")
    assert portfolio.line(SHEET, top + 1, left)[:3] == ["Sales", None, 100]
    frame = portfolio.estimate.frame
    cost = frame.filter(frame["cost_center"] == "Sales")["fiscal_year_cost"].sum()
    assert portfolio.amount(SHEET, top + 1, left + 4) == 100 - cost
    assert portfolio.value(SHEET, top, left + 1) == "1 of 1"
    text = str(portfolio.formula(SHEET, top, left + 1))
    assert text.startswith('="1 of "&FIXED(COUNTIFS(Budgets!$G$')


def test_without_anything_over_budget_that_is_said(tmp_path: Path) -> None:
    written(tmp_path, {"Annual budget": "1000000"})
    said = below(page(tmp_path, SHEET), "Over budget")
    assert said[0][0] == "No workload was over budget when this workbook was made."


def test_a_period_over_its_budget_is_listed_with_its_name(periods: Portfolio) -> None:
    top, left = periods.find_cell(SHEET, "Over budget")
    assert periods.line(SHEET, top, left)[:5] == [
        "Over budget", "Period, 1 of 1", "Budget", "Planned", "Over by",
    ]  # fmt: skip
    assert periods.line(SHEET, top + 1, left)[:3] == ["Sales", "2027-Q1", 1]
    text = str(periods.formula(SHEET, top + 1, left + 3))
    assert text.startswith("=SUMPRODUCT((Budgets!$B$6:$B$")
    assert f"=$I{top + 1})*(Budgets!$C$6:" in text
    assert periods.formulas[SHEET].column_dimensions["J"].width >= len("FY2026/27-Q1")
    # It is found by both, wherever its line is sorted to.
    assert f"=$J{top + 1})," in text
