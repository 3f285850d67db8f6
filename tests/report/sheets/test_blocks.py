"""Blocks of totals: the groups shown, the rest, the largest workloads, and the defaults."""

import polars as pl
import pytest

from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    LABEL,
    ROWS,
    amount_column,
    most_groups,
    split_groups,
    sum_above_formula,
)
from tests.report.sheets.portfolio import Portfolio


@pytest.mark.parametrize(("groups", "shown"), [(2, 2), (4, 4), (5, 3), (9, 3)])
def test_one_row_stands_for_at_least_two_groups(
    portfolio: Portfolio, groups: int, shown: int
) -> None:
    frame = pl.DataFrame({"key": range(groups)})
    first, rest = split_groups(frame, portfolio.estimate, "cost_center", 3)
    assert [*first["key"], *rest["key"]] == list(range(groups))
    assert (len(first), len(rest)) == (shown, groups - shown)


def test_models_without_workloads_follow_those_that_have_some(portfolio: Portfolio) -> None:
    estimate = portfolio.estimate
    assert most_groups(estimate, "model") == len(estimate.basis.list_prices)
    shown, rest = split_groups(estimate.totals.groups["model"], estimate, "model", 6)
    assert shown["label"].to_list()[:2] == ["gpt-4o", "gpt-3.5-turbo"]
    assert shown["rows"].to_list() == [3, 1, 0, 0, 0, 0]
    assert len(rest) == 0


def test_a_sum_ends_above_the_total() -> None:
    assert sum_above_formula(28, 5, 9) == "=SUM(AB5:AB8)"


def test_the_rest_is_the_total_less_the_models_shown(portfolio: Portfolio) -> None:
    row, _ = portfolio.find_cell("Summary", "4 others")
    shown = f"SUM(D{row - 2}:D{row - 1})"
    assert str(portfolio.formula("Summary", row, FIRST_AMOUNT)).endswith(f"-{shown},2)")
    assert portfolio.value("Summary", row, ROWS) == 0


def test_the_largest_workloads_are_looked_up_by_line(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Summary", "Largest workloads")
    cost = amount_column(portfolio.estimate, "first_year_cost")
    assert portfolio.line("Summary", top + 1)[:ROWS] == ["Big", 4, "gpt-4o"]
    costs = [portfolio.amount("Summary", top + n, cost) for n in range(1, 5)]
    assert costs == sorted(portfolio.estimate.frame["first_year_cost"], reverse=True)
    assert f"MATCH($B{top + 1}," in str(portfolio.formula("Summary", top + 1, cost))


def test_a_default_says_how_many_workloads_it_fills(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Summary", "Defaults for blank cells")
    # One workload of four has its own number of epochs.
    assert portfolio.line("Summary", top + 1)[:FIRST_AMOUNT] == ["Epochs", None, 3, 3]
    assert portfolio.formula("Summary", top + 1, FIRST_AMOUNT) == "=default_epochs"
    assert portfolio.value("Summary", top + 2, LABEL) == "Validation share"
