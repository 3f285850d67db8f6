"""The blank sheet has every column of the schema, and its workbook helps to fill them in."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from estimator.model.address import column_letters
from estimator.model.rate_card import Rate, RateCard
from estimator.model.schema import workloads_schema
from estimator.report.template import GUIDE, SHEET, csv_template, workbook_template

ONE = Decimal(1)
RATES = (Rate("m-1", ONE, ONE, ONE, display_name="Model One"), Rate("m-2", ONE, ONE, ONE))
CARD = RateCard("list-2027", "USD", "a price list", date(2027, 1, 1), RATES)
COLUMNS = workloads_schema().columns


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(workbook_template(CARD)))


def test_the_text_file_is_one_line_of_headers_that_excel_reads_as_unicode() -> None:
    assert csv_template().startswith(b"\xef\xbb\xbf")
    lines = csv.reader(io.StringIO(csv_template().decode("utf-8-sig"), newline=""))
    assert list(lines) == [[column.title for column in COLUMNS.values()]]


def test_the_same_template_has_the_same_bytes() -> None:
    assert workbook_template(CARD) == workbook_template(CARD)


def test_each_header_has_a_note_and_models_are_chosen_from_the_card(book: Workbook) -> None:
    headers = book[SHEET][1]
    assert [cell.value for cell in headers] == [column.title for column in COLUMNS.values()]
    assert all(cell.comment and "Expected: " in cell.comment.text for cell in headers)
    model = column_letters(list(COLUMNS).index("model") + 1)
    rules = {str(rule.sqref): rule for rule in book[SHEET].data_validations.dataValidation}
    assert rules[f"{model}2:{model}1001"].formula1 == '"Model One,m-2"'
    # Text such as 5M is read, so no rule may stop it.
    assert {rule.errorStyle for rule in rules.values() if rule.type} == {"warning"}


def test_the_guide_explains_every_column_and_names_the_models(book: Workbook) -> None:
    lines = list(book[GUIDE].iter_rows(min_row=5, values_only=True))
    blanks = {str(line[0]): line[4] for line in lines[: len(COLUMNS)]}
    assert list(blanks) == [column.title for column in COLUMNS.values()]
    for column in COLUMNS.values():
        assert (blanks[column.title] == "an error") == column.required
        assert column.required or (blanks[column.title] == "the assumption") == bool(column.default)
    assert [line[0] for line in lines[len(COLUMNS) + 1 :][:3]] == [
        "Models of the rate card list-2027", "Model One", "m-2",
    ]  # fmt: skip
