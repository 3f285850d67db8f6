"""Rows that are sums of other rows, told by their numbers whatever they are called."""

from collections.abc import Mapping, Sequence

import polars as pl

from estimator.model.schema import Schema
from estimator.model.table import Table, TablePart

# More rows are no totals of one table.
MOST_SUMS = 10_000
# A total is of two rows or more, unless it is called one: a row like the one above may be a
# workload copied down.
LEAST_ROWS = 2
# Totals of these mean nothing; a row may show their average.
NOT_ADDED = frozenset({"share", "passes", "days", "month"})
# A total may begin after so many of the totals before it, or at the first row.
TOTALS_TRIED = 60
# Totals of rounded numbers are off by a little.
CLOSE, ROUNDED_BY = 1e-11, 0.011
SEPARATORS = r"[\s,'\u2019\p{Sc}]"

# The numbers of a row by column; of rows added up, also how many rows have one.
Numbers = Mapping[str, float]


def rows_that_are_sums(
    table: Table, schema: Schema, called: Mapping[int, bool], workloads: pl.Series
) -> set[int]:
    """The candidates whose numbers are the sums of rows above or below them.

    The rows of a total follow each other but for other totals.

    Args:
        table: the whole table; its rows are read once more.
        schema: says which columns cannot be added up.
        called: the candidates, row numbers on the sheet, ascending; whether each is called a total.
        workloads: Boolean; which rows below the headers are workloads.
    """
    candidates = list(called)
    if not candidates or len(candidates) > MOST_SUMS:
        return set()
    ours, other = columns_of_numbers(table, schema)
    names = [*ours, *other]
    own: dict[int, Numbers] = {}
    between = [dict.fromkeys(["rows", *names], 0.0) for _ in range(len(candidates) + 1)]
    before = 0
    for part in table.all_rows():
        kept = workloads.slice(before, len(part))
        before += len(part)
        own |= _read_candidates(part, candidates, ours, other)
        for place, sums in _sum_between(part.filter_rows(kept), candidates, names):
            for name, value in sums.items():
                between[place][name] += value
    running = _add_up(between)
    return {
        row
        for place, row in enumerate(candidates)
        if row in own and _is_sum(own[row], running, place, 1 if called[row] else LEAST_ROWS)
    }


def columns_of_numbers(table: Table, schema: Schema) -> tuple[list[str], list[str]]:
    """The columns whose numbers can be added up: ours, and those that pass through."""
    ours, other = list[str](), list[str]()
    for heading in table.headings:
        column = schema.columns.get(heading.column)
        if not heading.column:
            other.append(f"c{heading.position}")
        elif column and column.numeric and column.unit not in NOT_ADDED:
            ours.append(f"c{heading.position}")
    return ours, other


def plain_numbers(part: TablePart, names: Sequence[str]) -> pl.DataFrame:
    """``row`` and the columns ``names`` as numbers (Float64); null where a cell holds none."""
    cells = [
        pl.col(name).str.replace_all(SEPARATORS, "").cast(pl.Float64, strict=False)
        for name in names
    ]
    return part.texts.select(part.numbers.alias("row"), *cells)


def _read_candidates(
    part: TablePart, candidates: Sequence[int], ours: Sequence[str], other: Sequence[str]
) -> dict[int, Numbers]:
    """The numbers of the candidates in ``part``: our columns', or else the others'."""
    wanted = part.numbers.is_in(list(candidates))
    found: dict[int, Numbers] = {}
    if wanted.any():
        frame = plain_numbers(part.filter_rows(wanted), [*ours, *other])
        for row in frame.iter_rows(named=True):
            filled = {name: value for name, value in row.items() if name != "row" and value}
            mine = {name: value for name, value in filled.items() if name in ours}
            found[row["row"]] = mine or filled
    return found


def _sum_between(
    part: TablePart, candidates: Sequence[int], names: Sequence[str]
) -> list[tuple[int, Numbers]]:
    """The sums of the workloads of ``part`` that stand between the same candidates."""
    if not len(part):
        return []
    places = pl.Series(candidates, dtype=pl.Int64).search_sorted(part.numbers)
    frame = plain_numbers(part, names).with_columns(places.alias("place"))
    sums = frame.group_by("place").agg(
        pl.len().cast(pl.Float64).alias("rows"), *[pl.col(name).sum() for name in names]
    )
    return [(row.pop("place"), row) for row in sums.iter_rows(named=True)]


def _add_up(between: Sequence[Numbers]) -> list[Numbers]:
    """The sums from the first row to each candidate, and to the last row."""
    running: list[Numbers] = [dict.fromkeys(between[0], 0.0)]
    for sums in between:
        running.append({name: running[-1][name] + value for name, value in sums.items()})
    return running


def _is_sum(own: Numbers, running: Sequence[Numbers], place: int, least: int) -> bool:
    """Whether the candidate at ``place`` is the sum of the rows from or to one of the others."""
    if not own:
        return False
    here, last = place + 1, len(running) - 1
    above = {0, *range(max(0, here - TOTALS_TRIED), here)}
    below = {last, *range(here + 1, min(last, here + TOTALS_TRIED) + 1)}
    spans = [(one, here) for one in above] + [(here, one) for one in below]
    return any(_is_span_sum(own, running[first], running[end], least) for first, end in spans)


def _is_span_sum(own: Numbers, first: Numbers, end: Numbers, least: int) -> bool:
    if end["rows"] - first["rows"] < least:
        return False
    return all(
        abs(value - end[name] + first[name]) <= _tolerance(value) for name, value in own.items()
    )


def are_close(one: float, sums: pl.Expr) -> pl.Expr:
    """Which of ``sums`` are ``one``, but for what is lost by rounding."""
    return (sums - one).abs() <= _tolerance(one)


def _tolerance(total: float) -> float:
    """How much a sum may be off ``total`` by rounding."""
    return max(CLOSE * abs(total), ROUNDED_BY)
