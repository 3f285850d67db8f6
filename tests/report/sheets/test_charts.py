"""The charts of the Summary: the cells that they draw, and their axes."""

import re
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from estimator.report.sheets.charts import Chart
from tests.report.sheets.portfolio import Portfolio
from tests.report.sheets.test_summary import written


@pytest.mark.parametrize(
    ("amount", "form"),
    [("0.5", "0.00"), ("9.99", "0.00"), ("10", "#,##0"), ("10000", '#,##0,"k"'),
     ("2000000", '0.0,,"M"'), ("12345678", '#,##0,,"M"'), ("2000000000", '0.0,,,"bn"'),
     ("10000000000", '#,##0,,,"bn"')],
)  # fmt: skip
def test_the_axis_fits_the_largest_amount(amount: str, form: str) -> None:
    assert Chart("bar", "Title", "Bars.", "USD", [], Decimal(amount)).number_format == form


def _drawn(path: Path, number: int) -> list[str]:
    """The cells that a chart draws."""
    with ZipFile(path) as package:
        xml = package.read(f"xl/charts/chart{number}.xml").decode()
    return re.findall(r"<c:f>([^<]+)</c:f>", xml)


def test_cost_and_budget_of_the_cost_centers_are_drawn(portfolio: Portfolio) -> None:
    labels, cost, _, budget = (cells.replace("$", "") for cells in _drawn(portfolio.path, 1))
    sheet = portfolio.values["Summary"]
    assert [cell.value for (cell,) in sheet[labels.partition("!")[2]]] == ["Sales", "Legal"]
    assert [cell.value for (cell,) in sheet[budget.partition("!")[2]]] == [100, 1000]
    (highest,), _ = sheet[cost.partition("!")[2]]
    groups = portfolio.estimate.totals.groups["cost_center"]
    assert round(Decimal(str(highest.value)), 2) == groups["fiscal_year_cost"].max()


def test_every_month_of_the_fiscal_year_is_drawn(portfolio: Portfolio) -> None:
    months, recurring, _, once = (cells.replace("$", "") for cells in _drawn(portfolio.path, 2))
    sheet = portfolio.values["Breakdown"]
    assert len([cell.value for (cell,) in sheet[months.partition("!")[2]]]) == 12
    spent = [
        cell.value for cells in (recurring, once) for (cell,) in sheet[cells.partition("!")[2]]
    ]
    whole = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert sum(round(Decimal(str(one)), 2) for one in spent) == whole


def test_a_single_group_has_no_chart(tmp_path: Path) -> None:
    written(tmp_path, {}, {})
    with ZipFile(tmp_path / "made.xlsx") as package:
        assert [one for one in package.namelist() if one.startswith("xl/charts/chart")] == [
            "xl/charts/chart1.xml"
        ]
