"""A workbook made by estimator keeps the house's costs, alive, and its plan."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from estimator.basis.cost_model import load_cost_model
from estimator.basis.house import choose_cost_model, keep_plan
from estimator.model.cells import Book
from estimator.model.cost_model import CostModel
from estimator.model.options import Options
from estimator.model.own_workbook import ABOUT, COST_MODEL
from estimator.outputs import explain_topic, save_estimate
from estimator.pipeline import estimate
from tests.sheets import GOOD, sheet
from tests.tables import sheet_of
from tests.workbooks import HOUSE, house

PLAN = Options(months=24, fiscal_year_start="2027-04")
ODD = 'say "x" \\ = #\n\t\x7f 🚀'


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with house costs and a plan of its own."""
    folder = tmp_path_factory.mktemp("house")
    options = replace(PLAN, cost_model=house(folder).cost_model)
    made = estimate(sheet(folder / "plan.csv", GOOD), options)
    assert save_estimate(made, folder / "made.xlsx").estimate is not None
    return folder / "made.xlsx"


def test_a_workbook_sent_in_again_keeps_its_house_costs_and_its_plan(workbook: Path) -> None:
    options = replace(PLAN, cost_model=workbook.with_name("house.toml"))
    first, again = estimate(workbook.with_name("plan.csv"), options), estimate(workbook)
    assert first.estimate is not None
    assert again.estimate is not None
    assert again.estimate.basis.model == first.estimate.basis.model
    plan = replace(first.estimate.basis.plan, reason="the plan of the workbook says so")
    assert again.estimate.basis.plan == plan
    assert again.estimate.totals.by_column == first.estimate.totals.by_column
    assert again.estimate.carried_headings == ()
    said = " ".join(one.message for one in again.notices)
    assert 'the workbook\'s sheet "Cost model" is used (house.toml)' in said
    assert "The plan of the workbook is used: 24 months from 2027-04." in said


def test_the_command_line_goes_over_the_workbook(workbook: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(HOUSE.replace("support_cost", "other_cost"), encoding="utf-8")
    options = Options(cost_model=other, months=12, fiscal_year_start="2028-01")
    found = estimate(workbook, options)
    assert found.basis is not None
    assert (found.basis.plan.start, found.basis.plan.length) == ("2028-01", 12)
    assert found.basis.model.column("other_cost") is not None
    assert found.basis.model.column("support_cost") is None
    said = " ".join(one.message for one in found.notices)
    assert "The plan of the workbook" not in said
    assert "Cost model" not in said
    half = estimate(workbook, Options(months=36))
    assert half.basis is not None
    assert (half.basis.plan.start, half.basis.plan.length) == ("2027-04", 36)


def test_a_rate_of_the_house_that_was_changed_counts(workbook: Path, tmp_path: Path) -> None:
    book = load_workbook(workbook)
    cell = next(row[1] for row in book["Assumptions"].iter_rows() if row[0].value == "Support rate")
    cell.value = 0.5
    book.save(tmp_path / "changed.xlsx")
    before, after = estimate(workbook).estimate, estimate(tmp_path / "changed.xlsx").estimate
    assert before is not None
    assert after is not None
    assert after.totals.by_column["support_cost"] > 3 * before.totals.by_column["support_cost"] > 0


def test_a_house_column_of_a_workbook_is_explained_with_a_row(workbook: Path) -> None:
    lines, problems = explain_topic("Support cost", workbook, "W-1", Options())
    assert problems == []
    assert lines[0] == "Support cost of W-1, row 8 of made.xlsx: 25.00 USD"
    assert explain_topic("support_cost", workbook, "", Options())[1] != []


def kept(model: CostModel | None) -> CostModel:
    """The model as a workbook that has it gives it back."""
    assert model is not None
    rows = (("File", model.house), ("Cost model in TOML", None))
    lines = sheet_of(*rows, *((line, None) for line in model.house_lines), name=COST_MODEL)
    found, (notice,) = choose_cost_model(Book("a.xlsx", (lines,), made_by_estimator=True), None)
    assert found is not None
    assert notice.code == "workbook-values"
    return found


def test_a_cost_model_comes_back_as_it_was_whatever_its_texts(tmp_path: Path) -> None:
    entry = {"name": "x_share", "title": ODD, "value": "0.5", "unit": "share", "source": ODD}
    column = {"name": "x", "title": "=1+1", "unit": "USD", "formula": "=ROUND(1 * x_share, 2)"}
    document = {
        "assumption": [entry | {"maximum": 0.75, "minimum": 0}],
        "column": [column | {"total": True, "description": ODD}],
    }
    path = tmp_path / "house.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    model, problems = load_cost_model(path)
    assert problems == []
    assert kept(model) == model
    assert kept(load_cost_model(house(tmp_path).cost_model)[0]).house == "house.toml"


def test_a_sheet_that_was_spoiled_is_a_problem() -> None:
    rows = (("File", "h.toml"), ("Cost model in TOML", None), ("[[column]", None))
    book = Book("a.xlsx", (sheet_of(*rows, name=COST_MODEL),), made_by_estimator=True)
    model, (problem,) = choose_cost_model(book, None)
    assert (model, problem.code) == (None, "bad-cost-model")
    assert "Use --cost-model FILE" in problem.message
    other = Book("a.xlsx", book.sheets)
    assert choose_cost_model(other, None) == load_cost_model(None)


def test_without_a_workbook_the_plan_has_twelve_months() -> None:
    kept_options, problems = keep_plan(None, Options())
    assert (kept_options.months, kept_options.fiscal_year_start, problems) == (12, "", [])
    about = sheet_of(
        ("First month of the plan", "2027-07"), ("Months in the plan", "x"), name=ABOUT
    )
    kept_options, _ = keep_plan(Book("a.xlsx", (about,), made_by_estimator=True), Options())
    assert (kept_options.months, kept_options.fiscal_year_start) == (12, "2027-07")
