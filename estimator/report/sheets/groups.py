"""The Groups sheet: every spelling of a group that occurs, with the key that formulas look up."""

from collections.abc import Iterator

import polars as pl

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import GROUPS
from estimator.model.schema import workloads_schema
from estimator.report.page import Page

HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
# Each dimension takes its columns and a gap.
HEADINGS = ("{}, as typed", "Key", "Group")
SIZE = len(HEADINGS) + 1
WIDTHS = (30, 8, 30, 3)
# The name of the models, each once, where Rates lists some of them several times.
CHOICES, CHOICES_HEADING = "rate_choices", "Models to choose from"
BLANK_LABEL = "(blank, or not on this list: 0)"


def group_ranges(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and their cells."""
    found = {}
    for first, dimension, listed in _placed_lists(estimate):
        for offset, noun in enumerate(("spellings", "keys", "labels")):
            letter, last = column_letters(first + offset), HEADING_ROW + len(listed)
            found[f"{dimension}_{noun}"] = f"={GROUPS}!${letter}${FIRST_ROW}:${letter}${last}"
    if estimate.basis.model.dated:
        letter = column_letters(_choices_column(estimate))
        last = HEADING_ROW + len(estimate.basis.model_places)
        found[CHOICES] = f"={GROUPS}!${letter}${FIRST_ROW}:${letter}${last}"
    return found


def _choices_column(estimate: Estimate) -> int:
    return 1 + len(estimate.totals.spellings) * SIZE


def _placed_lists(estimate: Estimate) -> Iterator[tuple[int, str, pl.DataFrame]]:
    """The first column, the dimension and the spellings of each list."""
    for n, (dimension, listed) in enumerate(estimate.totals.spellings.items()):
        yield 1 + n * SIZE, dimension, listed


def write_groups(page: Page, estimate: Estimate) -> None:
    """Writes the spellings of each dimension side by side; blank cells first."""
    page.write_top()
    for first, dimension, listed in _placed_lists(estimate):
        title = workloads_schema().columns[dimension].title
        page.write_headers(HEADING_ROW, (HEADINGS[0].format(title),), first)
        page.write_headers(HEADING_ROW, HEADINGS[1:2], first + 1, "heading_right")
        page.write_headers(HEADING_ROW, HEADINGS[2:], first + 2)
        for row, one in enumerate(listed.iter_rows(named=True), FIRST_ROW):
            page.write_text(row, first, one["spelling"], "plain")
            page.write_number(row, first + 1, one["key"], "quiet", "key")
            page.write_text(row, first + 2, one["label"] or BLANK_LABEL, "quiet")
        page.set_widths(dict(enumerate(WIDTHS, first)))
        letters = (column_letters(first), column_letters(first + 2))
        last = HEADING_ROW + len(listed)
        texts = [f"{letter}{FIRST_ROW}:{letter}{last}" for letter in letters]
        page.ignore_warnings("number_stored_as_text", texts)
    if estimate.basis.model.dated:
        column = _choices_column(estimate)
        page.write_headers(HEADING_ROW, (CHOICES_HEADING,), column)
        for row, model in enumerate(estimate.basis.model_places, FIRST_ROW):
            page.write_text(row, column, model, "plain")
        page.set_widths({column: WIDTHS[0]})
    page.sheet.freeze_panes(HEADING_ROW, 0)
    page.set_printing(HEADING_ROW)
