"""Lists on the Summary: the largest workloads, and what is furthest over budget."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import LARGEST, OVER
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.own_workbook import BUDGETS
from estimator.model.period import PERIOD_FIELDS
from estimator.model.text import count_units
from estimator.report.grid import Grid
from estimator.report.sheets.blocks import escaped_text
from estimator.report.sheets.front import (
    AMOUNTS,
    COUNTED,
    LAST,
    NAME,
    PART,
    RIGHT,
    RIGHT_AMOUNTS,
    Front,
)

ID, NAMED, CENTER = "workload_id", "workload_name", "cost_center"
NO_OVER = "No {} was over budget when this workbook was made."
# A longer text is never found by MATCH.
LONGEST_TEXT = 255


class Lookup(Struct, frozen=True):
    """Finds a line of ``grid`` by the text in its column ``key``, wherever it has been moved to.

    Attributes:
        cell: the cell with the text; said: the text.
    """

    grid: Grid
    key: str
    cell: str
    said: str

    def formula(self, name: str, *, text: bool = False, listed: str = "") -> str:
        """The formula of the column ``name``; of a deleted line, 0 or an empty text.

        It is empty where a formula cannot find the line. A column of numbers may say which of the
        cells ``listed`` is meant.
        """
        if count_units(self.said) > LONGEST_TEXT:
            return ""
        place = f"MATCH({escaped_text(self.cell)},{self.grid.column_range(self.key)},0)"
        found = f"INDEX({self.grid.column_range(name)},{place})"
        found = f"INDEX({listed},{found})" if listed else found
        # A blank cell is not 0.
        word = f'IFERROR({found}&"","")' if text else f"IFERROR({found},0)"
        return self.grid.if_on_sheet(f"={word}")


def write_largest(front: Front, row: int, most: int) -> tuple[int, int]:
    """Writes the workloads with the highest fiscal-year cost; returns their first and last row."""
    page, estimate = front.page, front.estimate
    cost, monthly = map(estimate.basis.currency.name_shown, (PLANNED_COST, "monthly_cost"))
    year = estimate.basis.plan.fiscal_year_name
    title = front.fit_name("Largest workloads")
    page.write_text(row, NAME, "Largest" if title.endswith("…") else title, "table")
    page.write_headers(row, ("ID", "Model", "Cost center"), COUNTED, "column")
    page.write_headers(row, ("Monthly", year, "Share"), AMOUNTS[2], "column_right")
    listed = estimate.totals.largest.head(min(most, LARGEST))
    whole = estimate.totals.calendar.portfolio_amounts[cost]
    for at, one in enumerate(listed.iter_rows(named=True), row + 1):
        page.write_text(at, NAME, front.fit_name(one[NAMED] or one[ID]))
        page.write_text(at, COUNTED, one[ID])
        found = Lookup(front.grid, ID, f"${column_letters(COUNTED)}{at}", one[ID])
        # The model by its name on Rates, however it is spelled.
        model = found.formula("model_key", text=True, listed="rate_models")
        center = found.formula(CENTER, text=True)
        for column, text, name in ((AMOUNTS[0], model, "model"), (AMOUNTS[1], center, CENTER)):
            said = front.fit_name(one[name] or "", column)
            page.write_formula(at, column, front.fit_formula(text, column), said, "plain")
        for column, name in zip(AMOUNTS[2:], (monthly, cost), strict=True):
            page.write_formula(at, column, found.formula(name), one[name], "formula", "money")
        spent = f"{column_letters(AMOUNTS[3])}{at}"
        every = front.breakdown.groups["model"]
        total = every.cell(cost, every.total)
        part = float(one[cost] / whole) if whole else 0
        text = f"=IF({total}=0,0,{spent}/{total})"
        page.write_formula(at, PART, text, part, "formula", "part")
    last = row + len(listed)
    page.add_share_bars(PART, row + 1, max(last, row + 1))
    return row + 1, last


def write_overspent(front: Front, row: int, most: int) -> tuple[int, int]:
    """Writes the lines furthest over budget, at most so many; returns their first and last row."""
    page, held, totals = front.page, front.held, front.estimate.totals
    rows = next(one.rows for one in totals.budgeted if one.status == OVER)
    shown = totals.over.head(most)
    page.write_text(row, RIGHT, "Over budget", "table")
    year = held.cost_title(front.estimate.basis.plan.fiscal_year_name)
    by_center = held.grid.sheet == BUDGETS
    beside = "Period, " if held.by_period else "" if by_center else "ID, "
    listed = f"{beside}{len(shown)} of "
    text = f'="{listed}"&FIXED(COUNTIFS({held.grid.column_range(STATUS)},"{OVER}"),0)'
    text, said = (held.grid.if_on_sheet(text), f"{listed}{rows:,}") if rows else ("", "")
    page.write_formula(row, RIGHT_AMOUNTS[0], text, said, "column")
    page.write_headers(row, ("Budget", year, "Over by"), RIGHT_AMOUNTS[1], "column_right")
    if not rows:
        page.write_text(row + 1, RIGHT, NO_OVER.format(held.singular_noun), "quiet")
        return row + 1, row + 1
    write_line = _write_over_period if held.by_period else _write_over_line
    for at, one in enumerate(shown.iter_rows(named=True), row + 1):
        write_line(front, at, one)
    last = row + len(shown)
    page.flag_negatives(row + 1, LAST, last, LAST)
    return row + 1, last


def _write_over_period(front: Front, row: int, one: Mapping[str, Any]) -> None:
    """Writes a period of a cost center, found on Budgets by both, wherever its line is."""
    page, lines = front.page, front.held.grid
    words = {CENTER: (RIGHT, one["label"]), PERIOD_FIELDS[0]: (RIGHT_AMOUNTS[0], one["period"])}
    for column, text in words.values():
        page.write_text(row, column, text)
    found = "*".join(
        f"({lines.column_range(name)}=${column_letters(column)}{row})"
        for name, (column, _) in words.items()
    )
    for at, logical in zip(RIGHT_AMOUNTS[1:], (BUDGET, PLANNED_COST, VARIANCE), strict=True):
        name = front.estimate.basis.currency.name_shown(logical)
        # With a comma, SUMPRODUCT skips the headers.
        text = f"=SUMPRODUCT({found},{lines.column_range(name)})"
        page.write_formula(row, at, text, one[name], "formula", "money")


def _write_over_line(front: Front, row: int, one: Mapping[str, Any]) -> None:
    page, shown = front.page, front.estimate.basis.currency.name_shown
    by_center = front.held.grid.sheet == BUDGETS
    label = one["label"] if by_center else front.fit_name(one[NAMED] or one[ID])
    page.write_text(row, RIGHT, label)
    column, said = (RIGHT, label) if by_center else (RIGHT_AMOUNTS[0], one[ID])
    if not by_center:
        page.write_text(row, column, said)
    key = CENTER if by_center else ID
    found = Lookup(front.held.grid, key, f"${column_letters(column)}{row}", said)
    for at, logical in zip(RIGHT_AMOUNTS[1:], (BUDGET, PLANNED_COST, VARIANCE), strict=True):
        name = shown(logical)
        page.write_formula(row, at, found.formula(name), one[name], "formula", "money")
