"""The charts on the Summary: cost and budget by group, and spend by month."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from estimator.model.calendar import ONE_TIME, RECURRING, REPLACED
from estimator.model.schema import workloads_schema
from estimator.report.sheets.blocks import ROWS
from estimator.report.sheets.front import LAST, NAME, RIGHT, ROW_HEIGHT, Front
from estimator.report.sheets.group_blocks import LEFT
from estimator.report.sheets.plan_blocks import BOTH_KINDS, KIND_TITLES
from estimator.report.sheets.summary_groups import SummaryGroups, SummaryRows
from estimator.report.styles import ACCENT, BAND, DOT, FONT, INK, LINE, PALE, QUIET_INK

# Number formats by the least amount that they are for.
NUMBER_FORMATS = (
    (10**10, '#,##0,,,"bn"'),
    (2 * 10**9, '0.0,,,"bn"'),
    (10**7, '#,##0,,"M"'),
    (2 * 10**6, '0.0,,"M"'),
    (10**4, '#,##0,"k"'),
    (10, "#,##0"),
    (0, "0.00"),
)
# The height of the line with title and legend.
TITLE_PIXELS = 32
SMALL = {"name": FONT, "size": 10, "color": INK, "bold": False}


class Series(Struct, frozen=True):
    """Amounts of one kind: their name, the cells of their labels and of their values."""

    name: str
    labels: str
    values: str
    color: str


class Chart(Struct, frozen=True):
    """A chart: its kind as XlsxWriter names it, its title, and a description for screen readers.

    Attributes:
        unit: the unit of the amounts, for their axis.
        largest_amount: the largest amount.
        stacked: whether amounts of the same category are stacked.
    """

    kind: str
    title: str
    description: str
    unit: str
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


def group_chart(front: Front, groups: SummaryGroups, rows: SummaryRows) -> Chart:
    """Cost, and budget if there is one, of each group that a table of the Summary shows."""
    page, block, plan = front.page, groups.block, front.estimate.basis.plan
    cost, budget = block.names
    span = (rows.first, rows.last)
    labels = f"={page.column_reference(NAME, *span)}"
    shown = [(cost, "Cost", BAND)]
    shown += [(budget, "Budget", PALE)] if LEFT in groups.amounts else []
    what = "Cost and budget" if len(shown) > 1 else "Cost"
    noun = workloads_schema().columns[block.dimension].title.lower()
    code = front.estimate.basis.currency.code
    return Chart(
        "bar",
        f"{what} by {noun}, {plan.fiscal_year_name}",
        f"Bars: {what.lower()} in {code} in {plan.fiscal_year_name} of each {noun} in the table, "
        "highest cost on top.",
        code,
        [
            Series(title, labels, f"={page.column_reference(groups.columns[name], *span)}", color)
            for name, title, color in shown
        ],
        max(max(block.groups[name].to_list(), default=Decimal(0)) for name, _, _ in shown),
    )


def month_chart(front: Front) -> Chart:
    """The cost of each month of the fiscal year, recurring and one-time."""
    months, plan = front.breakdown.months, front.estimate.basis.plan
    amounts = front.estimate.totals.calendar.portfolio_amounts
    code = front.estimate.basis.currency.code
    colors = {RECURRING: BAND, ONE_TIME: ACCENT, REPLACED: PALE}
    stacked = [kind for kind in colors if kind in months.columns]
    ones = "one-time cost and that of replacements" if REPLACED in stacked else "one-time cost"
    return Chart(
        "column",
        f"Spend by month, {plan.fiscal_year_name}",
        f"Columns: cost in {code} of each month of {plan.fiscal_year_name}, {ones} stacked "
        "on recurring cost.",
        code,
        [
            Series(
                KIND_TITLES[kind],
                months.cells(ROWS),
                months.cells(months.columns[kind]),
                colors[kind],
            )
            for kind in stacked
        ],
        max(sum((amounts[kind + one] for kind in stacked), Decimal(0)) for one in plan.fiscal_year),
        stacked=True,
    )


def insert_summary_chart(front: Front, chart: Chart, row: int, rows: int) -> None:
    """Inserts ``chart`` on the right of the page, so many ``rows`` high."""
    made = front.page.make_chart(chart.kind, stacked=chart.stacked)
    for one in chart.series:
        # Dark, and pale with an outline: distinct in gray as well.
        outline = BAND if one.color == PALE else one.color
        made.add_series(
            {
                "name": one.name,
                "categories": one.labels,
                "values": one.values,
                "fill": {"color": one.color},
                "border": {"color": outline},
                "gap": 45,
            }
        )
    # The x axis of XlsxWriter is the horizontal one, of a bar chart too.
    amounts, names = _amount_axis(chart), _name_axis(chart)
    made.set_x_axis(amounts if chart.kind == "bar" else names)
    made.set_y_axis(names if chart.kind == "bar" else amounts)
    height = rows * ROW_HEIGHT * DOT - 4
    _lay_out_chart(made, chart, height)
    made.set_size({"width": front.pixels(range(RIGHT, LAST + 1)) - 4, "height": height})
    place = {"description": chart.description, "object_position": 1, "x_offset": 2, "y_offset": 2}
    front.page.insert_chart(row, RIGHT, made, place)


def _amount_axis(chart: Chart) -> dict[str, Any]:
    return {
        "name": chart.unit,
        "name_font": {**SMALL, "color": QUIET_INK},
        "num_font": {**SMALL, "color": QUIET_INK},
        "num_format": chart.number_format,
        # Bars that do not begin at 0 would exaggerate differences.
        "min": 0,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
        # With the axis reversed, numbers would be at the top.
        "label_position": "high" if chart.kind == "bar" else "next_to",
    }


def _name_axis(chart: Chart) -> dict[str, Any]:
    return {
        "num_font": SMALL,
        "line": {"color": LINE},
        "reverse": chart.kind == "bar",
        "interval_unit": 1,
    }


def _lay_out_chart(made: Any, chart: Chart, height: float) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    """Places title and legend in one line above the plot."""
    font = {**SMALL, "size": 11, "bold": True, "color": BAND}
    made.set_title({"name": chart.title, "name_font": font, "layout": {"x": 0.01, "y": 0.01}})
    # Three names take more of the line than two.
    start = 0.68 if len(chart.series) <= len(BOTH_KINDS) else 0.48
    legend = {"x": start, "y": 0.01, "width": round(0.99 - start, 2), "height": 24 / height}
    alone = len(chart.series) == 1
    made.set_legend({"position": "top", "font": SMALL, "layout": legend, "none": alone})
    left, below = (0.22, 44) if chart.kind == "bar" else (0.12, 22)
    plot = {"x": left, "y": TITLE_PIXELS / height, "width": 0.97 - left}
    made.set_plotarea({"layout": {**plot, "height": (height - TITLE_PIXELS - below) / height}})
    made.set_chartarea({"border": {"none": True}})
