"""What models that end leave of a plan: figures worked out by hand, in the engine and the workbook.

The three cases of the guide on the published prices, and a production workload that starts or grows
otherwise; the amounts were added up on paper from the definitions.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.pipeline import estimate
from estimator.report.json import outcome_document
from tests.workbooks import (
    Made,
    Record,
    Results,
    csv_text,
    differences,
    made,
    needs_libreoffice,
    recalculated,
    results,
)

PUBLISHED = Options(rate_card="openai-2026-11", fiscal_year_start="2027-01")
USUAL = {"epochs": "1", "retry_rate": "0"}
STARTUP = USUAL | {
    "workload_id": "Startup",
    "cost_center": "One",
    "model": "GPT-4o Mini",
    "training_tokens": "100K",
    "daily_input_tokens": "10K",
    "daily_output_tokens": "30K",
}
PRODUCTION = USUAL | {
    "workload_id": "Production",
    "cost_center": "Two",
    "model": "GPT-4o Mini",
    "training_tokens": "1M",
    "daily_input_tokens": "5M",
    "daily_output_tokens": "15M",
}
ENTERPRISE = USUAL | {
    "workload_id": "Enterprise",
    "cost_center": "Two",
    "model": "GPT-4o",
    "training_tokens": "5M",
    "daily_input_tokens": "50M",
    "daily_output_tokens": "150M",
}
GUIDE = (STARTUP, PRODUCTION, ENTERPRISE)
PLANNED = {"Startup": "1.47", "Production": "588.00", "Enterprise": "73250.00"}
UNCOVERED = {"Startup": "12.87", "Production": "6435.00", "Enterprise": "804375.00"}


def priced(folder: Path, *records: Record, options: Options = PUBLISHED) -> Estimate:
    path = folder / "workloads.csv"
    path.write_text(csv_text(records), encoding="utf-8")
    found = estimate(path, options).estimate
    assert found is not None
    return found


def by_id(found: Estimate, name: str) -> dict[str, Decimal]:
    return dict(found.frame.select("workload_id", name).iter_rows())


def amounts(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in texts.items()}


def test_the_cases_of_the_guide_stop_where_their_models_do(tmp_path: Path) -> None:
    found = priced(tmp_path, *GUIDE)
    assert by_id(found, "fiscal_year_cost") == amounts(PLANNED)
    assert by_id(found, "uncovered_cost") == amounts(UNCOVERED)
    totals = found.totals.calendar.portfolio_amounts
    assert totals["fiscal_year_cost"] == Decimal("73839.47")
    assert totals["uncovered_cost"] == Decimal("810822.87")
    # What the year would cost if the models were still offered.
    assert totals["fiscal_year_cost"] + totals["uncovered_cost"] == Decimal("884662.34")
    # Training, and January in full.
    once = sum(totals[f"one-time {month}"] for month in found.basis.plan.months)
    assert (once, totals["recurring 2027-01"]) == (Decimal("128.30"), Decimal("73711.17"))
    assert totals["uncovered 2027-02"] == totals["uncovered 2027-12"] == Decimal("73711.17")


def test_the_run_rate_does_not_know_of_the_end(tmp_path: Path) -> None:
    found = priced(tmp_path, *GUIDE)
    assert found.totals.by_column["annual_cost"] == 12 * Decimal("73711.17")
    assert found.totals.by_column["first_year_cost"] == Decimal("884662.34")


@pytest.mark.parametrize(
    ("changes", "first", "planned", "uncovered", "notices"),
    [
        (
            {"start_month": "2026-12", "end_month": "2027-11"},
            "2026-12",
            "1173.00",
            "5850.00",
            ["model-retires"],
        ),
        (
            {"start_month": "2026-12", "end_month": "2027-11", "monthly_growth_rate": "2%"},
            "2026-12",
            "1184.70",
            "5967.00",
            ["model-retires"],
        ),
        (
            {"start_month": "2027-03"},
            "2027-01",
            "0",
            "5853.00",
            ["model-retires", "training-ends"],
        ),
        ({"end_month": "2027-01"}, "2027-01", "588.00", "0", []),
        (
            {"model": "gpt-3.5-turbo"},
            "2027-01",
            "0",
            "37808.00",
            ["model-retires", "training-ends"],
        ),
    ],
)
def test_a_production_workload_stops_where_its_model_does(
    tmp_path: Path,
    changes: Record,
    first: str,
    planned: str,
    uncovered: str,
    notices: list[str],
) -> None:
    options = Options(rate_card="openai-2026-11", fiscal_year_start=first)
    found = priced(tmp_path, {**PRODUCTION, **changes}, options=options)
    assert by_id(found, "fiscal_year_cost") == {"Production": Decimal(planned)}
    assert by_id(found, "uncovered_cost") == {"Production": Decimal(uncovered)}
    assert [one.code for one in found.problems] == notices


def test_the_prices_of_the_guide_have_no_end_and_nothing_of_it(tmp_path: Path) -> None:
    found = priced(tmp_path, *GUIDE, options=Options(fiscal_year_start="2027-01"))
    assert not any("uncovered" in name for name in found.frame.columns)
    assert not any("uncovered" in name for name in found.totals.calendar.portfolio_amounts)
    path = tmp_path / "workloads.csv"
    document = outcome_document(estimate(path, Options(fiscal_year_start="2027-01")))
    # The other card has models that end.
    assert "uncovered" not in str({**document, "problems": [], "on_other_card": None})


def test_the_json_has_it_in_totals_groups_and_months(tmp_path: Path) -> None:
    priced(tmp_path, *GUIDE)
    document = outcome_document(estimate(tmp_path / "workloads.csv", PUBLISHED))
    assert document["totals"]["uncovered_cost"] == "810822.87"
    by_model = {one["model"]: one["uncovered_cost"] for one in document["by_model"]}
    assert by_model == {"gpt-4o": "804375.00", "gpt-4o-mini": "6447.87"}
    by_center = {one["cost_center"]: one["uncovered_cost"] for one in document["by_cost_center"]}
    assert by_center == {"One": "12.87", "Two": "810810.00"}
    plan = document["plan"]
    assert [one["uncovered_cost"] for one in plan["by_month"]] == ["0.00"] + ["73711.17"] * 11
    for dimension in ("by_model", "by_cost_center"):
        whole = sum(Decimal(one["uncovered_cost"]) for one in plan[dimension])
        assert whole == Decimal("810822.87")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("ends"), GUIDE, PUBLISHED)


def column_of(found: Results, workbook: Made, name: str) -> list[float]:
    """The values of a column of Estimates."""
    grid = workbook.grid
    cells = [
        found["Estimates", grid.relative_address(name, row)].value
        for row in range(grid.first_row, grid.last_row + 1)
    ]
    return [cell for cell in cells if isinstance(cell, float)]


@needs_libreoffice
def test_the_workbook_recalculated_has_the_same_figures(workbook: Made) -> None:
    stored = results(workbook.path)
    again = results(recalculated(workbook.path))
    assert differences(stored, again) == []
    assert column_of(again, workbook, "fiscal_year_cost") == [1.47, 588.0, 73250.0]
    assert column_of(again, workbook, "uncovered_cost") == [12.87, 6435.0, 804375.0]
    assert column_of(again, workbook, "uncovered_months") == [11.0, 11.0, 11.0]
    assert again["Checks", "B3"].value == "OK"
