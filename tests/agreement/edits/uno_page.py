"""A sheet of a workbook that is open in LibreOffice: where things are on it, and edits of it.

Rows and columns are counted from 0. A method of ``EditedPage`` makes the step of its name.
"""

from typing import Any

import uno

from tests.agreement.edits.places import (
    BEYOND_LAST,
    BLUE,
    ESTIMATES,
    FIRST,
    HEADING_OF_IDS,
    TOUCHED,
)

CONTENTS = 1 | 2 | 4 | 16  # numbers, dates, texts, formulas
TEXT_RESULT = 4
FIRST_CELLS, ANY_CELL = 4, 40
TOP = 50

# An object of LibreOffice, and a step as steps.py makes it.
Remote = Any
Step = dict[str, Any]
Place = tuple[int, int]


def make_property(name: str, value: object) -> Remote:
    """An option of a call."""
    one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    one.Name, one.Value = name, value
    return one


def plain(text: object) -> str:
    """A text on one line."""
    return " ".join(str(text).split())


class Page:
    """A sheet, unlocked."""

    def __init__(self, document: Remote, name: str) -> None:
        self.name = name
        self.sheet = document.Sheets.getByName(name)
        # The row that the last step added or reached.
        self.touched = -1
        if self.sheet.isProtected():
            self.sheet.unprotect("")

    def cell(self, row: int, column: int) -> Remote:
        """One cell."""
        return self.sheet.getCellByPosition(column, row)

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        return plain(self.cell(row, column).String)

    def cells(
        self, first_row: int, last_row: int, first_column: int = 0, last_column: int | None = None
    ) -> Remote:
        """A range, to the last column in use if no other is said."""
        last = self.end[1] if last_column is None else last_column
        return self.sheet.getCellRangeByPosition(first_column, first_row, last, last_row)

    @property
    def end(self) -> Place:
        """The last row and column in use."""
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn

    @property
    def header_row(self) -> int:
        """The row of the headings on Estimates."""
        top = self.cells(0, TOP, 0, 0).getDataArray()
        return next(row for row, (value,) in enumerate(top) if value == HEADING_OF_IDS)

    @property
    def workloads(self) -> list[int]:
        """The rows with an ID."""
        first, last = self.header_row + 1, self.end[0]
        column = self.cells(first, max(first, last), 0, 0).getDataArray()
        return [row for row, (value,) in enumerate(column, first) if value != ""]

    @property
    def last_blue(self) -> int:
        """The last of the columns that people type in: those before the first formula."""
        row = self.workloads[0]
        columns = range(self.end[1] + 1)
        return next(c for c in columns if self.cell(row, c).Type.value == "FORMULA") - 1

    def find_row(self, named: str) -> int:
        """The row that a step names."""
        if named == TOUCHED:
            return self.touched
        if named == FIRST:
            return self.workloads[0]
        if named in BEYOND_LAST:
            return self.workloads[-1] + BEYOND_LAST[named]
        *sections, label = named.split("|")
        row = 0
        for section in sections:
            row = self._find_label(section, row)[0] + 1
        return self._find_label(label, row)[0]

    def _find_label(self, label: str, start: int, columns: int = FIRST_CELLS) -> Place:
        """The first cell from the row ``start`` on that shows ``label``."""
        last_row, last_column = self.end
        width = min(columns, last_column + 1)
        block = self.cells(start, max(start, last_row), 0, width - 1).getDataArray()
        for row, values in enumerate(block, start):
            for column, value in enumerate(values):
                if self._shown(value, row, column) == label:
                    return row, column
        raise LookupError(f"no row {label!r}")

    def _shown(self, value: object, row: int, column: int) -> str:
        return plain(value) if isinstance(value, str) else self.text(row, column)

    def find_place(self, step: Step) -> Place:
        """The cell that a step names."""
        if step["column"]:
            row = self.find_row(step["row"])
            return row, self.find_column(step["column"], row)
        row, column = self._find_label(step["row"], 0, ANY_CELL)
        return row, column + 1

    def find_column(self, heading: str, row: int) -> int:
        """The column below ``heading``, whose lowest cell above ``row`` counts."""
        _, last = self.end
        header = self.header_row if self.name == ESTIMATES else None
        rows = range(min(row, self.end[0]), -1, -1) if header is None else [header]
        for above in rows:
            (values,) = self.cells(above, above, 0, last).getDataArray()
            for column, value in enumerate(values):
                if self._shown(value, above, column) == heading:
                    return column
        raise LookupError(f"no heading {heading!r}")


