"""The Rejected sheet: the rows with errors as given, their source, and the reasons."""

import pytest

from estimator.report.sheets import rejected
from estimator.report.sheets.rejected import (
    COLUMNS,
    FIRST_ROW,
    HEADING_ROW,
    count_unshown,
)
from tests.report.sheets.portfolio import Portfolio

SHEET = "Rejected"


def test_a_row_is_listed_with_its_source_and_its_reason(portfolio: Portfolio) -> None:
    assert portfolio.line(SHEET, FIRST_ROW)[: len(COLUMNS)] == [
        "plan.csv",
        "plan",
        4,
        'plan!K4 (Epochs): found "x"; expected a whole number from 1 to 50.',
    ]
    assert portfolio.values[SHEET].max_row == FIRST_ROW


def test_its_cells_are_as_given_below_their_headers(portfolio: Portfolio) -> None:
    given = dict(
        zip(portfolio.line(SHEET, HEADING_ROW), portfolio.line(SHEET, FIRST_ROW), strict=True)
    )
    assert given["Epochs"] == "x"
    assert given["Training tokens"] == "1000000"
    assert (given["Workload name"], given["Team"]) == ("Lost", None)


def test_rows_that_do_not_fit_are_counted(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimate = portfolio.estimate
    assert count_unshown(estimate) == 0
    monkeypatch.setattr(rejected, "MOST_ROWS", HEADING_ROW)
    assert count_unshown(estimate) == 1
