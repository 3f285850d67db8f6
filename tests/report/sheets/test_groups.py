"""The Groups sheet: every spelling that occurs, each with the key of the group that it is of."""

import pytest
from openpyxl.utils.cell import range_boundaries

from estimator.model.estimate import DIMENSIONS
from estimator.report.grid import Grid
from estimator.report.sheets.groups import group_ranges
from tests.report.sheets.portfolio import Portfolio


def _named(portfolio: Portfolio, name: str) -> list[object]:
    """The stored values of the cells of a name."""
    sheet, _, cells = group_ranges(portfolio.estimate)[name].removeprefix("=").partition("!")
    left, top, right, bottom = range_boundaries(cells)
    assert left == right
    return [portfolio.value(sheet, row, left or 0) for row in range(top or 0, (bottom or 0) + 1)]


def _listed(portfolio: Portfolio, dimension: str) -> dict[str, object]:
    spellings = _named(portfolio, f"{dimension}_spellings")
    keys = _named(portfolio, f"{dimension}_keys")
    return {str(text or ""): key for text, key in zip(spellings, keys, strict=True)}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_text_of_every_workload_is_listed_with_its_key(
    portfolio: Portfolio, estimates: Grid, dimension: str
) -> None:
    listed = _listed(portfolio, dimension)
    text, key = (estimates.column_position(name) for name in (dimension, f"{dimension}_key"))
    for row in range(estimates.first_row, estimates.last_row + 1):
        typed = portfolio.value("Estimates", row, text)
        assert listed[str(typed or "")] == portfolio.value("Estimates", row, key)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_blank_cells_come_first_and_no_spelling_comes_twice(
    portfolio: Portfolio, dimension: str
) -> None:
    spellings = _named(portfolio, f"{dimension}_spellings")
    assert spellings[0] is None
    folded = [str(one).casefold() for one in spellings[1:]]
    assert len(set(folded)) == len(folded)
    assert None not in spellings[1:]


def test_a_model_has_the_key_of_its_line_on_rates(portfolio: Portfolio) -> None:
    listed = _listed(portfolio, "model")
    for key, rate in enumerate(portfolio.estimate.basis.list_prices, 1):
        assert listed[rate.model] == key
        assert portfolio.value("Rates", 6 + key, 1) == rate.model
    assert listed[""] == 0


def test_the_group_of_a_spelling_stands_beside_its_key(portfolio: Portfolio) -> None:
    row, column = portfolio.find_cell("Groups", "Cost center, as typed")
    labels = {
        portfolio.value("Groups", at, column + 1): portfolio.value("Groups", at, column + 2)
        for at in range(row + 2, row + 4)
    }
    assert labels == {1: "Sales", 2: "Legal"}
    assert portfolio.formulas["Groups"].protection.sheet
