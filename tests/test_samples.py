"""The samples are documentation: what stands beside them is what the product makes of them."""

import csv
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from estimator.model.estimate import Estimate
from estimator.model.money import money_text
from estimator.model.options import Options
from estimator.pipeline import check, estimate
from tests.approved import assert_golden
from tests.command import SAMPLES, run

INVALID = sorted(
    path for path in (SAMPLES / "invalid").iterdir() if path.suffix in {".csv", ".xlsx"}
)
# The guide's own table (training, monthly, first year); it prints 3,510.00 for the production app,
# but 1 + 12 x 292.50 is 3,511.00.
GUIDE = {
    "1 100K tokens": ("0.10", "0.00", "0.10"),
    "2 Examples": ("5.00", "0.00", "5.00"),
    "3 Monthly usage": ("0.00", "1.35", "16.20"),
    "4 Startup": ("0.10", "0.59", "7.18"),
    "5 Production": ("1.00", "292.50", "3511.00"),
    "6 Enterprise": ("15.00", "48750.00", "585015.00"),
}


def test_the_guides_figures_come_out_to_the_cent(tmp_path: Path) -> None:
    told = run(
        "estimate", SAMPLES / "guide_scenarios.csv", "--json", "-o", "guide.xlsx", cwd=tmp_path
    )
    found = {
        group["cost_center"]: tuple(
            group[name] for name in ("training_cost", "monthly_cost", "first_year_cost")
        )
        for group in told.json["by_cost_center"]
    }
    assert found == GUIDE
    assert told.code == 0


def test_the_expected_costs_beside_the_guide_are_those_of_the_engine() -> None:
    made = estimate(SAMPLES / "guide_scenarios.csv").estimate
    assert made is not None
    expected = list(
        csv.DictReader((SAMPLES / "guide_scenarios.expected.csv").read_text().splitlines())
    )
    rows = made.frame.select(list(expected[0])).iter_rows(named=True)
    found = [
        {
            name: money_text(value) if isinstance(value, Decimal) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    assert found == expected


def test_the_portfolio_is_priced_without_an_error() -> None:
    found = estimate(SAMPLES / "portfolio.xlsx")
    assert (found.rows, found.good, len(found.errors)) == (200, 200, 0)
    assert found.estimate is not None
    assert len(found.estimate.totals.groups["department"]) == 8
    assert {one.status for one in found.estimate.totals.budgeted if one.rows} == {
        "within",
        "near",
        "over",
        "none",
    }


@pytest.mark.parametrize("name", ["department", "project", "cost_center"])
def test_departments_projects_and_cost_centers_of_the_portfolio_cross(name: str) -> None:
    frame = _portfolio().frame
    others = [one for one in ("department", "project", "cost_center") if one != name]
    met = frame.group_by(name).agg(pl.col(others).n_unique())
    assert len(met) == 8
    assert met.select(pl.min_horizontal(others)).min().item() >= 2


def test_a_third_of_the_portfolio_starts_ends_or_grows_on_the_same_run_rates() -> None:
    made = _portfolio()
    frame, first, last = made.frame, pl.lit("2027-01"), pl.lit("2027-12")
    start, end, growth = map(pl.col, ("start_month", "end_month", "monthly_growth_rate"))
    counts = {
        "any": start.is_not_null() | end.is_not_null() | growth.is_not_null(),
        "starts in the year": start.is_between(first, last),
        "started before": start < first,
        "ends in the year": end.is_between(first, last),
        "over before": end < first,
        "both in the year": start.is_between(first, last) & end.is_between(first, last),
        "grows": growth > 0,
        "declines": growth < 0,
    }
    found = frame.select(rows.sum().alias(name) for name, rows in counts.items()).row(0, named=True)
    assert 60 <= found.pop("any") <= 72
    assert min(found.values()) >= 5
    rates = ("training_cost", "monthly_cost", "annual_cost", "first_year_cost")
    assert [money_text(made.totals.by_column[name]) for name in rates] == [
        "2934.91",
        "197020.51",
        "2364246.12",
        "2367181.03",
    ]


@pytest.mark.parametrize("day", ["2026-08-01", "2026-10-31", "2026-12-31", "2027-10-01"])
def test_the_portfolio_is_planned_for_2027_on_any_day(
    day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
    assert _portfolio().totals.calendar.plan.start == "2027-01"


def test_the_script_makes_the_samples_that_are_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make_samples.py", tmp_path], check=True)
    for name in ("portfolio.xlsx", "invalid/faulty_cells.xlsx"):
        assert _cells(tmp_path / name) == _cells(SAMPLES / name)


def _portfolio() -> Estimate:
    made = estimate(SAMPLES / "portfolio.xlsx").estimate
    assert made is not None
    return made


def _cells(path: Path) -> list[tuple[object, ...]]:
    book = load_workbook(path)
    return [
        (sheet.title, cell.row, cell.column, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_an_invalid_sample_has_exactly_the_problems_beside_it(path: Path) -> None:
    found = check(path)
    said = [
        f"{problem.severity} {problem.code}\n  {problem.message}\n" for problem in found.problems
    ]
    assert_golden(path.with_suffix(".problems.txt"), "".join(said))
    assert found.exit_code == 1


def test_five_kinds_of_mistakes_are_five_problems_in_one_run_and_no_file(tmp_path: Path) -> None:
    source = SAMPLES / "invalid" / "five_mistakes.csv"
    told = run("estimate", source, "--json", "-o", "budget.xlsx", cwd=tmp_path)
    errors = [one for one in told.json["problems"] if one["severity"] == "error"]
    assert [(one["place"], one["code"]) for one in errors] == [
        ("five_mistakes!F2", "not-a-whole-number"),
        ("five_mistakes!D3", "unknown-model"),
        ("five_mistakes!E4", "negative"),
        ("five_mistakes!G5", "share-or-percent"),
        ("five_mistakes!A6", "duplicate-id"),
    ]
    assert told.code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_house_cost_model_adds_support_and_contingency() -> None:
    options = Options(cost_model=SAMPLES / "house_costs.toml")
    made = estimate(SAMPLES / "guide_scenarios.csv", options).estimate
    assert made is not None
    row = made.frame.filter(made.frame["workload_id"] == "G-5").row(0, named=True)
    # 15 % of 3,510.00; 10 % of 3,511.00 + 526.50, which is 403.75; and their sum.
    assert row["annual_support_cost"] == Decimal("526.50")
    assert row["contingency"] == Decimal("403.75")
    assert row["loaded_first_year_cost"] == Decimal("4441.25")
    assert (
        made.totals.by_column["loaded_first_year_cost"]
        == made.frame["loaded_first_year_cost"].sum()
    )


PROVIDERS = {
    "OpenAI": "openai-2026-11",
    "Azure": "azure-2026-08",
    "Fireworks": "fireworks-2026-10",
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_readme_shows_what_one_sheet_costs_on_three_providers(provider: str) -> None:
    options = Options(map=(f"Model on {provider}=model",), rate_card=PROVIDERS[provider])
    found = estimate(SAMPLES / "providers.csv", options).estimate
    assert found is not None
    sums, year = found.totals.by_column, found.totals.calendar.portfolio_amounts
    figures = [sums["training_cost"], sums["monthly_cost"], year["fiscal_year_cost"]]
    figures.append(year.get("uncovered_cost", Decimal(0)))
    line = " | ".join(["", provider, *(f"{one:,.2f}" for one in figures), ""]).strip()
    assert line in (SAMPLES.parent / "README.md").read_text(encoding="utf-8").splitlines()
