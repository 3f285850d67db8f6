"""Rate cards as files that can be read again: JSON, CSV and .xlsx."""

import csv as csv_module
import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from msgspec.structs import asdict

from estimator.model.card_check import CardCheck
from estimator.model.column import Column
from estimator.model.problem import Problem
from estimator.model.rate_card import PRICE_UNIT, Rate, RateCard
from estimator.model.schema import rates_schema, schema_document
from estimator.report.json import problem_as_json
from estimator.report.page import Page
from estimator.report.styles import Styles
from estimator.report.template import MADE_AT

CARD_SHEET, CARD_HEADER = "Rate card", 3
CARD_HINT = (
    "Enter one row per model, below the headers. Keep the card's own columns, such as Source and "
    "Date checked, the same in every row."
)
ABSENT = (None, "", ())
# Between the aliases of a model in one cell.
ALIAS_SEPARATOR = "; "


def card_document(card: RateCard) -> dict[str, Any]:
    """``card`` as the schema of rate cards has it, without what is absent."""
    names = schema_document("rate_card")["properties"]
    whole = _field_values(card)
    told = {name: _json_value(whole[name]) for name in names if whole.get(name)}
    return {**told, "rates": [_rate_document(rate) for rate in card.rates]}


def _rate_document(rate: Rate) -> dict[str, Any]:
    return {name: _json_value(value) for name, value in _rate_values(rate).items()}


def _rate_values(rate: Rate) -> dict[str, Any]:
    """What a rate has, by the names of the schema and in their order."""
    whole = {**_field_values(rate), **rate.given_prices}
    names = schema_document("rate_card")["$defs"]["rate"]["properties"]
    return {name: whole[name] for name in names if whole.get(name) not in ABSENT}


def _field_values(of: Rate | RateCard) -> dict[str, Any]:
    return asdict(of)


def _json_value(value: Any) -> Any:  # noqa: ANN401 - any of a card
    if isinstance(value, Decimal):
        # Six decimals at most, so the shortest text of the float is that of the number.
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return [*value] if isinstance(value, tuple) else value


def card_json(card: RateCard) -> str:
    """``card`` as a JSON file."""
    return json.dumps(card_document(card), indent=2, ensure_ascii=False) + "\n"


def card_csv(card: RateCard) -> str:
    """``card`` as a CSV file: one row per rate, the fields of the card on each."""
    buffer = StringIO()
    writer = csv_module.writer(buffer, lineterminator="\n")
    columns, *rows = _card_table(card)
    writer.writerow(map(_header, columns))
    writer.writerows([_cell_text(value) for value in row] for row in rows)
    return buffer.getvalue()


def card_workbook(card: RateCard) -> bytes:
    """``card`` as a workbook with notes on its headers."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": card.title or card.name, "created": MADE_AT})
    styles = Styles(book)
    page = Page(book, CARD_SHEET, styles)
    page.write_text(1, 1, CARD_HINT, "caution_line")
    columns, *rows = _card_table(card)
    for position, column in enumerate(columns, 1):
        page.write_text(CARD_HEADER, position, _header(column), "heading")
        page.add_note(CARD_HEADER, position, column.description)
        page.sheet.set_column(position - 1, position - 1, 18)
        for row, values in enumerate(rows, CARD_HEADER + 1):
            _write_card_cell(page, row, position, values[position - 1], column)
    page.sheet.set_row(CARD_HEADER - 1, 32)
    page.sheet.freeze_panes(CARD_HEADER, 1)
    page.set_printing(CARD_HEADER)
    book.close()
    return buffer.getvalue()


def _write_card_cell(
    page: Page,
    row: int,
    position: int,
    value: Any,  # noqa: ANN401 - any of a card
    column: Column,
) -> None:
    if isinstance(value, Decimal):
        page.write_number(row, position, value, "input", column.unit)
    elif isinstance(value, date):
        page.write_date(row, position, value, "input")
    else:
        page.write_text(row, position, _cell_text(value), "input")


def _card_table(card: RateCard) -> Iterator[list[Any]]:
    """The columns that are required or that something fills, then the values of each rate."""
    whole = _field_values(card)
    whole["rate_card"] = whole.pop("name")
    rows = [{**whole, **_rate_values(rate)} for rate in card.rates]
    columns = [
        column
        for name, column in rates_schema().columns.items()
        if column.required or any(row.get(name) not in ABSENT for row in rows)
    ]
    yield columns
    for row in rows:
        yield [row.get(column.name) for column in columns]


def _header(column: Column) -> str:
    # Tokens are priced per 1M, per 1K or each; everything else has one unit.
    return f"{column.title} ({column.unit})" if column.unit == PRICE_UNIT else column.title


def _cell_text(value: Any) -> str:  # noqa: ANN401 - any of a card
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ALIAS_SEPARATOR.join(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def check_json(check: CardCheck, problems: Iterable[Problem]) -> str:
    """The findings about a card, and all ``problems`` with it, as one JSON object."""
    document = {
        "rate_card": check.card.name,
        "date_checked": check.card.date_checked.isoformat(),
        "as_of": check.day.isoformat(),
        "missing": {name: [*models] for name, models in check.missing.items()},
        "ended": [_end_document(rate) for rate in check.ended],
        "ending": [_end_document(rate) for rate in check.ending],
        "last_day": check.last_day.isoformat() if check.last_day else None,
        "problems": [problem_as_json(one) for one in problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def nothing_found(check: CardCheck) -> str:
    """What is said of a card without any finding."""
    return f"{check.card.name}: nothing is missing, odd or about to end (as of {check.day})."


def _end_document(rate: Rate) -> dict[str, Any]:
    names = ("model", "training_ends_on", "retires_on")
    return {name: _json_value(getattr(rate, name)) for name in names}
