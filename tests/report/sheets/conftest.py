"""One workbook of a small portfolio, whose sheets the tests here read."""

import pytest

from estimator.report.grid import Grid, estimates_grid
from tests.report.sheets.portfolio import BY_PERIOD, Portfolio, make_portfolio


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return make_portfolio(tmp_path_factory.mktemp("portfolio"))


@pytest.fixture(scope="session")
def periods(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """The portfolio with budgets by period."""
    return make_portfolio(tmp_path_factory.mktemp("periods"), BY_PERIOD)


@pytest.fixture
def estimates(portfolio: Portfolio) -> Grid:
    """The layout of Estimates."""
    return estimates_grid(portfolio.estimate)
