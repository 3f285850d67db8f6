"""The shape of a table: what one going through its rows brings out, and what is wrong with it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import polars as pl
from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.findings import CellFindings, Finding
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Heading, Table, TablePart
from estimator.model.text import count_phrase, name_some
from estimator.read import priced_sums, row_kinds, skipped_rows
from estimator.read.row_words import TOTAL_LABEL

NO_TOTAL = "the name of a workload, or no row; it has a model, and a total would be counted twice"
SUM = (
    "no row, if it is a total, which would be counted twice. Its numbers are the sums of the "
    "{rows} above; if it is a workload, {fix}"
)
# What tells a workload from a total, where a total's word calls it one and where none does.
RENAME, MOVE_UP = "give it another name", "move it above them"
# The columns that name a row, best first.
NAMING = ("workload_id", "workload_name", "model")


class ShapeScan(Struct, frozen=True):
    """Results of one pass through some of the rows below the headers.

    Attributes:
        rows: what each of them is.
        headless: the first cells under no heading, by column: row and text.
        called: the cells with the word of a total, by heading: rows and texts.
        end: the numbers of the last rows.
        short: ``row`` and ``width`` of those with fewer fields than headings.
        shifts: ``row`` and ``by``: how much its line is off its number.
    """

    rows: row_kinds.RowKinds
    headless: Mapping[int, list[tuple[int, str]]]
    called: list[tuple[Heading, pl.Series, pl.Series]]
    end: pl.DataFrame
    short: pl.DataFrame
    shifts: pl.DataFrame


def scan_shape(part: TablePart, schema: Schema, words: dict[str, str | None]) -> ShapeScan:
    """Scans ``part``, of all rows below the headers; ``words`` are those of the headers."""
    rows = row_kinds.classify_rows(part, schema, words)
    widths = pl.Series([0]).clear() if part.widths is None else part.widths
    lines = part.numbers if part.lines is None else part.lines.cast(pl.Int64)
    numbered = pl.DataFrame({"row": part.numbers, "by": lines - part.numbers})
    last = max(heading.position for heading in part.headings)
    short = pl.DataFrame({"row": part.numbers.head(len(widths)), "width": widths.cast(pl.Int64)})
    return ShapeScan(
        rows,
        _cells_without_header(part, rows),
        list(skipped_rows.find_total_words(part, schema)),
        priced_sums.last_numbers(part, schema),
        short.filter(pl.col("width") < last),
        numbered.filter(pl.col("by") != pl.col("by").shift(1, fill_value=0)),
    )


def line_shifts(all_seen: Sequence[ShapeScan]) -> pl.DataFrame:
    """Where lines and numbers of rows come to differ by more."""
    whole = pl.concat([one.shifts for one in all_seen])
    return whole.filter(pl.col("by") != pl.col("by").shift(1, fill_value=0))


def check_shape(
    table: Table, all_seen: Sequence[ShapeScan], schema: Schema, *, delimited: bool
) -> list[Finding]:
    """Problems of the shape of ``table``; only lines of ``delimited`` text can be short."""
    found: list[Finding] = [*_check_headless_cells(table, all_seen, delimited=delimited)]
    found += _check_total_names(table, all_seen, schema)
    if delimited:
        return [*found, *_check_short_lines(table, all_seen)]
    return [
        *found,
        *_check_merged_cells(table),
        *_hidden_rows_notice(table),
        *_hidden_columns_notice(table),
        *_external_links_notice(table),
    ]


def _cells_without_header(
    part: TablePart, rows: row_kinds.RowKinds
) -> dict[int, list[tuple[int, str]]]:
    """The first cell under no heading of each column, by its position.

    That of a row too which may turn out to be no workload, beside the first of one that is.
    """
    under = {f"c{heading.position}" for heading in part.headings}
    found: dict[int, list[tuple[int, str]]] = {}
    for position, name in enumerate(part.texts.columns, 1):
        if name in under or part.texts[name].null_count() == len(part.texts):
            continue
        cells = pl.DataFrame({"row": part.numbers, "text": part.texts[name]})
        kept, unsure = (
            cells.filter(where & cells["text"].is_not_null()).head(1)
            for where in row_kinds.may_be_workload(rows)
        )
        firsts = pl.concat([kept, unsure]).sort("row")
        found[position] = list(zip(firsts["row"], firsts["text"], strict=True))
    return found


def _check_headless_cells(
    table: Table, all_seen: Sequence[ShapeScan], *, delimited: bool
) -> list[Problem]:
    """Cells of the table that stand under no heading, the first of each column."""
    code = "long-row" if delimited else "cells-without-heading"
    first: dict[int, tuple[int, str]] = {}
    for one in all_seen:
        for position, cells in one.headless.items():
            inside = [cell for cell in cells if _rows_of_table(table, [cell[0]])]
            if inside:
                first.setdefault(position, inside[0])
    return [
        table.problem_at(
            code, row, position=position, found=text, expected="a header above it, or nothing"
        )
        for position, (row, text) in sorted(first.items())
    ]


def _check_total_names(
    table: Table, all_seen: Sequence[ShapeScan], schema: Schema
) -> list[CellFindings]:
    """The rows of the table that are totals, and have what a workload needs.

    A row is a total by its name, or by a word of a total and its numbers; the last rows of
    workloads are totals by their numbers alone.
    """
    found, maybe = list[CellFindings](), dict[int, tuple[Heading, str]]()
    sure = set[int]()
    for one in all_seen:
        for heading, rows, texts in one.called:
            inside, named = _are_kept(table, rows), texts.str.contains(TOTAL_LABEL)
            where = inside & named
            sure |= set(rows.filter(where))
            if where.any():
                found.append(
                    total_name_problem(table, heading, rows.filter(where), texts.filter(where))
                )
            where = inside & ~named
            if heading.column in NAMING and len(maybe) <= priced_sums.MOST_CALLED:
                some = priced_sums.MOST_CALLED + 1
                for row, text in zip(
                    rows.filter(where).head(some), texts.filter(where).head(some), strict=True
                ):
                    maybe.setdefault(row, (heading, text))
    sums = priced_sums.priced_sums(table, schema, [*maybe, *sure], [one.end for one in all_seen])
    naming = next((table.by_column[name] for name in NAMING if name in table.by_column), None)
    for row, added in sums.items():
        if row not in sure:
            found.append(_sum_problem(table, row, added, *maybe.get(row, (naming, None))))
    return found


def _sum_problem(
    table: Table, row: int, added: int, heading: Heading | None, text: str | None
) -> CellFindings:
    """The problem that ``row``, a workload, is the sum of so many rows above.

    ``text`` is the one that calls it a total; None if none does.
    """
    at = f"c{heading.position}" if heading else ""
    found = text or (table.sheet.rows_between(row, row)[at][0] if at else None) or ""
    expected = SUM.format(rows=count_phrase(added, "row"), fix=MOVE_UP if text is None else RENAME)
    return CellFindings.of(
        "total-with-model",
        table,
        pl.Series([row], dtype=pl.Int64),
        heading,
        found=found.strip(),
        expected=expected,
    )


def separate_workloads(
    part: TablePart, schema: Schema, words: dict[str, str | None]
) -> tuple[pl.Series, list[Finding]]:
    """The rows of ``part`` that are workloads (Boolean), whatever the order of the rows.

    Findings: every other row, and workloads that are called totals.
    """
    rows = row_kinds.resolve_without_order(row_kinds.classify_rows(part, schema, words))
    among = row_kinds.is_workload(rows)
    called = skipped_rows.find_total_words(part.filter_rows(among), schema)
    totals = [
        total_name_problem(part.of, heading, rows.filter(named), texts.filter(named))
        for heading, rows, texts in called
        if (named := texts.str.contains(TOTAL_LABEL)).any()
    ]
    return among, [*skipped_rows.skipped_rows_one_by_one(part.of, rows), *totals]


def total_name_problem(
    table: Table, heading: Heading, rows: pl.Series, texts: pl.Series
) -> CellFindings:
    """The problem that ``texts`` under ``heading`` call ``rows``, which are workloads, totals."""
    return CellFindings.of("total-with-model", table, rows, heading, found=texts, expected=NO_TOTAL)


def _check_short_lines(table: Table, all_seen: Sequence[ShapeScan]) -> list[CellFindings]:
    """The lines of a text file that end before the last heading: cut off, or a delimiter lost."""
    last = max(heading.position for heading in table.headings)
    short = pl.concat([one.short for one in all_seen])
    short = short.filter(_are_kept(table, short["row"]))
    if short.is_empty():
        return []
    fields = {width: count_phrase(width, "field") for width in short["width"].unique()}
    found_fields = short["width"].replace_strict(fields, return_dtype=pl.String)
    return [CellFindings.of("short-row", table, short["row"], fields=found_fields, last=last)]


def _check_merged_cells(table: Table) -> list[Problem]:
    """The merged cells among the rows: only the first of them holds what all seem to."""
    rows, positions = list[int](), list[int]()
    if table.sheet.merged:
        rows = table.rows.to_list()
        positions = sorted(heading.position for heading in table.headings)
    problems = []
    for top, left, bottom, right in table.sheet.merged:
        row = _least_between(rows, top, bottom)
        if row and _least_between(positions, left, right):
            span = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            problems.append(table.problem_at("merged-cells", row, position=left, span=span))
    return problems


def _least_between(numbers: Sequence[int], first: int, last: int) -> int:
    """The least of ``numbers``, in order and from 1, that is between the two; 0 if none is."""
    place = bisect_left(numbers, first)
    return numbers[place] if place < len(numbers) and numbers[place] <= last else 0


def _hidden_rows_notice(table: Table) -> list[Problem]:
    rows = _rows_of_table(table, table.sheet.hidden_rows)
    if not rows:
        return []
    verb = "is" if len(rows) == 1 else "are"
    hidden, numbers = (
        f"{count_phrase(len(rows), 'row')} {verb}",
        name_some([str(row) for row in rows]),
    )
    return [table.problem_about("hidden-rows", hidden=hidden, numbers=numbers)]


def _hidden_columns_notice(table: Table) -> list[Problem]:
    """The notice that columns are read which are hidden."""
    hidden = [
        heading
        for heading in table.headings
        if heading.column
        and any(first <= heading.position <= last for first, last in table.sheet.hidden_columns)
    ]
    if not hidden:
        return []
    names = [f"{column_letters(one.position)} ({one.text})" for one in hidden]
    verb = "is" if len(hidden) == 1 else "are"
    columns = f"{count_phrase(len(hidden), 'column')} {verb}"
    return [table.problem_about("hidden-columns", hidden=columns, names=name_some(names))]


def _external_links_notice(table: Table) -> list[Problem]:
    positions = {heading.position for heading in table.headings}
    rows = set(_rows_of_table(table, [row for row, _ in table.sheet.linked]))
    cells = [(row, n) for row, n in table.sheet.linked if row in rows and n in positions]
    if not cells:
        return []
    names = name_some([f"{column_letters(column)}{row}" for row, column in cells])
    has = "takes its value" if len(cells) == 1 else "take their values"
    wording = f"{names} {has} from another workbook; the saved values were used."
    return [table.problem_about("external-links", wording=wording)]


def _rows_of_table(table: Table, rows: Sequence[int]) -> list[int]:
    """Those of ``rows`` that belong to the table."""
    numbers = pl.Series(rows, dtype=pl.Int64)
    return numbers.filter(_are_kept(table, numbers)).to_list()


def _are_kept(table: Table, rows: pl.Series) -> pl.Series:
    """Boolean; which of ``rows`` (Int64) belong to the table."""
    places = rows - (table.source.header_row + 1)
    kept = pl.Series(dtype=pl.Boolean) if table.is_data_row is None else table.is_data_row
    inside = (places >= 0) & (places < len(kept))
    return inside & kept.gather(places.set(~inside, 0) if len(kept) else places.clear())
