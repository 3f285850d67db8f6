"""Blocks of totals: one line per group, summed over Estimates by its key, a whole number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from estimator.model.address import letters
from estimator.model.estimate import Estimate
from estimator.model.schema import workloads_schema
from estimator.model.text import counted
from estimator.report.grid import Grid, workload_budgets
from estimator.report.page import Page

LABEL, KEY, ROWS, FIRST_AMOUNT = 1, 2, 3, 4
# A dimension with more groups shows the most expensive ones and one row for the rest.
MOST_GROUPS = 20


class Written(NamedTuple):
    """The rows of a block: those of its first and last group, and that of the total."""

    groups: tuple[int, int]
    total: int


def block(
    page: Page, grid: Grid, estimate: Estimate, dimension: str, row: int, most: int
) -> Written:
    """Writes the most expensive groups of ``dimension``, one row for the rest, and the total."""
    names = list(estimate.totals.by_column)
    shown, rest = parted(estimate.totals.groups[dimension], estimate, dimension, most)
    titles(page, estimate, row, f"By {workloads_schema().columns[dimension].title.lower()}")
    share = FIRST_AMOUNT + len(names)
    page.text(row, share, "Share of\nfirst year", "heading_right")
    first = row + 1
    for at, group in enumerate(shown.iter_rows(named=True), first):
        _group(page, grid, at, f"{dimension}_key", group, names)
    total = first + len(shown)
    if len(rest):
        _rest(page, grid, dimension, range(first, total), rest, names)
        total += 1
    page.text(total, LABEL, "Total", "total")
    page.blank(total, KEY, "total")
    page.formula(total, ROWS, sum_above(ROWS, first, total), estimate.totals.rows, "total", "rows")
    for column, name in enumerate(names, FIRST_AMOUNT):
        page.formula(
            total,
            column,
            sum_above(column, first, total),
            estimate.totals.by_column[name],
            "total",
            "amount",
        )
    cost = estimate.basis.currency.shown("first_year_cost")
    costs = [*shown[cost], *([rest[cost].sum()] if len(rest) else [])]
    _shares(page, estimate, costs, first, total)
    return Written((first, first + len(shown) - 1), total)


def parted(
    groups: pl.DataFrame, estimate: Estimate, dimension: str, most: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ``groups`` of ``dimension`` to show, and the rest, which share one row.

    The rest are none, or at least two: one row for a single group would save nothing.
    """
    whole = _with_unused(groups, estimate) if dimension == "model" else groups
    shown = whole if len(whole) <= most + 1 else whole.head(most)
    return shown, whole.slice(len(shown))


def most_groups(estimate: Estimate, dimension: str) -> int:
    """The most groups of ``dimension`` on Breakdown and Plan; all of the models."""
    return len(estimate.basis.list_prices) if dimension == "model" else MOST_GROUPS


def _with_unused(groups: pl.DataFrame, estimate: Estimate) -> pl.DataFrame:
    """The ``groups`` of models, with 0 for models of the card that no row uses.

    If a row is given one of them in Excel, its line exists.
    """
    used = set(groups["key"])
    unused = [
        {"key": key, "label": rate.model}
        for key, rate in enumerate(estimate.basis.list_prices, 1)
        if key not in used
    ]
    if not unused:
        return groups
    more = pl.DataFrame(unused, schema={n: groups.schema[n] for n in ("key", "label")})
    return pl.concat([groups, more], how="diagonal").fill_null(0)


def _group(
    page: Page, grid: Grid, row: int, key: str, group: Mapping[str, Decimal], names: Sequence[str]
) -> None:
    keys = grid.span(key)
    page.text(row, LABEL, str(group["label"]))
    page.number(row, KEY, group["key"], "quiet", "key")
    count = grid.over(f"=COUNTIFS({keys},$B{row})")
    page.formula(row, ROWS, count, group["rows"], "formula", "rows")
    for column, name in enumerate(names, FIRST_AMOUNT):
        text = grid.over(f"=SUMIFS({grid.span(name)},{keys},$B{row})")
        page.formula(row, column, text, group[name], "formula", "amount")


def _rest(
    page: Page,
    grid: Grid,
    dimension: str,
    above: range,
    rest: pl.DataFrame,
    names: Sequence[str],
) -> None:
    """Writes one row for the groups not shown in the rows ``above``.

    Their keys are greater than the last one above. Models are numbered as on the Rates sheet, so
    for them the row is the total of all less the rows above.
    """
    row = above.stop
    keys, after = grid.span(f"{dimension}_key"), f'">"&$B{row - 1}'
    page.text(row, LABEL, counted(len(rest), "other"))
    count, left = f"COUNTIFS({keys},{after})", sum_above(ROWS, above.start, row)[1:]
    if dimension == "model":
        count = f"ROWS({keys})-{left}"
    page.formula(row, ROWS, grid.over(f"={count}"), int(rest["rows"].sum()), "formula", "rows")
    for column, name in enumerate(names, FIRST_AMOUNT):
        cost = f"SUMIFS({grid.span(name)},{keys},{after})"
        if dimension == "model":
            shown = sum_above(column, above.start, row)[1:]
            cost = f"ROUND(SUM({grid.span(name)})-{shown},2)"
        page.formula(row, column, grid.over(f"={cost}"), rest[name].sum(), "formula", "amount")


