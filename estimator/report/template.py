"""The blank workload sheet, made from the schema: notes, drop-down lists, a guide."""

import csv as csv_module
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from estimator.model.column import Column
from estimator.model.rate_card import RateCard
from estimator.model.schema import workloads_schema
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
GUIDE_WIDTHS = {1: 28, 2: 70, 3: 44, 4: 12, 5: 16}
# The rows below the headers that have drop-down lists and number formats.
PREPARED_ROWS = 1_000
GUIDE_HEADINGS = ("Column", "What to fill in", "Expected", "Unit", "If left blank")
HOW = (
    "Enter one row per workload on the sheet Workloads. Training: tokens, or examples and tokens "
    "per example. Usage: tokens per month or per day, or requests. Enter 0 if there is none."
)
# The same template has the same bytes.
MADE_AT = datetime(2026, 1, 1)  # noqa: DTZ001 - a document property without a zone


def csv_template() -> bytes:
    """The headers as a CSV file."""
    buffer = StringIO()
    csv_module.writer(buffer, lineterminator="\r\n").writerow(
        column.title for column in workloads_schema().columns.values()
    )
    return buffer.getvalue().encode("utf-8-sig")


def workbook_template(card: RateCard) -> bytes:
    """The headers with notes and drop-down lists, and a guide with examples; models of ``card``."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "LLM fine-tuning workloads", "created": MADE_AT})
    styles = Styles(book)
    page, guide = Page(book, SHEET, styles), Page(book, GUIDE, styles)
    models = [rate.display_name or rate.model for rate in card.rates]
    for position, column in enumerate(workloads_schema().columns.values(), 1):
        _write_template_column(page, position, column, styles, models)
    page.sheet.set_row(0, 32)
    page.sheet.freeze_panes(1, 2)
    page.set_printing(1)
    _write_guide(guide, card)
    book.close()
    return buffer.getvalue()


def _write_template_column(
    page: Page, position: int, column: Column, styles: Styles, models: list[str]
) -> None:
    page.write_text(1, position, column.title, "heading")
    note = f"{column.description}\n\nExpected: {column.expected}."
    page.sheet.write_comment(0, position - 1, note, {"x_scale": 2, "y_scale": 1.5})
    unit = column.unit or "text"
    page.sheet.set_column(position - 1, position - 1, 18, styles.cell_format("input", unit))
    rule = choice_rule(models) if column.name == "model" else bounds_rule(column)
    if rule != ANYTHING:
        # A warning only, as text such as 5M can be read too.
        rule = {**rule, "error_type": "warning", "error_message": expected_sentence(column)}
    said = (column.title, expected_sentence(column) + blank_sentence(column))
    page.add_validation(2, position, PREPARED_ROWS + 1, said, rule)


def _write_guide(page: Page, card: RateCard) -> None:
    page.write_title("How to fill in the sheet", HOW)
    page.write_headers(4, GUIDE_HEADINGS)
    row = 5
    for column in workloads_schema().columns.values():
        blank = (
            "an error" if column.required else ("the assumption" if column.default else "allowed")
        )
        words = (column.title, column.description, column.expected, column.unit, blank)
        page.write_wrapped(row, words, GUIDE_WIDTHS)
        row += 1
    page.write_text(row + 1, 1, "Models of the rate card " + card.name, "section")
    for rate in card.rates:
        row += 1
        page.write_text(row + 1, 1, rate.display_name or rate.model)
    row = _write_examples(page, row + 3)
    page.set_widths(GUIDE_WIDTHS)
    page.set_printing(0)


def _write_examples(page: Page, row: int) -> int:
    """Writes the examples transposed, one line per column, so that they are not read as a table."""
    page.write_text(row, 1, "Worked examples, one per column", "section")
    for column in workloads_schema().columns.values():
        cells = [example.get(column.name) for example in workloads_schema().examples]
        if any(cell is not None for cell in cells):
            row += 1
            page.write_text(row, 1, column.title, "label")
            for position, cell in enumerate(cells, 2):
                _write_example_cell(page, row, position, cell, column)
    return row


def _write_example_cell(
    page: Page, row: int, position: int, value: Decimal | int | str | None, column: Column
) -> None:
    if isinstance(value, str):
        page.write_text(row, position, value, "input")
    elif value is not None:
        page.write_number(row, position, value, "input", column.unit)
