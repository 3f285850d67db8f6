"""What is over budget: all of it, the furthest first."""

from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from estimator.cost.over_budget import list_over_budget
from estimator.model.estimate import LARGEST
from estimator.model.options import Options
from tests.sheets import outcome

# 3.00 once, for a million tokens, and nothing for its use.
ROW = {"Monthly input tokens": "0", "Monthly output tokens": "0", "Epochs": "1"}
EUROS = Options(currency="EUR", fx="0.5", fx_date="2026-11-20")


def test_every_workload_over_its_budget_is_listed(tmp_path: Path) -> None:
    budgets = [f"{n / 10}" for n in range(LARGEST + 5)]
    found = outcome(tmp_path, *({**ROW, "Annual budget": one} for one in ["3", *budgets, ""]))
    assert found.estimate is not None
    over = list_over_budget(found.estimate)
    assert over["workload_id"].to_list() == [f"W-{n}" for n in range(2, LARGEST + 7)]
    assert over["fiscal_year_variance"].is_sorted()
    assert over.row(0, named=True) == {
        "workload_id": "W-2", "workload_name": None, "cost_center": None,
        "annual_budget": Decimal(0), "fiscal_year_cost": Decimal(3),
        "fiscal_year_variance": Decimal(-3),
    }  # fmt: skip


def test_nothing_over_budget_is_an_empty_list(tmp_path: Path) -> None:
    for row in ({**ROW, "Annual budget": "3"}, ROW):
        found = outcome(tmp_path, row)
        assert found.estimate is not None
        assert len(list_over_budget(found.estimate)) == 0


def test_cost_centers_and_periods_are_lines(tmp_path: Path) -> None:
    for text, columns in (
        ("Cost center,Budget (USD)\nSales,1\nOps,9\n", ["cost_center"]),
        (
            "Cost center,Period,Budget (USD)\nSales,2027-01,1\nSales,2027-02,1\nOps,2027,9\n",
            ["cost_center", "period", "first_month", "last_month"],
        ),
    ):
        path = tmp_path / "budgets.csv"
        path.write_text(text)
        options = replace(EUROS, budgets=str(path), fiscal_year_start="2027-01")
        rows = [{**ROW, "Cost center": one, "Start month": "2027-01"} for one in ("Sales", "Ops")]
        found = outcome(tmp_path, *rows, options=options)
        assert found.estimate is not None
        over = list_over_budget(found.estimate)
        amounts = ["annual_budget", "annual_budget_eur", "fiscal_year_cost_eur"]
        assert over.columns == [*columns, *amounts, "fiscal_year_variance_eur"]
        assert over.select(amounts).rows() == [(1, Decimal("0.5"), Decimal("1.5"))]
