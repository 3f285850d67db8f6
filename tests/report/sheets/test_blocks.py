"""What tables of groups share: groups without workloads, and parts of formulas."""

import polars as pl

from estimator.report.sheets.blocks import (
    add_unused_models,
    amount_columns,
    count_true_formula,
    escaped_text,
    first_groups,
    sum_above_formula,
)
from tests.report.sheets.portfolio import Portfolio


def test_models_without_workloads_follow_those_that_have_some(portfolio: Portfolio) -> None:
    estimate = portfolio.estimate
    found = add_unused_models(estimate.totals.groups["model"], estimate)
    assert len(found) == len(estimate.basis.list_prices)
    assert found["label"].to_list()[:2] == ["gpt-4o", "gpt-3.5-turbo"]
    assert found["rows"].to_list() == [3, 1, *[0] * (len(found) - 2)]


def test_signs_that_stand_for_others_are_escaped_the_sign_of_escapes_first() -> None:
    assert escaped_text("A1") == (
        'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(A1,"~","~~"),"*","~*"),"?","~?")'
    )


def test_of_conditions_those_that_are_true_are_counted() -> None:
    assert count_true_formula(["(A1<>1)", "(A2<>2)"]) == "=(A1<>1)+(A2<>2)+0"
    # The 0 makes a number of a single one.
    assert count_true_formula(["(A1<>1)"]) == "=(A1<>1)+0"


def test_a_sum_ends_above_the_total() -> None:
    assert sum_above_formula(28, 5, 9) == "=SUM(AB5:AB8)"


def test_the_fiscal_year_follows_the_totals_of_the_cost_model(portfolio: Portfolio) -> None:
    assert amount_columns(portfolio.estimate) == (
        "training_cost", "monthly_cost", "annual_cost", "first_year_cost", "fiscal_year_cost",
    )  # fmt: skip


def test_a_group_that_would_have_a_line_for_itself_anyway_is_listed() -> None:
    counts = [len(first_groups(pl.DataFrame({"key": range(n)}), 20)) for n in (19, 20, 21, 22)]
    assert counts == [19, 20, 21, 20]
