"""One workbook of a small portfolio, whose sheets the tests here read."""

import pytest

from estimator.report.grid import Grid, estimates_grid
from tests.report.sheets.portfolio import BY_PERIOD, PUBLISHED, Portfolio, make_portfolio
from tests.workbooks import endless_card


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder = tmp_path_factory.mktemp("portfolio")
    return make_portfolio(folder, endless_card(folder))


@pytest.fixture(scope="session")
def ending(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """The same workloads on models that end in October 2026 and in January 2027."""
    return make_portfolio(tmp_path_factory.mktemp("ending"), PUBLISHED)


@pytest.fixture(scope="session")
def periods(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """The portfolio with budgets by period."""
    folder = tmp_path_factory.mktemp("periods")
    return make_portfolio(folder, endless_card(folder), BY_PERIOD)


@pytest.fixture
def estimates(portfolio: Portfolio) -> Grid:
    """The layout of Estimates."""
    return estimates_grid(portfolio.estimate)
