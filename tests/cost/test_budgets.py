"""Budgets by cost center against what their workloads cost, by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from estimator.model.estimate import Estimate, Outcome
from estimator.model.options import SKIP, Options
from estimator.outputs import save_estimate
from estimator.pipeline import check, estimate
from estimator.report.json import outcome_document
from tests.sheets import GOOD, codes, outcome, sheet

# A first year of 465.00 each: 9.00 of training and 12 times 38.00 of use, all in the fiscal year.
ROW = GOOD | {"Model": "gpt-4o", "Epochs": "3", "Retry rate": "0"}
ROW |= {"Monthly input tokens": "7200000", "Monthly output tokens": "2000000"}
TRAINING, YEAR = Decimal(9), Decimal(9) + 12 * Decimal(38)
EUROS = Options(currency="EUR", fx="0.5", fx_date="2026-11-20")


def plan(folder: Path, *centers: str, **cells: str) -> Path:
    rows = (
        ROW | {"Workload ID": f"W-{n}", "Cost center": center} | cells
        for n, center in enumerate(centers, 1)
    )
    return sheet(folder / "plan.csv", *rows)


def budgets(folder: Path, *lines: tuple[str, str], heading: str = "Annual budget") -> str:
    rows = ({"Cost center": center, heading: budget} for center, budget in lines)
    return str(sheet(folder / "budgets.csv", *rows))


def run(folder: Path, *lines: tuple[str, str], centers: str = "A B B", **more: Any) -> Outcome:  # noqa: ANN401 - options
    return estimate(
        plan(folder, *centers.split(" ")), Options(budgets=budgets(folder, *lines), **more)
    )


def made(found: Outcome) -> Estimate:
    assert found.estimate is not None, [one.message for one in found.errors]
    return found.estimate


def lines(found: Outcome, *columns: str) -> list[tuple[Any, ...]]:
    frame = made(found).totals.budgets
    assert frame is not None
    return frame.select("label", *columns).rows()


def test_a_budget_is_held_against_all_workloads_of_its_cost_center(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "10000"), ("B", "930"))
    assert lines(found, "rows", "annual_budget", "fiscal_year_cost", "fiscal_year_variance") == [
        ("B", 2, Decimal(930), 2 * YEAR, Decimal(0)),
        ("A", 1, Decimal(10_000), YEAR, 10_000 - YEAR),
    ]
    assert [one[1] for one in lines(found, "budget_status")] == ["near", "within"]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("budget", "status"),
    [("929.99", "over"), ("930", "near"), ("1162.50", "near"), ("1162.51", "within")],
)
def test_the_status_is_told_as_of_a_workload(budget: str, status: str, tmp_path: Path) -> None:
    assert lines(run(tmp_path, ("B", budget)), "budget_status") == [("B", status), ("A", "none")]


def test_cost_centers_are_told_apart_without_case_and_blanks(tmp_path: Path) -> None:
    found = run(tmp_path, (" straße ", "5"), centers="Straße STRASSE other")
    assert lines(found, "rows", "annual_budget") == [("Straße", 2, 5), ("other", 1, None)]


def test_a_budget_without_workloads_counts_and_is_said(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "500"), ("Bee", "7"), ("C", "100"))
    unused = lines(found, "rows", "fiscal_year_cost", "fiscal_year_variance")[2:]
    assert unused == [("Bee", 0, Decimal(0), Decimal(7)), ("C", 0, Decimal(0), Decimal(100))]
    assert codes(found) == ["budget-unused", "budget-unused"]
    within = next(one for one in made(found).totals.budgeted if one.status == "within")
    assert within.rows == 2
    assert within.annual_budget == 107
    assert within.fiscal_year_cost == 0


def test_check_says_what_estimate_says(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "500"), ("C", "100"))
    options = Options(budgets=str(tmp_path / "budgets.csv"))
    assert codes(check(tmp_path / "plan.csv", options)) == codes(found)


def test_workloads_without_a_cost_center_have_no_budget(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "500"), centers=" A")
    assert lines(found, "rows", "budget_status") == [("(none)", 1, "none"), ("A", 1, "near")]


def test_rows_left_out_are_in_no_cost_center(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "plan.csv",
        ROW | {"Cost center": "A"},
        ROW | {"Workload ID": "W-2", "Cost center": "B", "Model": "none"},
    )
    options = Options(budgets=budgets(tmp_path, ("A", "500"), ("B", "5")), on_error=SKIP)
    found = estimate(path, options)
    assert lines(found, "rows") == [("A", 1), ("B", 0)]
    # The sheet has a workload of B, with an error of its own.
    assert "budget-unused" not in codes(found)


def test_what_is_over_stands_with_the_furthest_first(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "1"), ("B", "900"), ("C", "5000"), centers="A B B C")
    assert made(found).totals.over.select("label", "position", "fiscal_year_variance").rows() == [
        ("A", 2, 1 - YEAR), ("B", 1, 900 - 2 * YEAR),
    ]  # fmt: skip


def test_a_budget_is_held_against_the_fiscal_year_and_not_the_run_rate(tmp_path: Path) -> None:
    path = plan(tmp_path, "A", "A", **{"Start month": "2027-07"})
    found = estimate(path, Options(budgets=budgets(tmp_path, ("A", "590"), ("B", "10"))))
    half = 2 * (TRAINING + 6 * Decimal(38))
    assert 2 * YEAR > 590 > half
    assert lines(found, "fiscal_year_cost", "fiscal_year_variance", "budget_status") == [
        ("A", half, 590 - half, "near"), ("B", 0, 10, "within"),
    ]  # fmt: skip
    assert made(found).totals.against_budget.fiscal_year_variance == 600 - half


def test_all_cost_is_held_against_all_budget_then_the_part_without_one(tmp_path: Path) -> None:
    totals = made(run(tmp_path, ("A", "500"), ("Z", "10"))).totals
    everything, bare, some = totals.against_budget, totals.without_budget, totals.with_budget
    assert (everything.rows, bare.rows, some.rows) == (3, 1, 2)
    assert everything.fiscal_year_variance == 510 - 3 * YEAR
    assert bare.fiscal_year_cost == 2 * YEAR
    assert some.fiscal_year_variance == 510 - YEAR


def test_a_scenario_moves_the_costs_and_not_the_budgets(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "1000"), scenario="high")
    label, budget, cost = lines(found, "annual_budget", "first_year_cost")[1]
    assert (label, budget) == ("A", 1000)
    assert cost > YEAR


@pytest.mark.parametrize("heading", ["Annual budget (EUR)", "Annual budget (USD)"])
def test_budgets_and_costs_are_shown_in_the_report_s_currency(heading: str, tmp_path: Path) -> None:
    path = plan(tmp_path, "A")
    options = replace(EUROS, budgets=budgets(tmp_path, ("A", "600"), heading=heading))
    frame = made(estimate(path, options)).totals.budgets
    assert frame is not None
    in_euros = "EUR" in heading
    assert frame["annual_budget"].to_list() == [600]
    budget = frame["annual_budget" if in_euros else "annual_budget_eur"].item()
    assert budget == (600 if in_euros else 300)
    # 4.50 once and 19.00 a month.
    assert frame["first_year_cost_eur"].to_list() == [YEAR / 2]
    assert frame["fiscal_year_variance_eur"].to_list() == [budget - YEAR / 2]
    assert frame["budget_status"].to_list() == ["within"]


def test_cost_centers_may_have_budgets_in_either_currency(tmp_path: Path) -> None:
    lines_ = (("A", "€ 600"), ("B", "$ 600.01"), ("C", "USD 4"))
    options = replace(EUROS, budgets=budgets(tmp_path, *lines_))
    found = estimate(plan(tmp_path, "A", "B", "C"), options)
    assert lines(found, "annual_budget", "budget_status") == [
        ("A", 600, "within"), ("B", Decimal("300.01"), "within"), ("C", 2, "over"),
    ]  # fmt: skip
    assert codes(found) == ["amount-converted"]


def test_a_sheet_of_the_input_may_have_the_budgets(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Workloads"
    page.append([*ROW, "Cost center"])
    page.append([*ROW.values(), "A"])
    other = book.create_sheet("Budgets 2027")
    other.append(["Approved by the board"])
    other.append(["Kostenstelle", "Jahresbudget", "Remarks"])
    other.append(["A", "1.500,50", "as last year"])
    other.append(["Total", "1.500,50", None])
    book.save(tmp_path / "plan.xlsx")
    found = estimate(tmp_path / "plan.xlsx", Options(budgets="budgets 2027"))
    assert lines(found, "annual_budget") == [("A", Decimal("1500.5"))]
    assert {"columns-unread", "totals-row", "decimal-comma"} <= set(codes(found))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cost center,Annual budget\nA,much\n", "not-a-number"),
        ("Cost center,Annual budget\nA,-5\n", "negative"),
        ("Cost center,Annual budget\nA,5 EUR\n", "other-currency"),
        ("Cost center,Annual budget (EUR)\nA,5\n", "unit-in-heading"),
        ("Cost center,Annual budget\n,5\n", "missing-value"),
        ("Cost center,Annual budget\nA,5\nB,6\na ,7\n", "budget-repeated"),
        ("Cost center,Annual budget\nA,\n", "no-budgets"),
        ("Cost center,Annual budget\n", "no-budgets"),
        ("Center,Amount\nA,5\n", "no-table"),
        ("Cost center,Budget,Annual budget\nA,5,6\n", "duplicate-heading"),
    ],
)
def test_wrong_budgets_are_answered_where_they_stand(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "budgets.csv").write_text(text)
    found = estimate(plan(tmp_path, "A"), Options(budgets=str(tmp_path / "budgets.csv")))
    assert [one.code for one in found.errors] == [code]
    assert "budgets.csv" in found.errors[0].message
    assert found.estimate is None
    # What is wrong with them cannot be skipped as a row could.
    skipped = Options(budgets=str(tmp_path / "budgets.csv"), on_error=SKIP)
    assert estimate(tmp_path / "plan.csv", skipped).estimate is None


def test_budgets_are_in_the_json(tmp_path: Path) -> None:
    found = run(tmp_path, ("B", "900"))
    told = outcome_document(found)
    assert told["budgets"][0] == {
        "cost_center": "B", "rows": 2, "annual_budget": "900.00", "training_cost": "18.00",
        "monthly_cost": "76.00", "annual_cost": "912.00", "first_year_cost": "930.00",
        "fiscal_year_cost": "930.00", "fiscal_year_variance": "-30.00", "budget_status": "over",
    }  # fmt: skip
    assert told["budgets"][1]["annual_budget"] is None
    assert [(one["budget_status"], one["rows"]) for one in told["budget_status"]] == [
        ("within", 0), ("near", 0), ("over", 1), ("none", 1),
    ]  # fmt: skip
    assert told["totals"]["annual_budget"] == "900.00"
    assert told["totals"]["fiscal_year_variance"] == "-495.00"
    assert told["against_budget"] == {
        "lines": "cost_centers",
        "all": {
            "rows": 2, "annual_budget": "900.00", "fiscal_year_cost": "1395.00",
            "fiscal_year_variance": "-495.00",
        },
        "without_budget": {"rows": 1, "fiscal_year_cost": "465.00"},
        "with_budget": {
            "rows": 1, "annual_budget": "900.00", "fiscal_year_cost": "930.00",
            "fiscal_year_variance": "-30.00",
        },
    }  # fmt: skip


def test_without_budgets_the_json_holds_nothing_against_them(tmp_path: Path) -> None:
    told = outcome_document(estimate(plan(tmp_path, "A")))
    assert told["against_budget"] is None
    assert told["totals"]["annual_budget"] is told["totals"]["fiscal_year_variance"] is None


def test_groups_have_the_budgets_of_their_workloads(tmp_path: Path) -> None:
    rows = [
        ROW | {"Workload ID": f"W-{n}", "Cost center": center, "Annual budget": budget}
        for n, (center, budget) in enumerate([("A", "5"), ("a", ""), ("A", "7"), ("B", "")])
    ]
    found = estimate(sheet(tmp_path / "plan.csv", *rows))
    groups = made(found).totals.groups["cost_center"]
    names = ("label", "rows", "fiscal_year_cost", "annual_budget", "budgets")
    assert groups.select(names).rows() == [("A", 3, 3 * YEAR, 12, 2), ("B", 1, YEAR, 0, 0)]
    by_center = outcome_document(found)["by_cost_center"]
    assert [(one["annual_budget"], one["fiscal_year_cost"]) for one in by_center] == [
        ("12.00", "1395.00"), (None, "465.00"),
    ]  # fmt: skip


def test_groups_have_no_budgets_where_cost_centers_have_them(tmp_path: Path) -> None:
    found = run(tmp_path, ("A", "500"))
    for groups in made(found).totals.groups.values():
        assert groups.select(pl.col("annual_budget", "budgets").sum()).row(0) == (0, 0)
    first, *_ = outcome_document(found)["by_cost_center"]
    assert (first["fiscal_year_cost"], "annual_budget" in first) == ("930.00", False)


@pytest.mark.parametrize(
    ("heading", "budget"), [("USD", "annual_budget_eur"), ("EUR", "annual_budget")]
)
def test_groups_have_budgets_in_the_report_s_currency(
    heading: str, budget: str, tmp_path: Path
) -> None:
    row = ROW | {f"Annual budget ({heading})": "600"}
    groups = made(estimate(sheet(tmp_path / "plan.csv", row), EUROS)).totals.groups["owner"]
    cost = groups.select("fiscal_year_cost_eur", budget, "budgets").row(0)
    assert cost == (YEAR / 2, 600 if heading == "EUR" else 300, 1)


def test_a_workbook_of_ours_gives_its_budgets_to_other_inputs(tmp_path: Path) -> None:
    first = run(tmp_path, ("A", "500"), ("B", "600"))
    assert save_estimate(first, tmp_path / "first.xlsx").estimate is not None
    options = Options(budgets=str(tmp_path / "first.xlsx"))
    found = estimate(tmp_path / "plan.csv", options)
    assert lines(found, "annual_budget") == lines(first, "annual_budget")
    several = estimate([tmp_path / "plan.csv", tmp_path / "first.xlsx"], Options(on_error=SKIP))
    assert any("Budgets, cost model and plan of" in one.message for one in several.notices)


@pytest.mark.parametrize(("budget", "status"), [("0", "within"), ("100", "within"), ("", "none")])
def test_what_costs_nothing_is_within_any_budget(budget: str, status: str, tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        ("Training tokens", "Monthly input tokens", "Monthly output tokens"), "0"
    )
    found = outcome(tmp_path, nothing | {"Annual budget": budget}, {"Annual budget": "0"})
    assert found.estimate is not None
    assert found.estimate.frame["budget_status"].to_list() == [status, "over"]


def test_a_cost_center_with_only_a_budget_is_found_by_its_name(tmp_path: Path) -> None:
    found = made(run(tmp_path, ("A", "10"), ("C  7", "930")))
    assert found.totals.budgets is not None
    keys = dict(found.totals.budgets.select("label", "key").iter_rows())
    spelled = dict(found.totals.spellings["cost_center"].select("spelling", "key").iter_rows())
    assert spelled == {"": 0, "A": keys["A"], "B": keys["B"], "C 7": keys["C  7"]}
