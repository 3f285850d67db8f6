"""A page writes each cell as it was meant, and a refused cell raises an error."""

import io
from decimal import Decimal
from zipfile import ZipFile

import pytest
import xlsxwriter
from openpyxl import load_workbook

from estimator.report.data_validation import ANYTHING, choice_rule
from estimator.report.page import MESSAGE_LIMIT, TITLE_LIMIT, Page
from estimator.report.page_cells import UnwrittenCellError
from estimator.report.styles import CELL_LIMIT, Styles


def new_page() -> tuple[xlsxwriter.Workbook, Page]:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    return book, Page(book, "Plan", Styles(book))


def test_text_is_never_a_formula_a_link_or_markup() -> None:
    texts = ["=1+1", "https://example.com", "<r>bold</r>", "12"]
    book, page = new_page()
    page.write_headers(2, texts, column=3)
    book.close()
    (row,) = load_workbook(book.filename)["Plan"].iter_rows(min_row=2, min_col=3)
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in row] == [
        (text, "s", None) for text in texts
    ]


def test_without_a_formula_its_result_is_written() -> None:
    book, page = new_page()
    for column, formula in enumerate(("", "=A1", '=""'), 1):
        page.write_formula(1, column, formula, "" if '"' in formula else Decimal("2.5"))
    book.close()
    with ZipFile(book.filename) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "><v>2.5</v></c><c " in xml
    assert "><f>A1</f><v>2.5</v></c><c " in xml
    # Without a type, an empty result would be a number.
    assert ' t="str"><f>""</f><v></v></c>' in xml


@pytest.mark.parametrize(("row", "text"), [(1, "x" * (CELL_LIMIT + 1)), (1_048_577, "x")])
def test_a_refused_cell_raises_an_error(row: int, text: str) -> None:
    with pytest.raises(UnwrittenCellError, match="Plan"):
        new_page()[1].write_text(row, 1, text)


def test_input_messages_are_cut_to_the_limits_of_excel() -> None:
    book, page = new_page()
    page.add_validation(2, 3, 9, ("t" * 40, "m" * 300), choice_rule(["a", "b"]))
    page.add_validation(2, 4, 9, ("Owner", "Anybody"), ANYTHING)
    book.close()
    chosen, free = load_workbook(book.filename)["Plan"].data_validations.dataValidation
    assert (str(chosen.sqref), chosen.formula1) == ("C2:C9", '"a,b"')
    assert (len(chosen.promptTitle), len(chosen.error)) == (TITLE_LIMIT, MESSAGE_LIMIT)
    assert (free.prompt, free.error) == ("Anybody", None)


def test_formulas_are_written_as_they_are() -> None:
    """XlsxWriter would write the names of newer functions anew; if it no longer asks, we notice."""
    book, page = new_page()
    page.write_formula(1, 1, "=SWITCH(A1,1,2)", Decimal(1))
    book.close()
    with ZipFile(book.filename) as package:
        assert b">SWITCH(A1,1,2)</f>" in package.read("xl/worksheets/sheet1.xml")
