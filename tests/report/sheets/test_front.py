"""The layout of the Summary: its columns fit a screen and a page, and figures fit them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.report.grid import Grid, workload_budget_lines
from estimator.report.sheets.breakdown import BreakdownCells
from estimator.report.sheets.budget_block import StatusBlock
from estimator.report.sheets.front import AMOUNTS, LAST, NAME, RIGHT_AMOUNTS, Front
from estimator.report.sheets.month_block import MonthBlock
from estimator.report.styles import figure_pixels
from tests.report.sheets.portfolio import Portfolio
from tests.report.test_page import new_page

COLUMNS = range(NAME, LAST + 1)
# A sheet of A4 in landscape without its margins of 0.3 inches, and a character as LibreOffice
# measures it, in points; 10 points are to be printed as 8.
PAPER, CHARACTER, SMALLEST = 798, 5.56, 0.8
# What a screen of 1,366 pixels shows beside the row numbers.
SCREEN = 1300


@pytest.fixture
def fronts(portfolio: Portfolio, estimates: Grid) -> Iterator[Front]:
    """The front page of portfolios of larger and larger amounts."""
    totals = portfolio.estimate.totals

    def front(times: Decimal) -> Front:
        scenarios = {
            name: {column: value * times for column, value in one.items()}
            for name, one in totals.by_scenario.items()
        }
        estimate = replace(portfolio.estimate, totals=replace(totals, by_scenario=scenarios))
        places = BreakdownCells({}, MonthBlock({}, 1, 2, {}), StatusBlock(3, {}), 0)
        lines = workload_budget_lines(estimates)
        made_at = datetime(2026, 11, 30, tzinfo=UTC)
        return Front(new_page()[1], estimates, lines, estimate, places, 4, made_at)

    return (front(Decimal(10) ** power) for power in range(8))


def test_the_page_fits_a_screen_and_a4_at_8_points(fronts: Iterator[Front]) -> None:
    for front in fronts:
        assert front.pixels(COLUMNS) <= SCREEN
        width = sum(front.widths[column] + 0.72 for column in COLUMNS) * CHARACTER
        assert PAPER / width >= SMALLEST


def test_the_largest_amount_fits_in_every_column(fronts: Iterator[Front]) -> None:
    for front in fronts:
        said = f"{front.largest_amount:,.0f}"
        assert figure_pixels(said) <= front.pixels(AMOUNTS[:1])
        monthly = max(one["monthly_cost"] for one in front.estimate.totals.by_scenario.values())
        assert figure_pixels(f"{monthly:,.0f}") <= front.pixels(RIGHT_AMOUNTS[:1])
        for column in (NAME, AMOUNTS[0]):
            size = int(front.tile_look(column).removeprefix("tile_"))
            assert figure_pixels(said, size) <= front.pixels([column])


def test_a_name_that_is_too_long_ends_in_an_ellipsis(fronts: Iterator[Front]) -> None:
    for front in fronts:
        assert front.fit_name("Chat") == "Chat"
        cut = front.fit_name("Customer support " * 4)
        assert cut.endswith("…")
        assert len(cut) * CHARACTER <= (front.widths[NAME] + 2) * CHARACTER
