"""What is said of the rows of a table that are not read as workloads."""

from collections.abc import Iterator

import polars as pl

from estimator.model.column import TEXT as TEXTS
from estimator.model.findings import CellFindings, Finding, merge_notices
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import detach
from estimator.model.table import Heading, Table, TablePart
from estimator.model.text import count_phrase
from estimator.read.row_kinds import (
    AGAIN,
    BLANK,
    OTHER,
    SKIPPED_ROWS,
    RowKinds,
    is_workload,
)
from estimator.read.row_words import MAYBE_TOTAL


def skipped_row_notices(table: Table, rows: RowKinds) -> list[Finding]:
    """The notice of each kind of rows that was left out of ``table``, classified as ``rows``."""
    return [*_blank_rows_notice(table, rows), *merge_notices(_skipped_rows(table, rows))]


def skipped_rows_one_by_one(table: Table, rows: RowKinds) -> Iterator[CellFindings]:
    """Notices of skipped rows of ``table``, one per row; ``rows`` are classified without order."""
    first = table.source.header_row + 1
    blank = (rows.sorts == BLANK).arg_true().cast(pl.Int64) + first
    yield CellFindings.of("blank-rows", table, blank, wording="a blank row; skipped.")
    yield from _skipped_rows(table, rows)


def _skipped_rows(table: Table, rows: RowKinds) -> Iterator[CellFindings]:
    """The rows of each kind, at the cells that tell it: in the column where most of them are."""
    headings = {heading.position: heading for heading in table.headings}
    there = set(rows.others["sort"].unique())
    for kind, code in SKIPPED_ROWS.items():
        if kind not in there:
            continue
        cells = rows.others.filter(pl.col("sort") == kind).sort("row")
        for (position,), some in cells.group_by("position", maintain_order=True):
            place = int(str(position))
            heading = headings.get(place, Heading("", place))
            text = some["text"]
            yield CellFindings.of(code, table, some["row"], heading, found=text, text=text)


def find_total_words(
    part: TablePart, schema: Schema
) -> Iterator[tuple[Heading, pl.Series, pl.Series]]:
    """The rows with a total's word in one of our columns, column by column: rows and texts."""
    if any(one.required and one.name not in part.by_column for one in schema.columns.values()):
        return  # nothing tells a workload from a total, and the column is reported
    headings = {
        f"c{heading.position}": heading
        for name, heading in part.by_column.items()
        if name in schema.columns and schema.columns[name].kind == TEXTS
    }
    for called in part.texts.select(pl.col(list(headings)).str.contains(MAYBE_TOTAL)):
        if called.any():
            texts = part.texts[called.name].filter(called)
            yield headings[called.name], part.numbers.filter(called), detach(texts)


def rows_under_other_headers(table: Table, rows: RowKinds) -> pl.DataFrame:
    """The workloads of ``table`` below a header row with other columns.

    Returns:
        ``row`` and ``header``, the number of the header row (Int64), and ``difference`` (String):
        how that row differs from the first.
    """
    first = table.source.header_row + 1
    numbers = pl.int_range(first, first + len(rows.sorts), eager=True)
    above = pl.when(rows.sorts == OTHER).then(numbers).when(rows.sorts == AGAIN).then(0)
    frame = pl.DataFrame({"row": numbers, "kept": is_workload(rows)})
    frame = frame.with_columns(above.forward_fill().alias("header"))
    below = frame.filter(pl.col("kept") & (pl.col("header") > 0)).select("row", "header")
    return below.with_columns(
        pl.col("header")
        .replace_strict(rows.differences, default="", return_dtype=pl.String)
        .alias("difference")
    )


def _blank_rows_notice(table: Table, rows: RowKinds) -> list[Problem]:
    """The notice of blank rows between the others; those after the last are nobody's concern."""
    last = is_workload(rows).arg_true().to_list()[-1:]
    between = int((rows.sorts.head(sum(last)) == BLANK).sum())
    if not between:
        return []
    return [table.problem_about("blank-rows", rows=count_phrase(between, "blank row"))]
