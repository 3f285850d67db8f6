"""Workloads whose numbers are the sums of rows above them: totals with a model, counted twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from estimator.model.schema import Schema
from estimator.model.table import Table, TablePart
from estimator.read.row_sums import are_close, columns_of_numbers, plain_numbers
from estimator.read.row_words import word_shapes

# Totals that no word calls so stand at the end.
LAST_TRIED = 3
# A total begins at the first row, or so many rows above it at most.
ROWS_ABOVE = 200
# More rows with the word of a total are no totals.
MOST_CALLED = 1_000
# With the word of a total, so many numbers must be sums; without it all, and no fewer than these.
LEAST_CALLED, LEAST_UNCALLED = 2, 3
# A row like the one above may be copied down.
LEAST_ADDED = 2
NAME = "workload_id"


def last_numbers(part: TablePart, schema: Schema) -> pl.DataFrame:
    """The last rows of ``part``: ``row``, ``name`` (its ID), and the numbers that can be added."""
    few = part.filter_rows(pl.int_range(len(part), eager=True) >= len(part) - ROWS_ABOVE)
    heading = part.by_column.get(NAME)
    names = few.texts[f"c{heading.position}"] if heading else pl.lit(None, dtype=pl.String)
    numbers = plain_numbers(few, columns_of_numbers(part, schema)[0])
    # In memory of their own: the part need not stay for them.
    made = numbers.with_columns(names.alias("name"))
    return pl.DataFrame(made.rows(), made.schema, orient="row")


def priced_sums(
    table: Table, schema: Schema, called: Iterable[int], ends: Sequence[pl.DataFrame]
) -> Mapping[int, int]:
    """The workloads of ``table`` that are sums, and of how many rows above each is the sum.

    Args:
        table: the whole table; read once more only if one of its rows may be a sum of all.
        schema: says which columns can be added up.
        called: the rows with the word of a total, which are added up nowhere.
        ends: the last rows of each part, as above.
    """
    names = columns_of_numbers(table, schema)[0]
    words = dict.fromkeys(called, True)
    end = _end_of_table(table, ends)
    last = [row for row in _unlike_other_ids(end) if row not in words]
    found = _find_sums([end.select("row", *names)], dict.fromkeys(last, False), words, names)
    whole = len(end) == table.height
    wide = [] if whole else [row for row in last if _exceeds_rest(end, row, names)]
    tried = dict.fromkeys(wide, False) | (words if len(words) <= MOST_CALLED else {})
    if not tried:
        return found
    parts = (plain_numbers(part, names) for part in table.parts())
    return {**_find_sums(parts, tried, words, names), **found}


def _end_of_table(table: Table, ends: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The last workloads, without a gap."""
    kept = list[pl.DataFrame]()
    for one in reversed(ends):
        kept.append(one)
        if len(one) >= ROWS_ABOVE:
            break
    end = pl.concat(kept[::-1])
    return end.filter(pl.col("row").is_in(table.rows.tail(len(end)).implode()))


def _unlike_other_ids(end: pl.DataFrame) -> list[int]:
    """The last rows, but for those whose ID is numbered like others: ``W-3`` after ``W-2``."""
    shapes = end.select("row", shape=word_shapes(end["name"]))
    numbered = pl.col("shape").str.contains("9").fill_null(value=False)
    alike = numbered & (pl.len().over("shape") > 1)
    return (
        shapes.with_columns(alike=alike).tail(LAST_TRIED).filter(~pl.col("alike"))["row"].to_list()
    )


def _exceeds_rest(end: pl.DataFrame, row: int, names: Sequence[str]) -> bool:
    """Whether no number of ``row`` is less than the sum of those above it in ``end``."""
    own = _filled(end.filter(pl.col("row") == row).row(0, named=True), names)
    above = end.filter(pl.col("row") < row)
    return len(own) >= LEAST_UNCALLED and all(
        value >= above[name].sum() - 1 for name, value in own.items()
    )


def _filled(row: Mapping[str, float | None], names: Sequence[str]) -> dict[str, float]:
    return {name: value for name in names if (value := row[name])}


def _find_sums(
    frames: Iterable[pl.DataFrame],
    tried: Mapping[int, bool],
    called: Mapping[int, bool],
    names: Sequence[str],
) -> dict[int, int]:
    """The rows ``tried`` that are sums, and of how many rows; whether each is called a total."""
    found = dict[int, int]()
    for frame, sums in _running_sums(frames, called, names):
        for row in frame.filter(pl.col("row").is_in(list(tried))).iter_rows(named=True):
            own, above = _filled(row, names), sums.filter(pl.col("row") < row["row"])
            added = _rows_added(own, above, called=tried[row["row"]])
            if added:
                found[row["row"]] = added
    return found


def _running_sums(
    frames: Iterable[pl.DataFrame], called: Mapping[int, bool], names: Sequence[str]
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Each frame, and the sums from the first row to each of its rows and of those just above."""
    zero = {"row": [0], "rows": [0.0], **{name: [0.0] for name in names}}
    first = before = pl.DataFrame(
        zero, {"row": pl.Int64, **dict.fromkeys(["rows", *names], pl.Float64)}
    )
    for frame in frames:
        counted = (~pl.col("row").is_in(list(called))).cast(pl.Float64)
        one = frame.select("row", counted.alias("rows"), pl.col(names).fill_null(0) * counted)
        last = before.row(-1, named=True)
        sums = one.select(
            "row", *[pl.col(name).cum_sum() + last[name] for name in ["rows", *names]]
        )
        yield (
            frame,
            pl.concat([first, before, sums]).unique("row", keep="first", maintain_order=True),
        )
        before = pl.concat([before, sums]).tail(ROWS_ABOVE)


def _rows_added(own: Mapping[str, float], above: pl.DataFrame, *, called: bool) -> int:
    """How many rows just above, or all, have the sums ``own``; 0 if none."""
    least = min(LEAST_CALLED, len(own)) if called else max(LEAST_UNCALLED, len(own))
    if not own or len(own) < least:
        return 0
    end, starts = above.row(-1, named=True), pl.concat([above.head(1), above.tail(ROWS_ABOVE)])
    agree = pl.sum_horizontal(
        are_close(value, end[name] - pl.col(name)).cast(pl.UInt8) for name, value in own.items()
    )
    added = end["rows"] - pl.col("rows")
    # One row above may be a total's only one, if it has the word.
    one_row = (added == 1) & (agree == len(own)) if called and len(own) >= LEAST_UNCALLED else False
    fits = (agree >= least) & (added >= LEAST_ADDED) | one_row
    return int(starts.filter(fits).select(added.max().fill_null(0)).item() or 0)
