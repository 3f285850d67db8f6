"""Building the basis: from options, and the parts that are refused or left unused."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.basis.basis import build_basis
from estimator.basis.cost_model import load_cost_model
from estimator.model.cells import Book
from estimator.model.options import Options
from estimator.model.problem import Problem, only_errors

MODEL, _ = load_cost_model()
OWN = Book("one.xlsx", (), made_by_estimator=True)


def codes(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems if one.code != "card-caution"]


def test_options_set_every_part_of_the_basis() -> None:
    options = Options(
        as_of="2026-06-01", scenario="high", months=24, fiscal_year_start="2026-04",
        currency="EUR", fx="0.9", fx_date="2026-05-31", assume=("epochs=2",), locale="de",
    )  # fmt: skip
    basis, problems = build_basis([], [], options, MODEL)
    assert basis is not None
    assert only_errors(problems) == []
    assert (basis.as_of, basis.scenario.name, basis.locale) == (date(2026, 6, 1), "High", "de")
    assert (basis.plan.start, basis.plan.length) == ("2026-04", 24)
    assert (basis.currency.code, basis.constants["default_epochs"]) == ("EUR", Decimal(2))
    assert "annual_cost_eur" in {column.name for column in basis.model.totals}


def test_prices_are_of_the_day_the_card_was_checked_unless_a_day_is_asked_for() -> None:
    basis, _ = build_basis([], [], Options(), MODEL)
    assert basis is not None
    assert basis.as_of == basis.card.date_checked


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (Options(scenario="worst"), "unknown-scenario"),
        (Options(assume=("epochs=many",)), "bad-assumption"),
        (Options(as_of="tomorrow"), "bad-date"),
    ],
)
def test_an_error_leaves_no_basis(options: Options, code: str) -> None:
    basis, problems = build_basis([], [], options, MODEL)
    assert basis is None
    assert codes(problems) == [code]


def test_an_error_in_the_budgets_leaves_a_basis_without_them() -> None:
    basis, problems = build_basis([], [], Options(budgets="nowhere.csv"), MODEL)
    assert basis is not None
    assert basis.budgets is None
    assert codes(problems) == ["no-such-budgets"]


def test_sheets_of_one_workbook_among_several_are_said_to_be_unused() -> None:
    other = replace(OWN, file="two.csv", made_by_estimator=False)
    _, problems = build_basis([OWN, other], [], Options(), MODEL)
    assert codes(problems) == ["workbook-values"]
    assert '"one.xlsx" were not used' in problems[-1].message
    assert codes(build_basis([OWN], [], Options(), MODEL)[1]) == []
