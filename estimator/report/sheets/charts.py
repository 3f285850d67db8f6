"""The charts on the Summary: each answers the question in its title, from cells of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from estimator.model.address import letters
from estimator.model.estimate import Estimate
from estimator.report.page import Page
from estimator.report.sheets.groups import LABEL, amount_column
from estimator.report.styles import BAND, FONT, INK, LINE, PALE

# In pixels; two beside one another are as wide as the blocks below them.
WIDTH, HEIGHT = 384, 222
# How many rows of usual height one takes.
ROWS_HIGH = 12
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
    """A chart: its kind as XlsxWriter names it, its question, what it shows in words."""

    kind: str
    title: str
    said: str
    series: Sequence[Series]


def column_of(page: Page, column: int, first: int, last: int) -> str:
    """The cells of a column as a chart refers to them."""
    letter = letters(column)
    return f"='{page.name}'!${letter}${first}:${letter}${last}"


def put(page: Page, book: Any, chart: Chart, row: int, column: int, *, right: bool) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    """Puts ``chart`` on ``page`` at ``row``, on the left or the right of two."""
    made = book.add_chart({"type": chart.kind})
    for one in chart.series:
        made.add_series(
            {
                "name": one.name,
                "categories": one.labels,
                "values": one.values,
                # Dark and pale with an outline: told apart in grey as well.
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
        "num_format": "#,##0",
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
        # The first bar is the topmost, and with it would come the numbers.
        "label_position": "high" if bars else "next_to",
    }
    # Across is x to XlsxWriter, whatever it is to the chart.
    made.set_x_axis(amounts if bars else names)
    made.set_y_axis(names if bars else amounts)
    made.set_legend({"position": "bottom", "font": SMALL, "none": len(chart.series) == 1})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    place = {
        "description": chart.said,
        "object_position": 1,
        "x_offset": WIDTH + 6 if right else 2,
        "y_offset": 2,
    }
    page.insert(row, column, made, place)


@dataclass(frozen=True)
class Blocks:
    """Where the blocks of figures stand that charts are made of, by row.

    Attributes:
        centers, models: of the groups of these, the row of the headings and that of the total.
        statuses: of the budgets, the same.
    """

    centers: tuple[int, int]
    models: tuple[int, int]
    statuses: tuple[int, int]


def charts(page: Page, estimate: Estimate, blocks: Blocks, right: int) -> list[Chart]:
    """The charts of the Summary, in the order of its blocks."""

    def cells(column: int, block: tuple[int, int]) -> str:
        return column_of(page, column, block[0] + 1, block[1] - 1)

    def groups(block: tuple[int, int], amount: str) -> Series:
        column = amount_column(estimate, amount)
        title = next(one.title for one in estimate.model.totals if one.name == amount)
        return Series(title, cells(LABEL, block), cells(column, block))

    budget, cost = (
        Series(name, cells(right, blocks.statuses), cells(right + n, blocks.statuses), pale=pale)
        for name, n, pale in (("Annual budget", 2, True), ("First-year cost", 3, False))
    )
    return [
        Chart(
            "bar",
            "Which cost centers does the first year's cost come from?",
            "Bars: the first-year cost in USD of each cost center shown, the costliest on top.",
            [groups(blocks.centers, "first_year_cost")],
        ),
        Chart(
            "bar",
            "Which models does the monthly run rate come from?",
            "Bars: the monthly cost in USD of each model, that with the costliest year on top.",
            [groups(blocks.models, "monthly_cost")],
        ),
        Chart(
            "column",
            "Is the budget enough?",
            "Columns: annual budget beside first-year cost in USD, of the workloads within, near "
            "and over their budgets.",
            [budget, cost],
        ),
    ]


def write(
    page: Page,
    book: Any,  # noqa: ANN401 - as above
    estimate: Estimate,
    blocks: Blocks,
    row: int,
    right: int,
) -> int:
    """Puts the charts two by two at ``row`` and below; the row after them."""
    made = charts(page, estimate, blocks, right)
    for n, chart in enumerate(made):
        put(page, book, chart, row + n // 2 * ROWS_HIGH, right, right=bool(n % 2))
    return row + (len(made) + 1) // 2 * ROWS_HIGH
