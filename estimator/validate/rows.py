"""A part of a table to a typed frame: cells parsed, rows held against the JSON Schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from estimator.model.column import SHARE, Column
from estimator.model.currency import USD
from estimator.model.findings import Faults, expand_findings
from estimator.model.money import EXACT, grouped
from estimator.model.options import COMMA, POINT
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import kept
from estimator.model.table import ONCE, PERCENT, Part, Table
from estimator.model.text import SOME, quote, some
from estimator.validate import text_values
from estimator.validate.decimal_separators import decimal_marks
from estimator.validate.numbers import ALL, DASH, ROUNDED, TOLD, parsed
from estimator.validate.schema_rules import broken_rules

# What is said behind the expected values where the form of the number was the trouble.
TAILS = {
    "not-a-number": ", such as 5000000, 5,000,000 or 5M",
    "point-or-thousands": "; it can be read in two ways: write 1234 or 1.2340, or say --locale",
    "stray-percent": ", without a percent sign",
    "stray-currency": ", without a currency sign",
    "unclear-multiplier": ", with k, M or bn for large ones",
}
DOLLARS = "US dollars"
LONG_NUMBER = "text: a cell keeps only 15 digits of a number, and the rest is lost already"
UNCALCULATED_SAYS = (
    "the formula was never calculated; open the file in Excel, save it, and try again."
)


@dataclass(frozen=True)
class Taken:
    """Cells of one column that were taken the same way.

    Attributes:
        code: of the notice.
        cells: ``row`` (Int64), ``text``, what stands there, and ``value``, what it was read as; of
            a month outside the plan, where that is.
        count: how many they are in all; ``cells`` may be the first of them only.
    """

    column: Column
    code: str
    cells: pl.DataFrame
    count: int

    def first(self) -> "Taken":
        """With no more cells than one notice of all of them names, in memory of their own."""
        few = self.cells.head(SOME + 1)
        return replace(self, cells=pl.DataFrame(few.rows(), few.schema, orient="row"))


def typed(
    part: Part, schema: Schema, marks: Mapping[str, str], locale: str = "", currency: str = USD
) -> tuple[pl.DataFrame, list[Faults], list[Taken]]:
    """Every column of ``schema`` typed, and ``row``, the sheet's own row number.

    Args:
        part: of a table matched against ``schema``.
        schema: says what each column holds.
        marks: the decimal mark of each numeric column of the table.
        locale: a language of ``LOCALES``; empty where none was said.
        currency: the code of the one that amounts are in.

    Returns:
        Numbers as Decimal(38, 12), the rest as String without blanks around; columns that the
        table lacks are null. With it the problems of single cells, values that cannot be read or
        that the schema does not allow, and the cells that were taken with a notice.
    """
    faults, notices = list[Faults](), list[Taken]()
    values: dict[str, pl.Series] = {}
    unread: dict[str, pl.Series] = {}
    for column in [one for one in schema.columns.values() if one.name in part.by_column]:
        mark = marks.get(column.name, POINT)
        answer = _read(part, column, mark, locale, currency)
        values[column.name] = answer["value"]
        unread[column.name] = answer.select(_unread()).to_series()
        faults += _unreadable(part, column, answer, currency)
        notices += _taken(column, answer, mark)
    frame = part.rows.to_frame("row").with_columns(
        values.get(name, pl.lit(None, dtype=EXACT if column.numeric else pl.String)).alias(name)
        for name, column in schema.columns.items()
    )
    return frame, [*faults, *_refused(part, schema, frame, unread)], notices


def whole_typed(
    part: Part, schema: Schema, locale: str = "", currency: str = USD
) -> tuple[pl.DataFrame, list[Problem]]:
    """The whole of a small table typed, with its problems one by one."""
    marks = decimal_marks([part], schema, locale)
    frame, faults, found = typed(part, schema, marks, locale, currency)
    return frame, expand_findings(faults) + notices(part, found)


def _read(part: Part, column: Column, mark: str, locale: str, currency: str) -> pl.DataFrame:
    """``text``, ``kind`` and ``row`` of the cells of ``column``, with their value and code."""
    heading = part.by_column[column.name]
    cells = f"c{heading.position}"
    pair = pl.DataFrame({"text": part.texts[cells], "kind": part.kinds[cells], "row": part.rows})
    if column.numeric:
        return parsed(column, pair, heading.times, mark, currency)
    return text_values.read(column, pair, locale)


def _unread() -> pl.Expr:
    """Whether a cell could not be read, which is said already."""
    code = pl.col("code")
    return code.is_not_null() & ~code.is_in(list(TOLD))


def _taken(column: Column, answer: pl.DataFrame, mark: str) -> list[Taken]:
    """The cells of a column that were taken with a notice."""
    told = answer.filter(pl.col("code").is_in(list(TOLD)))
    found = [
        taken(column, code, told.filter(pl.col("code") == code)) for code in (DASH, ROUNDED, ALL)
    ]
    if mark == COMMA:
        marked = pl.col("value").is_not_null() & pl.col("text").str.contains(r"[.,]")
        found.append(taken(column, COMMA_READ, answer.filter(marked)))
    return [one for some in found for one in some]


def _unreadable(
    part: Part, column: Column, answer: pl.DataFrame, currency: str
) -> Iterator[Faults]:
    """The cells of a column that cannot be read, by what is wrong with them."""
    wrong = answer.filter(_unread())
    for (code,), cells in wrong.group_by("code", maintain_order=True):
        expected, says = _expected(part, column, str(code), currency), ""
        if code == "formula-without-value":
            says = UNCALCULATED_SAYS
        found = kept(cells["text"].str.strip_chars())
        heading = part.by_column[column.name]
        fault = Faults(str(code), part.of, cells["row"], heading, found=found, expected=expected)
        yield replace(fault, says=_day(column, found) if code == "date-serial" else says)


def _day(column: Column, found: pl.Series) -> pl.Series:
    """What is said of a bare number where a date should be."""
    said = []
    for text in found:
        day = text_values.serial_day(text)
        hint = f", or the cell formatted as a date (it would be {day})." if day else "."
        said.append(f"found the bare number {text}; expected {column.expected}{hint}")
    return pl.Series(said, dtype=pl.String)


def _expected(part: Part, column: Column, code: str, currency: str) -> str:
    """What is expected of the cells of ``column`` instead of those that have ``code``."""
    if code == "digits-lost":
        return LONG_NUMBER
    if code == "share-or-percent" and part.by_column[column.name].times == PERCENT:
        return (
            "10 for ten percent, for the heading says percent; where the cells are formatted as "
            "percentages, take it out of the heading"
        )
    tails = {**TAILS, "other-currency": f", in {DOLLARS if currency == USD else currency}"}
    tail = "" if column.kind == SHARE else tails.get(code, "")
    return column.expected + tail + _multiplied(part, column)


def _multiplied(table: Table, column: Column) -> str:
    """What goes behind the expected numbers where the heading multiplies what is found."""
    heading = table.by_column.get(column.name)
    if heading is None or heading.times in {ONCE, PERCENT}:
        return ""
    return f", after {heading.times:,} times for the heading says so"


def _refused(
    part: Part, schema: Schema, frame: pl.DataFrame, unread: Mapping[str, pl.Series]
) -> Iterator[Faults]:
    """The typed cells that ``schema`` refuses, with what the user wrote there."""
    for rule, broken in broken_rules(frame, schema):
        heading = part.by_column.get(rule.column)
        if heading is not None:  # reported once, as a missing column
            at = broken.filter(~unread[rule.column].gather(broken))
            found = part.texts[f"c{heading.position}"].gather(at).fill_null("").str.strip_chars()
            expected = rule.expected + _multiplied(part, schema.columns[rule.column])
            rows = part.rows.gather(at)
            if len(rows):
                yield Faults(
                    rule.code, part.of, rows, heading, found=kept(found), expected=expected
                )


COMMA_READ = "decimal-comma"
OUTSIDE = "outside-plan"


def taken(column: Column, code: str, cells: pl.DataFrame) -> list[Taken]:
    """The ``cells`` (``row``, ``text``, ``value``) of one column, if there are any."""
    if cells.is_empty():
        return []
    return [Taken(column, code, cells.select("row", "text", "value"), len(cells))]


def notices(table: Table, found: Iterable[Taken]) -> list[Problem]:
    """One notice for each column and way, from what was found part by part, in order."""
    whole: dict[tuple[str, str], Taken] = {}
    for one in found:
        key = (one.column.name, one.code)
        before = whole.get(key)
        whole[key] = _together(before, one) if before else one
    return [_notice(table, one) for one in whole.values()]


def coercion_finding(table: Table, one: Taken) -> Faults:
    """A notice for each of the cells by itself."""
    # What is said of a cell is said of all that are alike.
    alike = one.cells.select("text", "value").unique(maintain_order=True)
    said = [f"{_says(one, text, value)}." for text, value in alike.iter_rows()]
    says = one.cells.join(
        alike.with_columns(said=pl.Series(said, dtype=pl.String)),
        on=["text", "value"],
        maintain_order="left",
    )["said"]
    heading = table.by_column[one.column.name]
    return Faults(one.code, table, one.cells["row"], heading, found=one.cells["text"], says=says)


def others(table: Table, column: str, rows: Sequence[int], count: int) -> str:
    """The tail of a notice that concerns ``count`` cells, the first of which are in ``rows``."""
    if count == 1:
        return ""
    cells = [table.cell(row, column) for row in rows[1:]]
    return f"; likewise {some(cells, of=count - 1)}"


def _together(before: Taken, after: Taken) -> Taken:
    cells = pl.concat([before.cells, after.cells])
    return replace(before, cells=cells, count=before.count + after.count).first()


def _notice(table: Table, one: Taken) -> Problem:
    text, value = one.cells.select("text", "value").row(0)
    rows, name = one.cells["row"].to_list()[: SOME + 1], one.column.name
    said = f"{_says(one, text, value)}{others(table, name, rows, one.count)}."
    return table.problem(one.code, rows[0], name, found=text.strip(), says=said)


def _spelled(value: Decimal | str) -> str:
    return value if isinstance(value, str) else grouped(value)


def _says(one: Taken, text: str, value: Decimal | str) -> str:
    meaning = {
        DASH: "read as 0",
        ROUNDED: f"taken at {one.column.decimals} decimals",
        ALL: "read as 100 %; write 100% to be clear, or 1% if that was meant",
        OUTSIDE: f"{value}: no cost of the workload falls in it",
        COMMA_READ: f"read with a decimal comma, as {_spelled(value)}",
    }[one.code]
    return f"found {quote(text.strip())}; {meaning}"
