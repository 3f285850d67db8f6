"""Writes the cells of a worksheet; one that XlsxWriter refuses raises an error."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from estimator.model.address import column_letters
from estimator.report.plain_worksheet import EmptyText, PlainWorksheet, escape_stored
from estimator.report.styles import Styles, count_lines, row_height

# The width of a note and the height of a line in pixels, and the characters in a line.
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 320, 16, 48

CellValue = Decimal | int | float | str


class UnwrittenCellError(RuntimeError):
    """XlsxWriter refused a cell, which it reports by a return code only."""


class PageCells:
    """The cells of a worksheet, with rows and columns counted from 1."""

    def __init__(self, workbook: Any, name: str, styles: Styles) -> None:  # noqa: ANN401 - untyped
        self.name = name
        self._workbook = workbook
        self.sheet = workbook.add_worksheet(name, PlainWorksheet)
        self._styles = styles
        self._ignored: dict[str, str] = {}
        self.sheet.hide_gridlines(2)

    def write_text(self, row: int, column: int, text: str, look: str = "plain") -> None:
        """Writes ``text`` as text, never as a formula, number or link."""
        style = self._styles.cell_format(look)
        if not text:
            self.write_blank(row, column, look)
        elif text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such text for its own markup and does not escape it.
            pieces = (text[:1], style, text[1:], style)
            self._raise_if_refused(self.sheet.write_rich_string(row - 1, column - 1, *pieces))
        else:
            self._raise_if_refused(self.sheet.write_string(row - 1, column - 1, text, style))

    def write_number(
        self, row: int, column: int, value: Decimal | int, look: str = "plain", unit: str = ""
    ) -> None:
        """Writes ``value``, formatted by its ``unit``."""
        style = self._styles.cell_format(look, unit)
        self._raise_if_refused(self.sheet.write_number(row - 1, column - 1, float(value), style))

    def write_boolean(self, row: int, column: int, value: bool, look: str = "plain") -> None:  # noqa: FBT001 - a cell
        """Writes TRUE or FALSE, without a number format: with one, LibreOffice saves a number."""
        style = self._styles.cell_format(look)
        self._raise_if_refused(self.sheet.write_boolean(row - 1, column - 1, value, style))

    def write_date(self, row: int, column: int, value: date, look: str = "plain") -> None:
        """Writes a date, or a date and time."""
        unit = "date and time" if isinstance(value, datetime) else "date"
        style = self._styles.cell_format(look, unit)
        self._raise_if_refused(self.sheet.write_datetime(row - 1, column - 1, value, style))

    def write_link(self, row: int, column: int, cell: str, text: str, look: str = "place") -> None:
        """Writes ``text`` as a link to a ``cell`` of this workbook: ``'Workloads'!D7``."""
        style = self._styles.cell_format(look)
        code = self.sheet.write_url(row - 1, column - 1, f"internal:{cell}", style, text)
        self._raise_if_refused(code)

    def add_note(self, row: int, column: int, text: str) -> None:
        """Adds a note to a cell, sized to its ``text``."""
        height = NOTE_LINE * (count_lines(text, NOTE_CHARACTERS) + 1)
        size = {"width": NOTE_WIDTH, "height": height, "font_size": 9}
        self._raise_if_refused(self.sheet.write_comment(row - 1, column - 1, text, size))

    def write_formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: CellValue,
        look: str = "formula",
        unit: str = "",
    ) -> None:
        """Writes a live ``formula`` with its result; without one, the ``value`` itself."""
        if not formula:
            self._write_stored(row, column, value, look, unit)
            return
        style = self._styles.cell_format(look, unit)
        result = float(value) if isinstance(value, Decimal) else value
        if isinstance(result, str):
            result = escape_stored(result) if result else EmptyText()
        self._raise_if_refused(
            self.sheet.write_formula(row - 1, column - 1, formula, style, result)
        )

    def _write_stored(self, row: int, column: int, value: CellValue, look: str, unit: str) -> None:
        if isinstance(value, str):
            self.write_text(row, column, value, look)
        else:
            self.write_number(row, column, Decimal(value), look, unit)

    def write_blank(self, row: int, column: int, look: str = "plain", unit: str = "") -> None:
        """Formats an empty cell."""
        self._raise_if_refused(
            self.sheet.write_blank(row - 1, column - 1, None, self._styles.cell_format(look, unit))
        )

    def write_headers(
        self, row: int, titles: Sequence[str], column: int = 1, look: str = "heading"
    ) -> None:
        """Writes a row of headers from ``column``."""
        for offset, title in enumerate(titles):
            self.write_text(row, column + offset, title, look)

    def write_wrapped(self, row: int, texts: Sequence[str], widths: Mapping[int, float]) -> None:
        """Writes a row of wrapped ``texts``, with its height fitted to columns of ``widths``."""
        for column, text in enumerate(texts, 1):
            self.write_text(row, column, text, "wrapped")
        self.fit_height(row, texts, widths)

    def fit_height(self, row: int, texts: Sequence[str], widths: Mapping[int, float]) -> None:
        """Fits the height of a row to its ``texts``, wrapped in columns of ``widths``."""
        self.sheet.set_row(row - 1, row_height(texts, widths))

    def cell_reference(self, row: int, column: int) -> str:
        """The absolute address of a cell of this sheet, for formulas on others."""
        return f"{self._place}!${column_letters(column)}${row}"

    def column_reference(self, column: int, first: int, last: int) -> str:
        """The absolute address of a column of cells of this sheet."""
        return self.block_reference(first, column, last, column)

    def block_reference(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """The absolute address of a block of cells of this sheet."""
        first, last = column_letters(column), column_letters(last_column)
        return f"{self._place}!${first}${row}:${last}${last_row}"

    @property
    def _place(self) -> str:
        """The name of the sheet in addresses."""
        return self.name if self.name.isidentifier() else f"'{self.name}'"

    @property
    def written_extent(self) -> tuple[int, int]:
        """The last row and the last column written."""
        return self.sheet.dim_rowmax + 1, self.sheet.dim_colmax + 1

    def _raise_if_refused(self, code: int) -> None:
        if code:
            raise UnwrittenCellError(f"{self.name}: XlsxWriter refused a cell (code {code})")
