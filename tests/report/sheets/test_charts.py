"""The charts of the Summary: the cells that they draw, and their axes."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from estimator.report.page import Page
from estimator.report.sheets.charts import Chart, ChartBlocks, summary_charts
from estimator.report.styles import Styles
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

BLOCKS = ChartBlocks((14, 15), (19, 20), (38, 40), (39, 50))


@pytest.fixture
def page() -> Page:
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    return Page(book, "Summary", Styles(book))


@pytest.mark.parametrize(
    ("amount", "form"),
    [("0.5", "#,##0.00"), ("99.99", "#,##0.00"), ("100", "#,##0"), ("10000", '#,##0,"k"'),
     ("12345678", '#,##0,,"M"'), ("10000000000", '#,##0,,,"bn"')],
)  # fmt: skip
def test_the_axis_fits_the_largest_amount(amount: str, form: str) -> None:
    assert Chart("bar", "Title", "Bars.", [], Decimal(amount)).number_format == form


def test_the_charts_draw_the_blocks_beside_them(page: Page, portfolio: Portfolio) -> None:
    centers, models, months, budgets = summary_charts(page, portfolio.estimate, BLOCKS, 10)
    (series,) = centers.series
    assert (series.labels, series.values) == ("=Summary!$A$14:$A$15", "=Summary!$G$14:$G$15")
    assert models.series[0].values == "=Summary!$E$19:$E$20"
    assert [one.values for one in months.series] == [
        "=Summary!$D$39:$D$50",
        "=Summary!$E$39:$E$50",
    ]
    assert months.stacked
    assert [one.values for one in budgets.series] == [
        "=Summary!$L$38:$L$40",
        "=Summary!$M$38:$M$40",
    ]


def test_the_cells_that_are_drawn_hold_the_cost_centers(portfolio: Portfolio) -> None:
    with ZipFile(portfolio.path) as package:
        xml = package.read("xl/charts/chart1.xml").decode()
    labels, values = re.findall(r"<c:f>Summary!([^<]+)</c:f>", xml)
    cells = portfolio.values["Summary"][labels.replace("$", "")]
    assert [cell.value for (cell,) in cells] == ["Sales", "Legal"]
    (highest,), _ = portfolio.values["Summary"][values.replace("$", "")]
    assert portfolio.estimate.totals.groups["cost_center"]["first_year_cost"][0] == (
        round(Decimal(str(highest.value)), 2)
    )


def test_without_budgets_there_is_no_chart_of_them(page: Page, tmp_path: Path) -> None:
    estimate = outcome(tmp_path, {}).estimate
    assert estimate is not None
    titles = [one.title for one in summary_charts(page, estimate, BLOCKS, 10)]
    assert len(titles) == 3
    assert not [one for one in titles if "budget" in one]
