"""What tables of groups share: the groups shown, the rest, and sums."""

import polars as pl
import pytest

from estimator.report.sheets.blocks import (
    amount_columns,
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


def test_the_fiscal_year_follows_the_totals_of_the_cost_model(portfolio: Portfolio) -> None:
    assert amount_columns(portfolio.estimate) == (
        "training_cost", "monthly_cost", "annual_cost", "first_year_cost", "fiscal_year_cost",
    )  # fmt: skip
