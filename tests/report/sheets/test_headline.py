"""The top of the Summary: what the run was made of, and its headline figures."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.report.sheets.headline import short_amount
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome
from tests.workbooks import endless_card

SHEET = "Summary"


def _summary(folder: Path, *rows: dict[str, str], options: Options | None = None) -> Worksheet:
    path = folder / "made.xlsx"
    assert save_estimate(outcome(folder, *rows, options=options), path).estimate is not None
    found = load_workbook(path, data_only=True)[SHEET]
    assert isinstance(found, Worksheet)
    return found


def _below(sheet: Worksheet, label: str) -> list[object]:
    """The figure and the note below the label of a tile."""
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
    return [sheet.cell(cell.row + n, cell.column).value for n in (1, 2)]


def test_the_title_names_the_company_and_the_fiscal_year(tmp_path: Path) -> None:
    options = Options(title="ACME", fiscal_year_start="2027-04")
    assert _summary(tmp_path, {}, options=options)["A1"].value == (
        "ACME: LLM fine-tuning budget, FY2027/28"
    )
    assert _summary(tmp_path, {})["A1"].value == "LLM fine-tuning budget, FY2027"


def test_all_cost_is_held_against_all_budget(portfolio: Portfolio) -> None:
    cost = portfolio.estimate.frame["fiscal_year_cost"].sum()
    sheet = portfolio.values[SHEET]
    assert isinstance(sheet, Worksheet)
    figures = [_below(sheet, label)[0] for label in ("Cost in FY2027", "Budget", "Left")]
    assert [round(Decimal(str(one)), 2) for one in figures] == [cost, 1100, 1100 - cost]


def test_what_has_no_budget_is_said_beside_the_total(tmp_path: Path) -> None:
    sheet = _summary(tmp_path, {"Annual budget": "20"}, {}, {"Start month": "2027-12"})
    frame = outcome(tmp_path, {"Annual budget": "20"}, {}, {"Start month": "2027-12"})
    assert frame.estimate is not None
    costs = [float(one) for one in frame.estimate.frame["fiscal_year_cost"]]
    assert _below(sheet, "Without a budget") == [pytest.approx(sum(costs[1:])), "2 workloads"]
    assert _below(sheet, "Budget") == [20, "1 workload"]


def test_nothing_is_left_of_a_budget_that_nobody_has(tmp_path: Path) -> None:
    sheet = _summary(tmp_path, {})
    assert _below(sheet, "Budget") == [0, "none given"]
    assert {*_below(sheet, "Left")} <= {None, ""}


def _cautions(sheet: Worksheet) -> list[str]:
    """The texts from the scenario down to the headline figures, without the notes beside them."""
    texts = [str(row[0]) for row in sheet.iter_rows(5, 11, max_col=1, values_only=True) if row[0]]
    return texts[: next(n for n, one in enumerate(texts) if one.startswith("Cost in "))]


def test_the_cost_on_the_other_rate_card_is_beside_the_caution(tmp_path: Path) -> None:
    for model, ending in (
        ("gpt-4o", "."),
        ("gpt-4-turbo", "; it has no price for gpt-4-turbo (1 workload)."),
    ):
        rows: tuple[dict[str, str], ...] = ({}, {"Model": model})
        said = " ".join(_cautions(_summary(tmp_path, *rows)))
        # The prices are compared, not how long the models of each card are offered.
        card = Options(rate_card=endless_card(tmp_path))
        on_both = rows if ending == "." else rows[:1]
        costs = []
        for options in (card, Options()):
            estimate = outcome(tmp_path, *on_both, options=options).estimate
            assert estimate is not None
            costs.append(f"{estimate.frame['fiscal_year_cost'].sum():,.0f}")
        there, here = costs
        assert f" {there} USD in FY2027 in place of {here} (when made){ending}" in said
        assert " On rate card openai-2026-11 the " in said
        assert said.endswith(" USD of that year is not covered there, as its models end.")


def test_a_card_without_any_of_the_prices_gives_no_total(tmp_path: Path) -> None:
    said = " ".join(_cautions(_summary(tmp_path, {"Model": "gpt-4-turbo"})))
    assert said.endswith(
        " Rate card openai-2026-11 has no price for gpt-4-turbo (1 workload), so the cost on it is "
        "not known."
    )


def test_a_card_that_is_compared_with_none_has_no_caution(tmp_path: Path) -> None:
    assert _cautions(_summary(tmp_path, {}, options=Options(rate_card="openai-2026-11"))) == []


@pytest.mark.parametrize(
    ("amount", "said"),
    [("12.4", "12"), ("999", "999"), ("1120", "1.12k"), ("62256", "62.3k"), ("1704999", "1.70M"),
     ("85600000000", "85.6bn"), ("123456789012", "123bn")],
)  # fmt: skip
def test_an_amount_in_words_has_three_digits(amount: str, said: str) -> None:
    assert short_amount(Decimal(amount)) == said


def test_budgets_of_periods_are_held_against_their_periods(periods: Portfolio) -> None:
    frame = periods.estimate.totals.budgets
    assert frame is not None
    own = frame.drop_nulls("annual_budget")
    row, column = periods.find_cell("Summary", "Budget")
    assert periods.amount("Summary", row + 1, column) == 9008
    assert periods.value("Summary", row + 2, column) == "3 periods"
    row, column = periods.find_cell("Summary", "Left")
    assert periods.amount("Summary", row + 1, column) == own["fiscal_year_variance"].sum()
    assert periods.value("Summary", row + 2, column) == "in their periods"
    row, column = periods.find_cell("Summary", "Without a budget")
    assert periods.value("Summary", row + 2, column) == "1 cost center"
    row, column = periods.find_cell("Summary", "Cost in FY2027")
    whole = periods.estimate.frame["fiscal_year_cost"].sum()
    assert periods.amount("Summary", row + 1, column) == whole
