"""Defaults on the Summary: those in use, and what each of them adds."""

from decimal import Decimal

from tests.report.sheets.portfolio import Portfolio

SHEET = "Summary"


def test_a_default_says_how_many_workloads_it_fills_and_what_it_adds(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Defaults in use")
    epochs = next(
        one for one in portfolio.estimate.totals.assumed if one.assumption.name == "default_epochs"
    )
    # One workload of four has its own number of epochs.
    assert portfolio.line(SHEET, top + 1)[:3] == ["Epochs", 3, 3]
    assert epochs.added_cost is not None
    assert portfolio.amount(SHEET, top + 1, 4) == epochs.added_cost > Decimal(0)
    assert portfolio.formula(SHEET, top + 1, 3) == "=default_epochs"
    assert str(portfolio.formula(SHEET, top + 1, 2)).startswith("=COUNTIFS(Estimates!")
