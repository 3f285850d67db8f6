"""The charts on the Summary, drawn from cells of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.calendar import ONE_TIME, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.plan import YEAR
from estimator.report.page import Page
from estimator.report.sheets.blocks import FIRST_AMOUNT, LABEL, amount_column
from estimator.report.sheets.plan_blocks import AGAIN, ONCE
from estimator.report.styles import BAND, FONT, INK, LINE, PALE

# In pixels; two charts are as wide as the blocks below them.
WIDTH, HEIGHT = 408, 222
# The height of a chart in rows of the usual height.
ROWS_HIGH = 12
# Number formats by the least amount that they are for.
NUMBER_FORMATS = (
    (10**10, '#,##0,,,"bn"'),
    (10**7, '#,##0,,"M"'),
    (10**4, '#,##0,"k"'),
    (100, "#,##0"),
    (0, "#,##0.00"),
)
SMALL = {"name": FONT, "size": 8, "color": INK}


@dataclass(frozen=True)
class Series:
    """Amounts of one kind: their cells, and the cell or words that name them."""

    name: str
    labels: str
    values: str
    pale: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart: its kind as XlsxWriter names it, its title, and a description for screen readers.

    Attributes:
        largest_amount: the largest amount.
        stacked: whether amounts of the same category are stacked.
    """

    kind: str
    title: str
    description: str
    series: Sequence[Series]
    largest_amount: Decimal
    stacked: bool = False

    @property
    def number_format(self) -> str:
        """The number format of its amounts."""
        return next(
            (form for least, form in NUMBER_FORMATS if self.largest_amount >= least),
            NUMBER_FORMATS[-1][1],
        )


def insert_summary_chart(page: Page, chart: Chart, row: int, column: int, *, right: bool) -> None:
    """Inserts ``chart`` at ``row`` of ``page``, as the left or the right one of two."""
    made = page.make_chart(chart.kind, stacked=chart.stacked)
    for one in chart.series:
        made.add_series(
            {
                "name": one.name,
                "categories": one.labels,
                "values": one.values,
                # Dark, and pale with an outline: distinct in gray as well.
                "fill": {"color": PALE if one.pale else BAND},
                "border": {"color": BAND},
                "gap": 60,
            }
        )
    made.set_title({"name": chart.title, "name_font": {**SMALL, "size": 10, "bold": True}})
    bars = chart.kind == "bar"
    names = {"num_font": SMALL, "line": {"color": LINE}, "reverse": bars}
    amounts = {
        "num_font": SMALL,
        "num_format": chart.number_format,
        # Bars that do not begin at 0 would exaggerate differences.
        "min": 0,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
        # With the axis reversed, numbers would be at the top.
        "label_position": "high" if bars else "next_to",
    }
    # The x axis of XlsxWriter is the horizontal one, of a bar chart too.
    made.set_x_axis(amounts if bars else names)
    made.set_y_axis(names if bars else amounts)
    made.set_legend({"position": "bottom", "font": SMALL, "none": len(chart.series) == 1})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    place = {
        "description": chart.description,
        "object_position": 1,
        "x_offset": WIDTH + 6 if right else 2,
        "y_offset": 2,
    }
    page.insert_chart(row, column, made, place)


@dataclass(frozen=True)
class ChartBlocks:
    """The first and last rows of the figures that the charts show.

    Attributes:
        centers, models: the groups, without the row for the others.
        statuses: the budget statuses.
        months: the months of the calendar.
    """

    centers: tuple[int, int]
    models: tuple[int, int]
    statuses: tuple[int, int]
    months: tuple[int, int]


def summary_charts(page: Page, estimate: Estimate, blocks: ChartBlocks, right: int) -> list[Chart]:
    """The charts of the Summary, in the order of its blocks."""
    amounts, months = (
        estimate.totals.calendar.portfolio_amounts,
        estimate.totals.calendar.plan.months[:YEAR],
    )
    code = estimate.basis.currency.code
    first_year, monthly = map(
        estimate.basis.currency.name_shown, ("first_year_cost", "monthly_cost")
    )

    def block_cells(column: int, block: tuple[int, int]) -> str:
        return f"={page.column_reference(column, *block)}"

    def group_series(block: tuple[int, int], amount: str) -> Series:
        column = amount_column(estimate, amount)
        title = next(one.title for one in estimate.basis.model.totals if one.name == amount)
        return Series(title, block_cells(LABEL, block), block_cells(column, block))

    budget, cost = (
        Series(
            name,
            block_cells(right, blocks.statuses),
            block_cells(right + n, blocks.statuses),
            pale=pale,
        )
        for name, n, pale in (("Annual budget", 2, True), ("Fiscal-year cost", 3, False))
    )
    made = [
        Chart(
            "bar",
            "First-year cost by cost center",
            f"Bars: first-year cost in {code} of each cost center shown, highest on top.",
            [group_series(blocks.centers, first_year)],
            _largest_amount(estimate, "cost_center", first_year),
        ),
        Chart(
            "bar",
            "Monthly run rate by model",
            f"Bars: monthly cost in {code} of each model, highest first-year cost on top.",
            [group_series(blocks.models, monthly)],
            _largest_amount(estimate, "model", monthly),
        ),
        Chart(
            "column",
            "Spend by month",
            f"Columns: cost in {code} of each month, recurring cost stacked on one-time cost.",
            [
                Series(
                    title,
                    block_cells(LABEL, blocks.months),
                    block_cells(column, blocks.months),
                    pale=pale,
                )
                for title, column, pale in (
                    (ONCE, FIRST_AMOUNT, False),
                    (AGAIN, FIRST_AMOUNT + 1, True),
                )
            ],
            max(amounts[kind + month] for kind in (ONE_TIME, RECURRING) for month in months),
            stacked=True,
        ),
    ]
    if estimate.totals.has_budgets:
        made.append(
            Chart(
                "column",
                "Fiscal-year cost against budget, by budget status",
                f"Columns: annual budget next to fiscal-year cost in {code}, for workloads within, "
                "near and over budget.",
                [budget, cost],
                max(
                    max(one.annual_budget, one.fiscal_year_cost) for one in estimate.totals.budgeted
                ),
            )
        )
    return made


def _largest_amount(estimate: Estimate, dimension: str, amount: str) -> Decimal:
    return max(estimate.totals.groups[dimension][amount].to_list(), default=Decimal(0))


def write_charts(page: Page, estimate: Estimate, blocks: ChartBlocks, row: int, right: int) -> None:
    """Inserts the charts from ``row``, two side by side."""
    for n, chart in enumerate(summary_charts(page, estimate, blocks, right)):
        insert_summary_chart(page, chart, row + n // 2 * ROWS_HIGH, right, right=bool(n % 2))
