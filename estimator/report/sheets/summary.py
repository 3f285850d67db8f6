"""The Summary sheet: one page for a director to sign. Every figure is a formula."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from estimator.model.schema import workloads_schema
from estimator.report.page import Page
from estimator.report.sheets import (
    attention,
    charts,
    default_block,
    front,
    headline,
    workload_lists,
)
from estimator.report.sheets.assumptions import ROW as SCENARIO_ROW
from estimator.report.sheets.front import AMOUNTS, LAST, NAME, RIGHT_AMOUNTS, Front
from estimator.report.sheets.group_blocks import COUNT, SHARE
from estimator.report.sheets.summary_groups import (
    SummaryGroups,
    SummaryRows,
    count_lines_of,
    group_amounts,
)
from estimator.report.styles import SIDE_MARGIN

# The most groups of a dimension that fit on one page.
MOST_CENTERS, MOST_MODELS = 8, 5
# The lines that fit on one page between the headline figures and the sign-off at 8 points, blank
# ones and cautions included; and the fewest and most of these for the largest workloads and for
# what is over budget.
LINES_FITTING, FEWEST_LARGEST, MOST_LARGEST, FEWEST_OVER, MOST_OVER = 37, 4, 8, 2, 6
# The height of the charts in rows.
GROUPS_HIGH, MONTHS_HIGH = 12, 8
SIGN_OFF = {"Prepared by": (1, 2), "Reviewed by": (4, 6), "Approved by": (9, 12)}


class SummaryCells(Struct, frozen=True):
    """The formulas over the sheet that the checks need.

    Attributes:
        disorder: for each list, the formula of the number of its lines that are out of order with
            the line above.
        differences: formulas of how far some figures are from those of Breakdown, by their titles.
    """

    disorder: Mapping[str, str]
    differences: Mapping[str, str]


def write_summary(data: Front) -> SummaryCells:
    """Writes the sheet."""
    page, blocks = data.page, data.breakdown.groups
    page.sheet.set_default_row(front.ROW_HEIGHT)
    tiles = headline.write_facts(data)
    top = headline.write_tiles(data, tiles)
    centers, models = (
        SummaryGroups(data, blocks[name], group_amounts(data, blocks[name], budgets=budgets))
        for name, budgets in (("cost_center", True), ("model", False))
    )
    by_center = centers.write(top, MOST_CENTERS)
    by_model = models.write(by_center.total + 2, MOST_MODELS)
    listed = workload_lists.write_largest(data, by_model.total + 2, _count_largest(data))
    defaults = listed[1] + 2
    after_left = default_block.write_defaults(data, defaults)
    lists_at = _insert_charts(data, top, [(centers, by_center), (models, by_model)])
    matters = attention.find_matters(data, listed[0])
    over = (0, 0)
    attention_at = lists_at
    if data.estimate.totals.has_budgets:
        # Below the lines over budget: a blank one, the matters, and a link to the notices.
        below = max(1, len(matters)) + 3
        room = _lines_left(data) - (lists_at - top) - below - 1
        most = max(FEWEST_OVER, min(MOST_OVER, room))
        over = workload_lists.write_overspent(data, lists_at, most)
        attention_at = max(min(defaults, top + _lines_left(data) - below), over[1] + 2)
    after_right = attention.write_attention(data, attention_at, matters)
    last = _write_sign_off(page, max(after_left, after_right) + 1)
    _set_summary_view(data, last)
    disorder = {
        "By cost center": _group_disorder(page, centers, by_center),
        "By model": _group_disorder(page, models, by_model),
        "Largest workloads": _disorder_formula(page, AMOUNTS[3], listed),
    }
    if len(data.estimate.totals.over):
        disorder["Over budget"] = _disorder_formula(page, RIGHT_AMOUNTS[3], over, ">")
    differences = {
        "Headline figures": headline.tile_differences(data, tiles),
        **_group_differences(centers, by_center),
        **_group_differences(models, by_model),
    }
    return SummaryCells(disorder, differences)


def _group_differences(groups: SummaryGroups, rows: SummaryRows) -> dict[str, str]:
    noun = workloads_schema().columns[groups.block.dimension].title.lower()
    titles = {COUNT: "Workloads", **groups.amounts, SHARE: "Share"}
    return {
        f"{titles[name]} by {noun}": formula for name, formula in groups.differences(rows).items()
    }


def _insert_charts(
    data: Front, row: int, tables: Sequence[tuple[SummaryGroups, SummaryRows]]
) -> int:
    """Inserts the charts from ``row``; returns the row of the next block on the right.

    Each begins beside a table on the left, or below the one above it. A single group has no chart.
    """
    (_, by_center), (_, by_model) = tables
    several = [(groups, rows) for groups, rows in tables if rows.first < rows.last]
    months_at = row
    for groups, rows in several[:1]:
        months_at = max(by_center.total + 2, row + GROUPS_HIGH + 1)
        chart = charts.group_chart(data, groups, rows)
        charts.insert_summary_chart(data, chart, row, months_at - row - 1)
    lists_at = max(by_model.total + 2, months_at + MONTHS_HIGH + 1)
    months = charts.month_chart(data)
    charts.insert_summary_chart(data, months, months_at, lists_at - months_at - 1)
    return lists_at


def _lines_left(data: Front) -> int:
    """The lines that fit below the headline figures."""
    return LINES_FITTING - len(headline.list_cautions(data))


def _count_largest(data: Front) -> int:
    """The number of largest workloads that leave the page at one page."""
    blocks = data.breakdown.groups
    used = count_lines_of(blocks["cost_center"], MOST_CENTERS)
    used += count_lines_of(blocks["model"], MOST_MODELS)
    used += sum(1 for one in data.estimate.totals.assumed if one.rows)
    # The headers of the other two tables, and a blank line after each table.
    room = _lines_left(data) - used - 2 - 4
    return max(FEWEST_LARGEST, min(MOST_LARGEST, room))


def _group_disorder(page: Page, groups: SummaryGroups, rows: SummaryRows) -> str:
    column = groups.columns[groups.block.names[0]]
    return _disorder_formula(page, column, (rows.first, rows.last))


def _disorder_formula(page: Page, column: int, lines: tuple[int, int], sign: str = "<") -> str:
    """The formula of how many ``lines`` have more, or less, in ``column`` than the one above."""
    first, last = lines
    if first >= last:
        return "=0"
    above, below = (
        page.column_reference(column, first, last - 1),
        page.column_reference(column, first + 1, last),
    )
    return f"=SUMPRODUCT(--({above}{sign}{below}))"


def _write_sign_off(page: Page, row: int) -> int:
    """Writes the lines to sign on; returns the last row."""
    for role, (first, last) in SIGN_OFF.items():
        page.write_text(row, first, role, "subtitle")
        for column in range(first, last + 1):
            page.write_blank(row + 1, column, "line")
        page.write_text(row + 2, first, "Name, date", "subtitle")
    page.sheet.set_row(row, 19)
    return row + 2


def _set_summary_view(data: Front, last: int) -> None:
    page = data.page
    page.set_widths(data.widths)
    page.allow_number_texts(last, LAST)
    page.sheet.freeze_panes(SCENARIO_ROW, 0)
    page.set_printing(0)
    page.sheet.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=0.3, bottom=0.45)
    page.sheet.fit_to_pages(1, 1)
    page.set_print_area(1, NAME, last, LAST)