def _shares(
    page: Page, estimate: Estimate, costs: Sequence[Decimal], first: int, total: int
) -> None:
    """Writes the share of the first-year cost of each row of a block; ``costs`` are its values."""
    name = estimate.basis.currency.shown("first_year_cost")
    cost, whole = amount_column(estimate, name), estimate.totals.by_column[name]
    letter, column = letters(cost), FIRST_AMOUNT + len(estimate.totals.by_column)
    for row, value in enumerate([*costs, whole], first):
        text = f"=IF({letter}${total}=0,0,{letter}{row}/{letter}${total})"
        part = float(value / whole) if whole else 0
        page.formula(row, column, text, part, "total" if row == total else "formula", "part")


def titles(page: Page, estimate: Estimate, row: int, label: str) -> None:
    """Writes the headers of a block: its label, then the totals."""
    page.headings(row, (label,))
    page.headings(row, ("Key", "Workloads"), KEY, "heading_right")
    amounts = [f"{total.title}\n{total.frequency}" for total in estimate.basis.model.totals]
    page.headings(row, amounts, FIRST_AMOUNT, "heading_right")
    page.sheet.set_row(row - 1, 30)


def sum_above(column: int, first: int, total: int) -> str:
    """The formula of the sum of the rows from ``first`` to the one above ``total``."""
    return f"=SUM({letters(column)}{first}:{letters(column)}{total - 1})"


def amount_column(estimate: Estimate, name: str) -> int:
    """The column of the total ``name``."""
    return FIRST_AMOUNT + [column.name for column in estimate.basis.model.totals].index(name)


def write_largest(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes the largest workloads from ``row``; returns the next free row."""
    rows = workload_budgets(grid)
    names, cost = list(estimate.totals.by_column), estimate.basis.currency.shown("first_year_cost")
    titles(page, estimate, row, "Largest workloads")
    page.text(row, KEY, "Line", "heading_right")
    page.text(row, ROWS, "Model", "heading")
    share = FIRST_AMOUNT + len(names)
    page.text(row, share, "Share of\nfirst year", "heading_right")
    for at, one in enumerate(estimate.totals.largest.iter_rows(named=True), row + 1):
        page.text(at, LABEL, one["workload_name"] or one["workload_id"])
        page.number(at, KEY, one["position"], "quiet", "key")
        model = rows.found("model", f"$B{at}")
        page.formula(at, ROWS, model, one["model"], "word")
        for column, total in enumerate(names, FIRST_AMOUNT):
            text = rows.found(total, f"$B{at}")
            page.formula(at, column, text, one[total], "formula", "amount")
        own = f"{letters(amount_column(estimate, cost))}{at}"
        whole = grid.over(f"SUM({grid.span(cost)})")
        total_cost = estimate.totals.by_column[cost]
        part = float(one[cost] / total_cost) if total_cost else 0
        formula = f"=IF({whole}=0,0,{own}/{whole})" if whole else ""
        page.formula(at, share, formula, part, "formula", "part")
    after = row + 1 + len(estimate.totals.largest)
    amounts = "stored values" if grid.elsewhere else "live formulas"
    said = f"The order is from when this workbook was made; amounts are {amounts}."
    page.text(after, LABEL, said, "quiet")
    return after + 2


def write_assumed(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes one line per assumption from ``row``; returns the next free row."""
    page.headings(row, ("Defaults for blank cells", ""))
    page.headings(row, ("Workloads", "Value", "First-year cost"), ROWS, "heading_right")
    spent = grid.span(estimate.basis.currency.shown("first_year_cost"))
    for at, one in enumerate(estimate.totals.assumed, row + 1):
        assumption = one.assumption
        blank = f'({grid.span(assumption.fills)}="")'
        if assumption.idle_with:
            blank += f'*({grid.span(assumption.idle_with)}="")'
        page.text(at, LABEL, assumption.title)
        count = grid.over(f"=SUMPRODUCT({blank}*1)")
        page.formula(at, ROWS, count, one.rows, "formula", "rows")
        page.formula(
            at, FIRST_AMOUNT, f"={assumption.name}", assumption.value, "link", assumption.unit
        )
        cost = grid.over(f"=SUMPRODUCT({blank}*{spent})")
        page.formula(at, FIRST_AMOUNT + 1, cost, one.first_year_cost, "formula", "amount")
    return row + 2 + len(estimate.totals.assumed)