class EditedPage(Page):
    """A sheet that a person works in."""

    def put(self, step: Step) -> None:
        cell, value = self.cell(*self.find_place(step)), step["value"]
        if isinstance(value, bool):
            cell.setFormula("TRUE" if value else "FALSE")
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)

    def enter(self, step: Step) -> None:
        self.cell(*self.find_place(step)).setFormula(step["formula"])

    def clear(self, step: Step) -> None:
        self.cell(*self.find_place(step)).clearContents(CONTENTS)

    def add(self, step: Step) -> None:
        cell = self.cell(*self.find_place(step))
        if cell.Type.value == "TEXT":
            raise LookupError("no number to type over")
        if cell.Type.value == "FORMULA" and cell.FormulaResultType2 == TEXT_RESULT:
            cell.setString(cell.String)
        else:
            cell.setValue(cell.Value + step["amount"])

    def copy_row(self, step: Step) -> None:
        self._copy(self.find_row(step["row"]), self.find_row(step["to"]))

    def _copy(self, source: int, target: int) -> None:
        place = self.cell(target, 0).CellAddress
        self.sheet.copyRange(place, self.cells(source, source).RangeAddress)
        self.touched = target

    def insert_copy(self, step: Step) -> None:
        source, target = self.find_row(step["row"]), self.find_row(step["before"])
        self.sheet.Rows.insertByIndex(target, 1)
        self._copy(source + (source >= target), target)

    def reach_row(self, step: Step) -> None:
        self.touched = self.find_row(step["row"])

    def insert_rows(self, step: Step) -> None:
        self.touched = self.find_row(step["before"])
        self.sheet.Rows.insertByIndex(self.touched, step["count"])

    def insert_lines(self, step: Step) -> None:
        self.sheet.Rows.insertByIndex(0, step["count"])

    def delete_rows(self, step: Step) -> None:
        self.sheet.Rows.removeByIndex(self.find_row(step["row"]), step["count"])

    def clear_row(self, step: Step) -> None:
        row = self.find_row(step["row"])
        self.cells(row, row, 0, self._last_column(step)).clearContents(CONTENTS)

    def _last_column(self, step: Step) -> int | None:
        return self.last_blue if step["which"] == BLUE else None

    def move_row(self, step: Step) -> None:
        source, target = self.find_row(step["row"]), self.find_row(step["before"])
        self.sheet.Rows.insertByIndex(target, 1)
        source += source >= target
        self._cut(source, target)
        self.sheet.Rows.removeByIndex(source, 1)

    def cut_row(self, step: Step) -> None:
        self._cut(self.find_row(step["row"]), self.find_row(step["to"]))

    def _cut(self, source: int, target: int) -> None:
        place = self.cell(target, 0).CellAddress
        self.sheet.moveRange(place, self.cells(source, source).RangeAddress)

    def sort(self, step: Step) -> None:
        rows = self.workloads
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field = self.find_column(step["column"], rows[0])
        field.IsAscending = not step["descending"]
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        options = make_property("SortFields", fields), make_property("ContainsHeader", False)
        self.cells(rows[0], rows[-1], 0, self._last_column(step)).sort(options)

    def filter(self, step: Step) -> None:
        rows = self.workloads
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field = self.find_column(step["column"], rows[0])
        field.IsNumeric, field.StringValue = False, step["text"]
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        block = self.cells(self.header_row, rows[-1])
        descriptor = block.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.setFilterFields((field,))
        block.filter(descriptor)
        hidden = [row for row in rows if not self.sheet.Rows.getByIndex(row).IsVisible]
        if not 0 < len(hidden) < len(rows):
            raise LookupError("the filter hides no row, or all")

    def fill_down(self, step: Step) -> None:
        row, column = self.find_place(step)
        source = self.cells(row, row, column, column).RangeAddress
        for below in range(row + 1, row + 1 + step["count"]):
            self.sheet.copyRange(self.cell(below, column).CellAddress, source)

    def insert_column(self, step: Step) -> None:
        rows = self.workloads
        column = self.find_column(step["column"], rows[0])
        self.sheet.Columns.insertByIndex(column, 1)
        if step["heading"]:
            self.cell(self.header_row, column).setString(step["heading"])
            for row in rows:
                self.cell(row, column).setString(step["text"])

    def hide_columns(self, step: Step) -> None:
        row = self.workloads[0]
        first, last = (self.find_column(step[name], row) for name in ("column", "last"))
        self.cells(row, row, first, last).Columns.IsVisible = False

    def comment(self, step: Step) -> None:
        address = self.cell(*self.find_place(step)).CellAddress
        self.sheet.Annotations.insertNew(address, step["text"])

    def replace_all(self, step: Step) -> None:
        rows = self.workloads
        column = self.find_column(step["column"], rows[0])
        cells = [self.cell(row, column) for row in rows]
        found = [cell for cell in cells if cell.String == step["text"]]
        if not found:
            raise LookupError("nothing to replace")
        for cell in found:
            cell.setString(step["by"])

    def rename_header(self, step: Step) -> None:
        column = self.find_column(step["column"], self.workloads[0])
        self.cell(self.header_row, column).setString(step["text"])

    def delete_column(self, step: Step) -> None:
        self.sheet.Columns.removeByIndex(self.find_column(step["column"], self.workloads[0]), 1)

    def delete_line(self, step: Step) -> None:
        self.sheet.Rows.removeByIndex(self.find_row(step["row"]), 1)

    def copy_line(self, step: Step) -> None:
        self._copy(self.find_row(step["row"]), self.find_row(step["to"]) + step["below"])

    def insert_above(self, step: Step) -> None:
        row = self.header_row if self.name == ESTIMATES else self.find_row(step["row"])
        self.sheet.Rows.insertByIndex(row, 1)

    def rename_sheet(self, step: Step) -> None:
        self.sheet.Name = step["text"]

    def paste_block(self, step: Step) -> None:
        row, column = self.find_place(step)
        block = step["values"]
        last_row, last_column = row + len(block) - 1, column + len(block[0]) - 1
        self.cells(row, last_row, column, last_column).setDataArray(tuple(map(tuple, block)))

    def copy_inputs(self, step: Step) -> None:
        source, target = self.find_row(step["row"]), self.find_row(step["to"])
        first = self.find_column(step["column"], source)
        block = self.cells(source, source, first, self.last_blue).RangeAddress
        self.sheet.copyRange(self.cell(target, first).CellAddress, block)

    def cut_cell(self, step: Step) -> None:
        row, column = self.find_place(step)
        target = self.cell(self.find_row(step["to"]), column).CellAddress
        self.sheet.moveRange(target, self.cells(row, row, column, column).RangeAddress)

    def insert_cell(self, step: Step) -> None:
        row, column = self.find_place(step)
        down = uno.Enum("com.sun.star.sheet.CellInsertMode", "DOWN")
        self.sheet.insertCells(self.cells(row, row, column, column).RangeAddress, down)

    def delete_cell(self, step: Step) -> None:
        row, column = self.find_place(step)
        up = uno.Enum("com.sun.star.sheet.CellDeleteMode", "UP")
        self.sheet.removeRange(self.cells(row, row, column, column).RangeAddress, up)

    def hide_row(self, step: Step) -> None:
        self.sheet.Rows.getByIndex(self.find_row(step["row"])).IsVisible = False

    def merge(self, step: Step) -> None:
        row, column = self.find_place(step)
        self.cells(row, row + step["rows"] - 1, column, column + step["columns"] - 1).merge(True)

    def sort_column(self, step: Step) -> None:
        rows = self.workloads
        column = self.find_column(step["column"], rows[0])
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = 0, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        options = make_property("SortFields", fields), make_property("ContainsHeader", False)
        self.cells(rows[0], rows[-1], column, column).sort(options)

    def sort_lines(self, step: Step) -> None:
        first, last = self.find_row(step["row"]), self.find_row(step["last"])
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = self.find_column(step["column"], first), True
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        options = make_property("SortFields", fields), make_property("ContainsHeader", False)
        self.cells(first, last).sort(options)

    def clear_column(self, step: Step) -> None:
        rows = self.workloads
        column = self.find_column(step["column"], rows[0])
        self.cells(rows[0], rows[-1], column, column).clearContents(CONTENTS)
