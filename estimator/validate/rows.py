"""A table to a typed frame: cells parsed, rows held against the JSON Schema, columns carried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from estimator.model.column import SHARE, Column
from estimator.model.money import EXACT, grouped
from estimator.model.options import COMMA, POINT
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import ONCE, OURS, PERCENT, Heading, Table
from estimator.model.words import like_any, listed, quote, some, units, unused
from estimator.model.words import plain as folded
from estimator.validate import texts
from estimator.validate.numbers import ALL, DASH, ROUNDED, TOLD, parsed
from estimator.validate.refused import refused
from estimator.validate.spelling import decimal_marks

# What is said behind the expected values where the form of the number was the trouble.
TAILS = {
    "not-a-number": ", such as 5000000, 5,000,000 or 5M",
    "point-or-thousands": "; it can be read in two ways: write 1234 or 1.2340, or say --locale",
    "stray-percent": ", without a percent sign",
    "stray-currency": ", without a currency sign",
    "other-currency": ", in US dollars",
    "unclear-multiplier": ", with k, M or bn for large ones",
}
LONG_NUMBER = "text: a cell keeps only 15 digits of a number, and the rest is lost already"
# What a cell of a worksheet holds, and what a table heading does, in code units of UTF-16.
LONGEST_CELL, LONGEST_HEADING = 32_767, 255


def typed(table: Table, schema: Schema, locale: str = "") -> tuple[pl.DataFrame, list[Problem]]:
    """Every column of ``schema`` typed, and ``row``, the sheet's own row number.

    Returns:
        Numbers as Decimal(38, 12), the rest as String without blanks around; columns that the
        table lacks are null. With it the problems of single cells: values that cannot be read or
        that the schema does not allow.
    """
    marks = decimal_marks(table, schema, locale)
    told: list[Problem] = []
    values: dict[str, pl.Series] = {}
    unread: dict[str, pl.Series] = {}
    for column in [one for one in schema.columns.values() if one.name in table.by_column]:
        mark = marks.get(column.name, POINT)
        answer = _read(table, column, mark, locale)
        values[column.name] = answer["value"]
        unread[column.name] = answer.select(_unread()).to_series()
        told += _told(table, column, answer)
        if mark == COMMA:
            told += _comma(table, column, answer)
    frame = table.rows.to_frame("row").with_columns(
        values.get(name, pl.lit(None, dtype=EXACT if column.numeric else pl.String)).alias(name)
        for name, column in schema.columns.items()
    )
    return frame, told + [
        table.problem(cells.code, row, cells.column, found=found, expected=cells.expected)
        for cells in _refused(table, schema, frame, unread)
        for row, found in zip(cells.rows, cells.found, strict=True)
    ]


def missing_columns(table: Table, schema: Schema) -> list[Problem]:
    """The required columns that ``table`` has no heading for."""
    return [
        missing(table, column, quote(column.title))
        for column in schema.columns.values()
        if column.required and not table.has(column.name)
    ]


def missing(table: Table, column: Column, wanted: str) -> Problem:
    """The problem that ``table`` has no heading for ``column``, with headings like it."""
    free = [heading.text for heading in table.headings if not heading.column]
    said = f"no column {wanted} among the headings in row {table.source.header_row}."
    likely = [quote(text) for text in like_any(free, (column.title, *column.aliases))]
    unit = f", in {column.unit}" if column.unit else ""
    hint = f" If that is {listed(likely, 'or')}, give it this heading{unit}." if likely else ""
    return table.about("missing-column", said + hint, expected=wanted, column=column.name)


def _read(table: Table, column: Column, mark: str, locale: str) -> pl.DataFrame:
    """``text``, ``kind`` and ``row`` of the cells of ``column``, with their value and code."""
    heading = table.by_column[column.name]
    cells = f"c{heading.position}"
    pair = pl.DataFrame({"text": table.texts[cells], "kind": table.kinds[cells], "row": table.rows})
    if column.numeric:
        return parsed(column, pair, heading.times, mark)
    return texts.read(column, pair, locale)


def _unread() -> pl.Expr:
    """Whether a cell could not be read, which is said already."""
    code = pl.col("code")
    return code.is_not_null() & ~code.is_in(list(TOLD))


def _comma(table: Table, column: Column, answer: pl.DataFrame) -> list[Problem]:
    """The notice that a column was read with a decimal comma, at the first cell that has one."""
    rows = answer.filter(pl.col("value").is_not_null() & pl.col("text").str.contains(r"[.,]"))
    if rows.is_empty():
        return []
    row, text, value = rows.select("row", "text", "value").row(0)
    said = f"found {quote(text.strip())}; read with a decimal comma, as {grouped(value)}"
    said += others(table, column.name, list(rows["row"][1:]))
    return [table.problem("decimal-comma", row, column.name, found=text.strip(), says=f"{said}.")]


def _cell(table: Table, column: Column, row: int, text: str, code: str) -> Problem:
    """The problem of a cell that cannot be read."""
    if code == "formula-without-value":
        said = "the formula was never calculated; open the file in Excel, save it, and try again."
        return table.problem(code, row, column.name, found=text, says=said)
    if code == "date-serial":
        day = texts.serial_day(text)
        said = f"found the bare number {text.strip()}; expected {column.expected}"
        said += f", or the cell formatted as a date (it would be {day})." if day else "."
        return table.problem(code, row, column.name, found=text.strip(), says=said)
    if code == "digits-lost":
        return table.problem(code, row, column.name, found=text.strip(), expected=LONG_NUMBER)
    expected = column.expected + ("" if column.kind == SHARE else TAILS.get(code, ""))
    expected += _multiplied(table, column)
    if code == "share-or-percent" and table.by_column[column.name].times == PERCENT:
        expected = (
            "10 for ten percent, for the heading says percent; where the cells are formatted as "
            "percentages, take it out of the heading"
        )
    return table.problem(code, row, column.name, found=text.strip(), expected=expected)


def _multiplied(table: Table, column: Column) -> str:
    """What goes behind the expected numbers where the heading multiplies what is found."""
    heading = table.by_column.get(column.name)
    if heading is None or heading.times in {ONCE, PERCENT}:
        return ""
    return f", after {heading.times:,} times for the heading says so"


def _told(table: Table, column: Column, answer: pl.DataFrame) -> list[Problem]:
    """The problems of a column's cells, and one notice for all cells taken the same way."""
    coded = answer.filter(pl.col("code").is_not_null())
    problems = [
        _cell(table, column, row, text, code)
        for row, text, code in coded.filter(_unread()).select("row", "text", "code").iter_rows()
    ]
    for code in (DASH, ROUNDED, ALL):
        rows = coded.filter(pl.col("code") == code)
        if len(rows):
            problems.append(_notice(table, column, code, rows))
    return problems


