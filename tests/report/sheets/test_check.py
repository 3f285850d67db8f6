"""Checks as values: the allowed difference, and the conversion of a currency."""

from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from estimator.model.options import Options
from estimator.report.grid import Grid, estimates_grid
from estimator.report.sheets.check import (
    conversion_checks,
    count_check,
    currency_formula,
    describe_currency,
    rounding_check,
)
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

EUROS = Options(currency="EUR", fx="0.9", fx_date="2026-11-20", fx_source="ECB")
SIDES = ("=SUM(A1:A4)", Decimal("10.01")), ("=B1", Decimal("10.0049"))


def test_rounding_row_by_row_may_differ_by_half_a_cent_per_row(estimates: Grid) -> None:
    check = rounding_check(estimates, "Cost", *SIDES)
    assert check.allowed == "=(COUNTA(Estimates!$A$7:$A$1011)-1)*0.005+$B$4"
    assert check.allowed_value == Decimal("0.025")
    assert (check.left, check.right) == ("=SUM(A1:A4)", "=B1")


def test_a_check_of_rows_in_another_file_has_no_formulas(estimates: Grid) -> None:
    check = rounding_check(replace(estimates, elsewhere="rows.parquet"), "Cost", *SIDES)
    assert (check.left, check.right, check.allowed) == ("", "", "")
    assert check.left_value == Decimal("10.01")


def test_counts_must_agree_exactly() -> None:
    check = count_check("Rows", "=1", "=2", 7)
    assert check.left_value == check.right_value == 7
    assert check.allowed_value == 0
    assert (check.allowed, check.unit) == ("=0", "rows")


def test_a_converted_column_is_checked_against_its_dollars(tmp_path: Path) -> None:
    estimate = outcome(tmp_path, {}, {}, options=EUROS).estimate
    assert estimate is not None
    assert describe_currency(estimate) == "EUR, at 1 USD = 0.9 EUR (ECB, 2026-11-20)"
    assert currency_formula(estimate) == '="EUR, at 1 USD = "&fx_rate&" EUR ("&fx_source&")"'
    checks = list(conversion_checks(estimates_grid(estimate), estimate))
    assert checks
    for check in checks:
        assert check.right.endswith("*fx_rate")
        assert abs(check.left_value - check.right_value) <= check.allowed_value


def test_dollars_are_converted_nowhere(portfolio: Portfolio, estimates: Grid) -> None:
    estimate = portfolio.estimate
    assert describe_currency(estimate) == "USD, all amounts"
    assert currency_formula(estimate) == ""
    assert list(conversion_checks(estimates, estimate)) == []
