"""The blank sheet has every usual column of the schema, and its workbook helps to fill them in."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from estimator.model.address import column_letters
from estimator.model.own_workbook import TEMPLATE_EXAMPLE
from estimator.model.rate_card import RateCard
from estimator.model.schema import workloads_schema
from estimator.outputs import save_template
from estimator.report.template import (
    EXAMPLE_ROW,
    GUIDE,
    HEADER_ROW,
    SHEET,
    TO_ADD,
    csv_template,
    workbook_template,
)
from tests.house_costs import counted
from tests.rates import rate_of

ONE = Decimal(1)
RATES = (rate_of("m-1", ONE, ONE, ONE, display_name="Model One"), rate_of("m-2", ONE, ONE, ONE))
CARD = RateCard("list-2027", "USD", "a price list", date(2027, 1, 1), RATES)
SCHEMA = workloads_schema()
COLUMNS = {name: one for name, one in SCHEMA.columns.items() if not one.optional}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(workbook_template(CARD, SCHEMA)))


def test_the_text_file_is_one_line_of_headers_that_excel_reads_as_unicode() -> None:
    assert csv_template(SCHEMA).startswith(b"\xef\xbb\xbf")
    lines = csv.reader(io.StringIO(csv_template(SCHEMA).decode("utf-8-sig"), newline=""))
    assert list(lines) == [[column.title for column in COLUMNS.values()]]


def test_the_same_template_has_the_same_bytes() -> None:
    assert workbook_template(CARD, SCHEMA) == workbook_template(CARD, SCHEMA)


def test_each_header_has_a_note_and_models_are_chosen_from_the_card(book: Workbook) -> None:
    headers = book[SHEET][HEADER_ROW]
    assert [str(cell.value).removesuffix(" *") for cell in headers] == [
        column.title for column in COLUMNS.values()
    ]
    assert all(cell.comment and "Expected: " in cell.comment.text for cell in headers)
    model = column_letters(list(COLUMNS).index("model") + 1)
    rules = {str(rule.sqref): rule for rule in book[SHEET].data_validations.dataValidation}
    sheet, _, cells = str(rules[f"{model}4:{model}1003"].formula1).lstrip("=").partition("!")
    assert [row[0].value for row in book[sheet][cells]] == ["Model One", "m-2"]
    # Text such as 5M is read, so no rule may stop it.
    assert {rule.errorStyle for rule in rules.values() if rule.type} == {"warning"}


def test_what_is_required_has_a_sign_and_a_note(book: Workbook) -> None:
    for cell, column in zip(book[SHEET][HEADER_ROW], COLUMNS.values(), strict=True):
        assert str(cell.value).endswith(" *") == column.required
        assert cell.comment is not None
        assert ("Required." in cell.comment.text) == column.required
        in_one_way = any(column.name in way for one in SCHEMA.alternatives for way in one.ways)
        assert ("Required in one way:" in cell.comment.text) == in_one_way
    assert "Columns with * are required" in str(book[SHEET]["A1"].value)


def test_many_models_can_be_chosen_from() -> None:
    """A list in the rule itself could have 255 characters, and no commas."""
    rates = tuple(
        rate_of(f"m-{n}", ONE, ONE, ONE, display_name=f"A model, number {n}") for n in range(90)
    )
    card = RateCard("long", "USD", "x", date(2027, 1, 1), rates)
    made = load_workbook(io.BytesIO(workbook_template(card, SCHEMA)))
    model = column_letters(list(COLUMNS).index("model") + 1)
    rules = {str(rule.sqref): rule for rule in made[SHEET].data_validations.dataValidation}
    sheet, _, cells = str(rules[f"{model}4:{model}1003"].formula1).lstrip("=").partition("!")
    assert [row[0].value for row in made[sheet][cells]] == [one.display_name for one in rates]


def test_the_example_has_a_model_of_the_card(book: Workbook) -> None:
    row = [cell.value for cell in book[SHEET][EXAMPLE_ROW]]
    example = dict(zip(COLUMNS, row, strict=True))
    assert (example["workload_id"], example["model"]) == (TEMPLATE_EXAMPLE, "Model One")


def test_the_guide_explains_every_column_and_names_the_models(book: Workbook) -> None:
    lines = list(book[GUIDE].iter_rows(min_row=5, values_only=True))
    blanks = {str(line[0]): str(line[4]) for line in lines[: len(SCHEMA.columns)]}
    assert list(blanks) == [column.title for column in SCHEMA.columns.values()]
    for column in SCHEMA.columns.values():
        assert (blanks[column.title] == "Required.") == column.required
        assert blanks[column.title].endswith(TO_ADD) == column.optional
        assert ("assumption" in blanks[column.title]) == bool(column.default)
    assert [line[0] for line in lines[len(SCHEMA.columns) + 1 :][:3]] == [
        "Models of the rate card list-2027", "Model One", "m-2",
    ]  # fmt: skip


def test_inputs_of_a_cost_model_have_their_headers_notes_and_bounds(tmp_path: Path) -> None:
    options = counted(tmp_path)
    assert save_template(tmp_path / "blank.csv", options) == []
    (headers,) = csv.reader(io.StringIO((tmp_path / "blank.csv").read_text("utf-8-sig")))
    assert headers[-2:] == ["Support hours", "Setup fee"]
    assert save_template(tmp_path / "blank.xlsx", options) == []
    page = load_workbook(tmp_path / "blank.xlsx")["Workloads"]
    (cell,) = [one for one in page[3] if one.value == "Support hours"]
    note = cell.comment.text if cell.comment else ""
    assert "Hours of support per month." in note
    assert "a number from 0 to 744. Unit: hours. If blank, the assumption applies." in note