def _notice(table: Table, column: Column, code: str, cells: pl.DataFrame) -> Problem:
    row, found = cells["row"][0], cells["text"][0].strip()
    meaning = {
        DASH: "read as 0",
        ROUNDED: f"taken at {column.decimals} decimals",
        ALL: "read as 100 %; write 100% to be clear, or 1% if that was meant",
    }[code]
    said = f"found {quote(found)}; {meaning}{others(table, column.name, list(cells['row'][1:]))}."
    return table.problem(code, row, column.name, found=found, says=said)


def others(table: Table, column: str, rows: list[int]) -> str:
    """The tail of a notice that concerns more cells than the one it stands at."""
    if not rows:
        return ""
    return f"; likewise {some([table.cell(row, column) for row in rows])}"


@dataclass(frozen=True)
class _Cells:
    """Cells of one column of which one problem says the same: Int64 rows, String texts."""

    column: str
    code: str
    expected: str
    rows: pl.Series
    found: pl.Series


def _refused(
    table: Table, schema: Schema, frame: pl.DataFrame, unread: Mapping[str, pl.Series]
) -> Iterator[_Cells]:
    """The typed cells that ``schema`` refuses, with what the user wrote there."""
    for one in refused(frame, schema):
        heading = table.by_column.get(one.column)
        if heading is not None:  # said once, as a missing column
            at = one.rows.filter(~unread[one.column].gather(one.rows))
            found = table.texts[f"c{heading.position}"].gather(at).fill_null("").str.strip_chars()
            expected = one.expected + _multiplied(table, schema.columns[one.column])
            yield _Cells(one.column, one.code, expected, table.rows.gather(at), found)


def overlong(table: Table) -> list[Problem]:
    """The cells and headings that are carried through and longer than a worksheet's cell holds."""
    problems = []
    for heading in table.headings:
        if heading.column:
            continue
        cells = table.texts.select(pl.col(f"c{heading.position}").alias("text"), row=table.rows)
        # No character takes more than two units: few texts are worth counting.
        likely = cells.filter(pl.col("text").str.len_chars() > LONGEST_CELL // 2)
        if units(heading.text) > LONGEST_HEADING:
            row = table.source.header_row
            problems.append(_overlong(table, heading, row, heading.text, LONGEST_HEADING))
        problems += [
            _overlong(table, heading, row, text, LONGEST_CELL)
            for row, text in likely.select("row", "text").iter_rows()
            if units(text) > LONGEST_CELL
        ]
    return problems


def _overlong(table: Table, heading: Heading, row: int, text: str, limit: int) -> Problem:
    expected = f"at most {limit:,} characters, of which an emoji counts as two"
    return table.at("too-long", row, heading, found=text, expected=expected)


def carried(table: Table, taken: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns to carry through: (the table's column, its heading in the output).

    Args:
        table: as read; the computed columns of a workbook of ours are computed again.
        taken: the headings that the output has already, by their plain words; a heading like one
            of them is marked as given, for ours stands beside it.
    """
    used = list(taken.values())
    carry = []
    for heading in table.headings:
        ours = folded(heading.text) in taken
        if not heading.column and heading.matched != OURS:
            given = f"{heading.text} (given)" if ours else heading.text
            carry.append((f"c{heading.position}", unused(given, used)))
            used.append(carry[-1][1])
    return carry
