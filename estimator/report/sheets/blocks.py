"""Blocks of totals: one line per group, summed over Estimates by its key, a whole number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.model.schema import workloads_schema
from estimator.model.text import count_phrase
from estimator.report.grid import Grid, workload_budget_lines
from estimator.report.page import Page

LABEL, KEY, ROWS, FIRST_AMOUNT = 1, 2, 3, 4
# A dimension with more groups shows the most expensive ones and one row for the rest.
MOST_GROUPS = 20


class BlockRows(NamedTuple):
    """The rows of a block: those of its first and last group, and that of the total."""

    groups: tuple[int, int]
    total: int


def write_block(
    page: Page, grid: Grid, estimate: Estimate, dimension: str, row: int, most: int
) -> BlockRows:
    """Writes the most expensive groups of ``dimension``, one row for the rest, and the total."""
    names = list(estimate.totals.by_column)
    shown, rest = split_groups(estimate.totals.groups[dimension], estimate, dimension, most)
    write_block_titles(
        page, estimate, row, f"By {workloads_schema().columns[dimension].title.lower()}"
    )
    share = FIRST_AMOUNT + len(names)
    page.write_text(row, share, "Share of\nfirst year", "heading_right")
    first = row + 1
    for at, group in enumerate(shown.iter_rows(named=True), first):
        _write_group(page, grid, at, f"{dimension}_key", group, names)
    total = first + len(shown)
    if len(rest):
        _write_rest(page, grid, dimension, range(first, total), rest, names)
        total += 1
    page.write_text(total, LABEL, "Total", "total")
    page.write_blank(total, KEY, "total")
    page.write_formula(
        total, ROWS, sum_above_formula(ROWS, first, total), estimate.totals.rows, "total", "rows"
    )
    for column, name in enumerate(names, FIRST_AMOUNT):
        page.write_formula(
            total,
            column,
            sum_above_formula(column, first, total),
            estimate.totals.by_column[name],
            "total",
            "amount",
        )
    cost = estimate.basis.currency.name_shown("first_year_cost")
    costs = [*shown[cost], *([rest[cost].sum()] if len(rest) else [])]
    _write_shares(page, estimate, costs, first, total)
    return BlockRows((first, first + len(shown) - 1), total)


def split_groups(
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


def _write_group(
    page: Page, grid: Grid, row: int, key: str, group: Mapping[str, Decimal], names: Sequence[str]
) -> None:
    keys = grid.column_range(key)
    page.write_text(row, LABEL, str(group["label"]))
    page.write_number(row, KEY, group["key"], "quiet", "key")
    count = grid.if_on_sheet(f"=COUNTIFS({keys},$B{row})")
    page.write_formula(row, ROWS, count, group["rows"], "formula", "rows")
    for column, name in enumerate(names, FIRST_AMOUNT):
        text = grid.if_on_sheet(f"=SUMIFS({grid.column_range(name)},{keys},$B{row})")
        page.write_formula(row, column, text, group[name], "formula", "amount")


def _write_rest(
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
    keys, after = grid.column_range(f"{dimension}_key"), f'">"&$B{row - 1}'
    page.write_text(row, LABEL, count_phrase(len(rest), "other"))
    count, left = f"COUNTIFS({keys},{after})", sum_above_formula(ROWS, above.start, row)[1:]
    if dimension == "model":
        count = f"ROWS({keys})-{left}"
    page.write_formula(
        row, ROWS, grid.if_on_sheet(f"={count}"), int(rest["rows"].sum()), "formula", "rows"
    )
    for column, name in enumerate(names, FIRST_AMOUNT):
        cost = f"SUMIFS({grid.column_range(name)},{keys},{after})"
        if dimension == "model":
            shown = sum_above_formula(column, above.start, row)[1:]
            cost = f"ROUND(SUM({grid.column_range(name)})-{shown},2)"
        page.write_formula(
            row, column, grid.if_on_sheet(f"={cost}"), rest[name].sum(), "formula", "amount"
        )


def _write_shares(
    page: Page, estimate: Estimate, costs: Sequence[Decimal], first: int, total: int
) -> None:
    """Writes the share of the first-year cost of each row of a block; ``costs`` are its values."""
    name = estimate.basis.currency.name_shown("first_year_cost")
    cost, whole = amount_column(estimate, name), estimate.totals.by_column[name]
    letter, column = column_letters(cost), FIRST_AMOUNT + len(estimate.totals.by_column)
    for row, value in enumerate([*costs, whole], first):
        text = f"=IF({letter}${total}=0,0,{letter}{row}/{letter}${total})"
        part = float(value / whole) if whole else 0
        page.write_formula(row, column, text, part, "total" if row == total else "formula", "part")


def write_block_titles(page: Page, estimate: Estimate, row: int, label: str) -> None:
    """Writes the headers of a block: its label, then the totals."""
    page.write_headers(row, (label,))
    page.write_headers(row, ("Key", "Workloads"), KEY, "heading_right")
    amounts = [f"{total.title}\n{total.frequency}" for total in estimate.basis.model.totals]
    page.write_headers(row, amounts, FIRST_AMOUNT, "heading_right")
    page.sheet.set_row(row - 1, 30)


def sum_above_formula(column: int, first: int, total: int) -> str:
    """The formula of the sum of the rows from ``first`` to the one above ``total``."""
    return f"=SUM({column_letters(column)}{first}:{column_letters(column)}{total - 1})"


def amount_column(estimate: Estimate, name: str) -> int:
    """The column of the total ``name``."""
    return FIRST_AMOUNT + [column.name for column in estimate.basis.model.totals].index(name)


def write_largest(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes the largest workloads from ``row``; returns the next free row."""
    rows = workload_budget_lines(grid)
    names, cost = (
        list(estimate.totals.by_column),
        estimate.basis.currency.name_shown("first_year_cost"),
    )
    write_block_titles(page, estimate, row, "Largest workloads")
    page.write_text(row, KEY, "Line", "heading_right")
    page.write_text(row, ROWS, "Model", "heading")
    share = FIRST_AMOUNT + len(names)
    page.write_text(row, share, "Share of\nfirst year", "heading_right")
    for at, one in enumerate(estimate.totals.largest.iter_rows(named=True), row + 1):
        page.write_text(at, LABEL, one["workload_name"] or one["workload_id"])
        page.write_number(at, KEY, one["position"], "quiet", "key")
        model = rows.lookup_formula("model", f"$B{at}")
        page.write_formula(at, ROWS, model, one["model"], "word")
        for column, total in enumerate(names, FIRST_AMOUNT):
            text = rows.lookup_formula(total, f"$B{at}")
            page.write_formula(at, column, text, one[total], "formula", "amount")
        own = f"{column_letters(amount_column(estimate, cost))}{at}"
        whole = grid.if_on_sheet(f"SUM({grid.column_range(cost)})")
        total_cost = estimate.totals.by_column[cost]
        part = float(one[cost] / total_cost) if total_cost else 0
        formula = f"=IF({whole}=0,0,{own}/{whole})" if whole else ""
        page.write_formula(at, share, formula, part, "formula", "part")
    after = row + 1 + len(estimate.totals.largest)
    amounts = "stored values" if grid.elsewhere else "live formulas"
    said = f"The order is from when this workbook was made; amounts are {amounts}."
    page.write_text(after, LABEL, said, "quiet")
    return after + 2


def write_assumed(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes one line per assumption from ``row``; returns the next free row."""
    page.write_headers(row, ("Defaults for blank cells", ""))
    page.write_headers(row, ("Workloads", "Value", "First-year cost"), ROWS, "heading_right")
    spent = grid.column_range(estimate.basis.currency.name_shown("first_year_cost"))
    for at, one in enumerate(estimate.totals.assumed, row + 1):
        assumption = one.assumption
        blank = f'({grid.column_range(assumption.fills)}="")'
        if assumption.idle_with:
            blank += f'*({grid.column_range(assumption.idle_with)}="")'
        page.write_text(at, LABEL, assumption.title)
        count = grid.if_on_sheet(f"=SUMPRODUCT({blank}*1)")
        page.write_formula(at, ROWS, count, one.rows, "formula", "rows")
        page.write_formula(
            at, FIRST_AMOUNT, f"={assumption.name}", assumption.value, "link", assumption.unit
        )
        cost = grid.if_on_sheet(f"=SUMPRODUCT({blank}*{spent})")
        page.write_formula(at, FIRST_AMOUNT + 1, cost, one.first_year_cost, "formula", "amount")
    return row + 2 + len(estimate.totals.assumed)
