"""The workings of a workload are arithmetic that holds, and have what contributed, no more."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.estimate import Outcome
from estimator.model.options import SKIP, Options
from estimator.pipeline import estimate
from estimator.report.explain import explained_columns
from estimator.report.workings import explain_row
from tests.command import SAMPLES
from tests.sheets import GOOD, sheet

EUROS = Options(currency="EUR", fx="0.92", fx_date="2026-11-20", scenario="high", on_error=SKIP)
HOUSE = Options(cost_model=SAMPLES / "house_costs.toml", months=30, on_error=SKIP)
STEP = re.compile(r"^(?P<title>\S.*?)  +(?P<working>\S.*) = (?P<result>[-\d,.%]+)(?: \D.*)?$")


def workings(outcome: Outcome, name: str, workload: str) -> list[str]:
    assert outcome.estimate is not None
    lines = explain_row(outcome.estimate, outcome.tables, name, workload)
    assert lines is not None
    return list(lines)


def one(folder: Path, name: str, options: Options | None = None, **cells: str) -> list[str]:
    """The workings of a column of one workload with these ``cells``."""
    headings = {key.replace("_", " ").capitalize(): cell for key, cell in cells.items()}
    plan = sheet(folder / "plan.csv", GOOD | headings)
    return workings(estimate(plan, options or Options()), name, GOOD["Workload ID"])


def computed(working: str) -> Decimal:
    """What the arithmetic of a line comes to, by a reading of its own."""
    text = working.replace("\N{MULTIPLICATION SIGN}", "*").replace(",", "")
    text = re.sub(r"\d+(?:\.\d+)?", lambda number: f"Decimal('{number[0]}')", text)
    text = text.replace("%", " / 100")
    return Decimal(eval(text, {"Decimal": Decimal}))  # noqa: S307 - digits and signs of our own


def steps(lines: list[str]) -> Iterator[tuple[str, str, Decimal]]:
    """The title, arithmetic and result of each line that has them."""
    for match in filter(None, map(STEP.match, lines)):
        share = match["result"].endswith("%")
        number = Decimal(match["result"].rstrip("%").replace(",", ""))
        yield match["title"], match["working"], number / 100 if share else number


@pytest.mark.parametrize(
    "options", [Options(on_error=SKIP), EUROS, HOUSE], ids=["", "eur", "house"]
)
def test_every_line_holds_and_the_last_is_the_answer(options: Options) -> None:
    outcome = estimate(SAMPLES / "portfolio.xlsx", options)
    assert outcome.estimate is not None
    basis = outcome.estimate.basis
    columns = explained_columns(basis.model, basis.plan.length)
    shown = [column.name for column in basis.model.columns if column.total or column.money]
    named = {*shown[::3], *(name for name in columns if name.startswith("fiscal_year")), "m12_cost"}
    counted = 0
    for workload in outcome.estimate.frame["workload_id"].to_list()[::9]:
        for name in named:
            lines = workings(outcome, name, workload)
            found = list(steps(lines))
            for title, working, result in found:
                assert abs(computed(working) - result) <= Decimal("0.01"), (name, title, working)
            if found:
                assert lines[len(found) + 1].endswith(f" = {lines[0].rpartition(': ')[2]}")
            counted += len(found)
    assert counted > 50


def test_what_adds_nothing_is_left_out(tmp_path: Path) -> None:
    lines = one(tmp_path, "first_year_cost", retry_rate="0")
    titles = [title for title, _, _ in steps(lines)]
    assert "Monthly retry allowance" not in titles
    assert "Held-out tokens" not in titles
    assert all("Retry" not in line for line in lines)
    assert len(lines) <= 15


def test_leaf_costs_are_tokens_times_price(tmp_path: Path) -> None:
    lines = one(tmp_path, "training_cost", training_tokens="1,000,000", epochs="3", model="gpt-4o")
    multiplied = "3,000,000 \N{MULTIPLICATION SIGN} 3.00 / 1,000,000 = 9.00 USD"
    assert f"Training cost           {multiplied}" in lines


def test_growth_is_told_month_by_month(tmp_path: Path) -> None:
    lines = one(tmp_path, "fiscal_year_cost", monthly_growth_rate="2%", start_month="2027-10")
    found = {title: working for title, working, _ in steps(lines)}
    assert [title for title in found if title.startswith("Month ")] == ["Month 11", "Month 12"]
    assert found["Month 12"].endswith("\N{MULTIPLICATION SIGN} 1.02")
    steady = one(tmp_path, "fiscal_year_cost", monthly_growth_rate="", start_month="2027-10")
    assert any(" + 3 \N{MULTIPLICATION SIGN} " in working for _, working, _ in steps(steady))


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("1", "> 1.00 = over"),
        ("200", ">= 200.00 \N{MULTIPLICATION SIGN} 80% = near"),
        ("1000000", "< 1,000,000.00 \N{MULTIPLICATION SIGN} 80% = within"),
        ("", "Annual budget is blank = none"),
    ],
)
def test_a_status_is_told_by_the_comparisons_that_hold(
    budget: str, said: str, tmp_path: Path
) -> None:
    assert any(line.endswith(said) for line in one(tmp_path, "budget_status", annual_budget=budget))


def test_a_zero_is_told_by_the_zeros_it_comes_of(tmp_path: Path) -> None:
    lines = one(tmp_path, "monthly_cached_input_cost", cached_input_share="0")
    assert [result for _, _, result in steps(lines)] == [0, 0]


def test_an_assumption_says_who_set_it(tmp_path: Path) -> None:
    lines = one(tmp_path, "training_cost", Options(assume=("epochs=5",)), epochs="")
    assert "Assumptions: Epochs 5, set by --assume" in lines


def test_an_unknown_workload_has_none() -> None:
    outcome = estimate(SAMPLES / "portfolio.xlsx", Options(on_error=SKIP))
    assert outcome.estimate is not None
    assert explain_row(outcome.estimate, outcome.tables, "training_cost", "W-999999") is None
