"""The blank workload sheet, made from the schema: notes, drop-down lists, a guide."""

import csv as csv_module
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from estimator.model.column import Column
from estimator.model.own_workbook import TEMPLATE_EXAMPLE
from estimator.model.rate_card import RateCard
from estimator.model.schema import Schema
from estimator.model.text import plain_words
from estimator.report.data_validation import (
    ANYTHING,
    blank_sentence,
    bounds_rule,
    choice_rule,
    expected_sentence,
)
from estimator.report.page import Page
from estimator.report.styles import Styles

SHEET, GUIDE = "Workloads", "Guide"
GUIDE_WIDTHS = {1: 28, 2: 70, 3: 44, 4: 12, 5: 40}
# The example stands above the headers, where no row is read as a workload.
EXAMPLE_ROW, HEADER_ROW = 2, 3
# A sign that is no part of the header when it is read.
REQUIRED_SIGN = " *"
# The rows below the headers that have drop-down lists and number formats.
PREPARED_ROWS = 1_000
GUIDE_HEADINGS = ("Column", "What to fill in", "Expected", "Unit", "If left blank")
ABOVE = (
    "Enter one row per workload, below the headers. Columns with * are required. "
    f"Row {EXAMPLE_ROW} is an example and is not counted: copy it below the headers and change it."
)
HOW = (
    "Enter one row per workload on the sheet Workloads, below the headers. Training: tokens, or "
    "examples and tokens per example. Usage: tokens per month or per day, or requests. Enter 0 if "
    "there is none."
)
# The same template has the same bytes.
MADE_AT = datetime(2026, 1, 1)  # noqa: DTZ001 - a document property without a zone


# In the guide, of columns that few sheets need.
TO_ADD = " Not on the sheet Workloads: add the column if you need it."


def _usual_columns(schema: Schema) -> list[Column]:
    """The columns of the template: the others can be added to it."""
    return [column for column in schema.columns.values() if not column.optional]


def csv_template(schema: Schema) -> bytes:
    """The headers of ``schema`` as a CSV file; there is no place for notes and signs."""
    buffer = StringIO()
    csv_module.writer(buffer, lineterminator="\r\n").writerow(
        column.title for column in _usual_columns(schema)
    )
    return buffer.getvalue().encode("utf-8-sig")


def workbook_template(card: RateCard, schema: Schema) -> bytes:
    """The headers of ``schema`` with notes and lists, an example above them, and a guide.

    The models are those of ``card``.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "LLM fine-tuning workloads", "created": MADE_AT})
    styles = Styles(book)
    page, guide = Page(book, SHEET, styles), Page(book, GUIDE, styles)
    titles = tuple(dict.fromkeys(card.titles.values()))
    models = _write_guide(guide, card.name, titles, schema)
    page.write_text(1, 1, ABOVE, "caution_line")
    example = {**_example_for(titles, schema.examples[0]), "workload_id": TEMPLATE_EXAMPLE}
    for position, column in enumerate(_usual_columns(schema), 1):
        _write_template_column(page, position, column, styles, models)
        _write_example_cell(page, EXAMPLE_ROW, position, example.get(column.name), column)
    page.sheet.set_row(HEADER_ROW - 1, 32)
    page.sheet.freeze_panes(HEADER_ROW, 2)
    page.set_printing(HEADER_ROW)
    book.close()
    return buffer.getvalue()


def _write_template_column(
    page: Page, position: int, column: Column, styles: Styles, models: str
) -> None:
    sign = REQUIRED_SIGN if column.required else ""
    page.write_text(HEADER_ROW, position, column.title + sign, "heading")
    unit = f" Unit: {column.unit}." if column.unit else ""
    said = f"{expected_sentence(column)}{unit}{blank_sentence(column)}"
    page.add_note(HEADER_ROW, position, f"{column.description}\n\n{said}")
    look = styles.cell_format("input", column.unit or "text")
    page.sheet.set_column(position - 1, position - 1, 18, look)
    rule = choice_rule(f"={models}") if column.name == "model" else bounds_rule(column)
    if rule != ANYTHING:
        # A warning only, as text such as 5M can be read too.
        rule = {**rule, "error_type": "warning", "error_message": expected_sentence(column)}
    shown = (column.title, expected_sentence(column) + blank_sentence(column))
    for first, last in (
        (EXAMPLE_ROW, EXAMPLE_ROW),
        (HEADER_ROW + 1, HEADER_ROW + PREPARED_ROWS),
    ):
        page.add_validation(first, position, last, shown, rule)


def _write_guide(page: Page, card: str, titles: Sequence[str], schema: Schema) -> str:
    """Writes the guide; returns the reference of the cells with the ``titles`` of models."""
    page.write_title("How to fill in the sheet", HOW)
    page.write_headers(4, GUIDE_HEADINGS)
    row = 5
    for column in schema.columns.values():
        words = (
            column.title,
            column.description,
            column.expected,
            column.unit,
            blank_sentence(column).strip() + (TO_ADD if column.optional else ""),
        )
        page.write_wrapped(row, words, GUIDE_WIDTHS)
        row += 1
    page.write_text(row + 1, 1, "Models of the rate card " + card, "section")
    first = row + 2
    for position, title in enumerate(titles):
        page.write_text(first + position, 1, title)
    row = first + len(titles)
    _write_examples(page, row + 1, titles, schema)
    page.set_widths(GUIDE_WIDTHS)
    page.set_printing(0)
    return page.column_reference(1, first, row - 1)


def _example_for(
    titles: Sequence[str], example: Mapping[str, Any], number: int = 0
) -> Mapping[str, Any]:
    """An ``example`` of the schema, with a model of the card: its own if the card has it."""
    known = {plain_words(title) for title in titles}
    has_model = plain_words(str(example["model"])) in known
    return example if has_model else {**example, "model": titles[min(number, len(titles) - 1)]}


def _write_examples(page: Page, row: int, titles: Sequence[str], schema: Schema) -> None:
    """Writes the examples transposed, one line per column, so that they are not read as a table."""
    page.write_text(row, 1, "Worked examples, one per column", "section")
    examples = [_example_for(titles, one, n) for n, one in enumerate(schema.examples)]
    for column in schema.columns.values():
        cells = [example.get(column.name) for example in examples]
        if any(cell is not None for cell in cells):
            row += 1
            page.write_text(row, 1, column.title, "label")
            for position, cell in enumerate(cells, 2):
                _write_example_cell(page, row, position, cell, column)


def _write_example_cell(
    page: Page, row: int, position: int, value: Decimal | int | str | None, column: Column
) -> None:
    if isinstance(value, str):
        page.write_text(row, position, value, "input")
    elif value is not None:
        page.write_number(row, position, value, "input", column.unit)
