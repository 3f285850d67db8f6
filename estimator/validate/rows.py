"""A part of a table to a typed frame: cells parsed, rows held against the JSON Schema."""

from collections.abc import Iterator, Mapping

import polars as pl

from estimator.model.cells import SHOWN, TEXT
from estimator.model.column import SHARE, Column
from estimator.model.findings import CellFindings, expand_findings, merge_notices
from estimator.model.money import BUDGET, EXACT, USD, TypedAmounts
from estimator.model.options import COMMA, POINT
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import detach
from estimator.model.table import PERCENT, TablePart
from estimator.validate import text_values
from estimator.validate.amounts import CONVERTED, currencies_read, settle_amounts
from estimator.validate.decimal_separators import detect_decimal_separators
from estimator.validate.misheaded import rows_under_headers, without_misheaded
from estimator.validate.number_examples import header_example, number_example
from estimator.validate.numbers import (
    ALL,
    AS_SHOWN,
    COERCED,
    DASH,
    ROUNDED,
    NumberCells,
    parse_number_columns,
)
from estimator.validate.schema_rules import broken_rules

# The end of the expectation where the form of the number is the trouble.
TAILS = {
    "point-or-thousands": "; it can be read in two ways: write 1234 or 1.2340, or say --locale",
    "stray-percent": ", without a percent sign",
    "stray-currency": ", without a currency sign",
    "unclear-multiplier": ", with k, M or bn for large ones",
    "unclear-currency": ", with its currency as the other cells have it",
}
DOLLARS = "US dollars"
LONG_NUMBER = "text: a cell keeps only 15 digits of a number, and the rest is lost already"
COMMA_READ = "decimal-comma"
IN_DOLLARS = TypedAmounts()


def type_cells(
    part: TablePart,
    schema: Schema,
    marks: Mapping[str, str],
    locale: str = "",
    amounts: TypedAmounts = IN_DOLLARS,
) -> tuple[pl.DataFrame, list[CellFindings]]:
    """Every column of ``schema`` typed, and ``row``, the sheet's own row number.

    Args:
        part: of a table matched against ``schema``.
        schema: says what each column holds.
        marks: the decimal mark of each numeric column of the table.
        locale: a language of ``LOCALES``; empty where none is given.
        amounts: the currency that amounts are in.

    Returns:
        Numbers as Decimal(38, 12), the rest as String without blanks around; columns that the
        table lacks are null. With it what was found in single cells: values that cannot be read or
        that the schema does not allow, and those that were coerced.
    """
    findings = list[CellFindings]()
    values: dict[str, pl.Series] = {}
    unread: dict[str, pl.Series] = {}
    answers = {**_read_texts(part, schema, locale), **_read_numbers(part, schema, marks, amounts)}
    for column in _columns_in(part, schema):
        mark, answer = marks.get(column.name, POINT), answers[column.name]
        values[column.name] = answer["value"]
        if _has_codes(answer):
            unread[column.name] = answer.select(_is_unread()).to_series()
        findings += _unreadable_cells(part, column, answer, mark, _amounts_of(column, amounts).code)
        findings += _coercions(part, column, answer, mark)
        findings += _conversions(part, column, answer, amounts)
    frame = part.rows.to_frame("row").with_columns(
        values.get(name, pl.lit(None, dtype=EXACT if column.numeric else pl.String)).alias(name)
        for name, column in schema.columns.items()
    )
    return frame, [*findings, *_check_schema_rules(part, schema, frame, unread, marks)]


def type_small_table(
    part: TablePart, schema: Schema, locale: str = "", amounts: TypedAmounts = IN_DOLLARS
) -> tuple[pl.DataFrame, list[Problem]]:
    """The whole of a small table typed, with its problems one by one."""
    misheaded, part = rows_under_headers(part), without_misheaded(part)
    marks = detect_decimal_separators([part], schema, locale)
    frame, findings = type_cells(part, schema, marks, locale, amounts)
    return frame, expand_findings([*misheaded, *merge_notices(findings)])


def _columns_in(part: TablePart, schema: Schema) -> list[Column]:
    """The columns of ``schema`` that ``part`` has."""
    return [one for one in schema.columns.values() if one.name in part.by_column]


def _column_cells(part: TablePart, column: Column) -> pl.DataFrame:
    """``text``, ``kind`` and ``row`` of the cells of ``column``."""
    cells = f"c{part.by_column[column.name].position}"
    return pl.DataFrame({"text": part.texts[cells], "kind": part.kinds[cells], "row": part.rows})


def _read_texts(part: TablePart, schema: Schema, locale: str) -> dict[str, pl.DataFrame]:
    """The cells of each column that holds no numbers, with their value and code."""
    return {
        column.name: text_values.parse_texts(column, _column_cells(part, column), locale)
        for column in _columns_in(part, schema)
        if not column.numeric
    }


def _read_numbers(
    part: TablePart, schema: Schema, marks: Mapping[str, str], amounts: TypedAmounts
) -> dict[str, pl.DataFrame]:
    """The cells of each column of numbers, with their value and code."""
    columns = [column for column in _columns_in(part, schema) if column.numeric]
    given = [
        NumberCells(
            column,
            _column_cells(part, column),
            part.by_column[column.name].times,
            marks.get(column.name, POINT),
            currency,
        )
        for column in columns
        for currency in currencies_read(_amounts_of(column, amounts))
    ]
    answers: dict[str, list[pl.DataFrame]] = {}
    for one, answer in zip(given, parse_number_columns(given), strict=True):
        answers.setdefault(one.column.name, []).append(answer)
    return {
        column.name: settle_amounts(answers[column.name], _amounts_of(column, amounts))
        if column.unit == USD
        else answers[column.name][0]
        for column in columns
    }


