"""One workbook of a small portfolio, whose sheets the tests here read."""

import pytest

from estimator.model.output_columns import output_layout
from estimator.report.grid import Grid
from tests.report.sheets.portfolio import Portfolio, make_portfolio


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return make_portfolio(tmp_path_factory.mktemp("portfolio"))


@pytest.fixture
def estimates(portfolio: Portfolio) -> Grid:
    """The layout of Estimates."""
    return Grid(output_layout(portfolio.estimate.basis.model), portfolio.estimate.totals.rows)
