"""Rows are streamed into the sheets that are named, and every other part is copied as it is."""

import io
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter
from openpyxl import load_workbook

from estimator.report.rows import package, rows
from estimator.report.rows.archive import TooLargeError
from estimator.report.rows.cells import SheetRows, XmlColumn
from estimator.report.rows.formulas import UnsharableFormulaError

FRAMES = [pl.DataFrame({"A": texts, "B": [1] * len(texts)}) for texts in (["a", ""], ["<c>"])]
SHEET = "xl/worksheets/sheet2.xml"


def shell() -> io.BytesIO:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Notes").write("A1", "kept")
        page = book.add_worksheet("Rows & more")
        page.write_row(0, 0, ["Name", "Cost"])
        page.write_row(1, 0, [None, None], book.add_format({"bold": True}))
        book.define_name("price", "=Notes!$A$1")
    return stream


def written(formula: str = "") -> io.BytesIO:
    target, columns = io.BytesIO(), (XmlColumn("A"), XmlColumn("B", formula))
    package.write_package(shell(), {"Rows & more": SheetRows(2, 4, columns, FRAMES)}, target)
    return target


def test_the_rows_stand_below_the_header_formatted_as_the_template_row() -> None:
    page = load_workbook(written())["Rows & more"]
    assert list(page.values) == [("Name", "Cost"), ("a", 1), (None, 1), ("<c>", 1)]
    assert [page.cell(row, 2).font.b for row in (1, 2, 4)] == [False, True, True]


def test_every_other_part_is_copied_in_its_order() -> None:
    with ZipFile(shell()) as before, ZipFile(written()) as after:
        assert (names := after.namelist()) == before.namelist()
        assert [name for name in names if after.read(name) != before.read(name)] == [SHEET]


def test_a_table_over_the_template_row_reaches_over_all_rows() -> None:
    stream, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in ("Rows", "Others"):
            page = book.add_worksheet(name)
            columns = [{"header": "Name"}, {"header": "Cost", "formula": "=1+1"}]
            page.add_table(1, 0, 2, 1, {"name": name, "columns": columns})
            page.write_row(2, 0, [None, None], book.add_format({"bold": True}))
    rows_of = SheetRows(3, 5, (XmlColumn("A"), XmlColumn("B", "1+1")), FRAMES)
    package.write_package(stream, {"Rows": rows_of}, target)
    book = load_workbook(target)
    tables = {name: book[name].tables[name] for name in book.sheetnames}
    assert {name: (one.ref, one.autoFilter.ref) for name, one in tables.items()} == {
        "Rows": ("A2:B5", "A2:B5"),
        "Others": ("A2:B3", "A2:B3"),
    }


def test_formulas_may_refer_to_their_row_and_to_defined_names_only() -> None:
    assert b">A2*price</f>" in ZipFile(written("A2*price")).read(SHEET)
    with pytest.raises(UnsharableFormulaError):
        written("A2*cost")


def test_too_many_rows_are_refused_before_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LARGEST", 10)
    monkeypatch.setattr(rows, "_render_rows", lambda *_: pytest.fail("rows were made"))
    with pytest.raises(TooLargeError):
        written()