def _amounts_of(column: Column, budgets: TypedAmounts) -> TypedAmounts:
    """The currency of the amounts in ``column``: costs are in US dollars, as prices are."""
    return budgets if column.name == BUDGET else IN_DOLLARS


def _is_unread() -> pl.Expr:
    """Whether a cell could not be read, which is reported already."""
    code = pl.col("code")
    return code.is_not_null() & ~code.is_in(list(COERCED))


def _has_codes(answer: pl.DataFrame) -> bool:
    """Whether any cell was not read as it stands: in most columns none."""
    return answer["code"].null_count() < len(answer)


def _coercions(
    part: TablePart, column: Column, answer: pl.DataFrame, mark: str
) -> Iterator[CellFindings]:
    """The cells of a column that are read as something else than stands there."""
    ways: list[tuple[str, pl.DataFrame]] = []
    if _has_codes(answer):
        noted = answer.filter(pl.col("code").is_in(list(COERCED)))
        ways += [(code, noted.filter(pl.col("code") == code)) for code in (DASH, ROUNDED, ALL)]
    # A text is what people see in its cell, whatever the cell stores.
    if column.numeric and (answer["kind"] == SHOWN).any():
        shown = pl.col("value").is_not_null() & (pl.col("kind") == SHOWN)
        ways.append((AS_SHOWN, answer.filter(shown)))
    if mark == COMMA:
        # What the workbook holds as a number has no decimal mark.
        marked = pl.col("value").is_not_null() & (pl.col("kind") == TEXT)
        marked &= pl.col("text").str.contains(r"[.,]")
        ways.append((COMMA_READ, answer.filter(marked)))
    for code, cells in ways:
        if len(cells):
            yield CellFindings.of(
                code,
                part.of,
                cells["row"],
                part.by_column[column.name],
                found=cells["text"].str.strip_chars(),
                value=cells["value"],
                decimals=column.decimals,
            )


def _conversions(
    part: TablePart, column: Column, answer: pl.DataFrame, amounts: TypedAmounts
) -> Iterator[CellFindings]:
    """The amounts in dollars that are read in the currency of the report."""
    if column.unit == USD and answer["converted"].any():
        cells = answer.filter("converted")
        yield CellFindings.of(
            CONVERTED,
            part.of,
            cells["row"],
            part.by_column[column.name],
            found=detach(cells["text"].str.strip_chars()),
            value=cells["value"],
            currency=amounts.code,
            rate=amounts.dollar_rate,
        )


def _unreadable_cells(
    part: TablePart, column: Column, answer: pl.DataFrame, mark: str, currency: str
) -> Iterator[CellFindings]:
    """The cells of a column that cannot be read, by what is wrong with them."""
    if not _has_codes(answer):
        return
    wrong = answer.filter(_is_unread())
    for (code,), cells in wrong.group_by("code", maintain_order=True):
        found = detach(cells["text"].str.strip_chars())
        yield CellFindings.of(
            str(code),
            part.of,
            cells["row"],
            part.by_column[column.name],
            found=found,
            expected=_expected_for_code(part, column, str(code), mark, currency),
            hint=_serial_day_hints(found) if code == "date-serial" else "",
        )


def _serial_day_hints(texts: pl.Series) -> pl.Series:
    """The days that bare numbers would be, each as the end of a sentence."""
    days = [text_values.serial_day(text) for text in texts]
    hint = ", or the cell formatted as a date (it would be {})"
    return pl.Series([hint.format(day) if day else "" for day in days], dtype=pl.String)


def _expected_for_code(part: TablePart, column: Column, code: str, mark: str, currency: str) -> str:
    """The expected values of ``column``, worded for cells with the problem ``code``."""
    if code == "digits-lost":
        return LONG_NUMBER
    if code == "share-or-percent" and part.by_column[column.name].times == PERCENT:
        return (
            "10 for ten percent, for the header says percent; where the cells are formatted as "
            "percentages, take it out of the header"
        )
    if not column.numeric:
        return column.expected
    times = part.by_column[column.name].times
    hint = header_example(column, times, mark)
    if code == "not-a-number":
        return column.expected + number_example(column, times, mark)
    tails = {**TAILS, "other-currency": f", in {DOLLARS if currency == USD else currency}"}
    # A multiplier beside that of the header would be one too many.
    unsaid = column.kind == SHARE or (hint and code == "unclear-multiplier")
    tail = "" if unsaid else tails.get(code, "")
    return column.expected + tail + hint


def _check_schema_rules(
    part: TablePart,
    schema: Schema,
    frame: pl.DataFrame,
    unread: Mapping[str, pl.Series],
    marks: Mapping[str, str],
) -> Iterator[CellFindings]:
    """The typed cells that ``schema`` refuses, with what the user wrote there."""
    for rule, broken in broken_rules(frame, schema):
        heading = part.by_column.get(rule.column)
        if heading is not None:  # reported once, as a missing column
            told = unread.get(rule.column)
            at = broken if told is None else broken.filter(~told.gather(broken))
            found = part.texts[f"c{heading.position}"].gather(at).fill_null("").str.strip_chars()
            column, mark = schema.columns[rule.column], marks.get(rule.column, POINT)
            expected = rule.expected + header_example(column, heading.times, mark)
            rows = part.rows.gather(at)
            if len(rows):
                yield CellFindings.of(
                    rule.code, part.of, rows, heading, found=detach(found), expected=expected
                )
