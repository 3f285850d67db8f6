"""Writes a worksheet cell by cell; a cell that XlsxWriter refuses raises an error."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from estimator.model.address import column_letters
from estimator.model.own_workbook import own_sheets
from estimator.report.styles import PALE, SIDE_MARGIN, Styles, count_lines, row_height

# The width of a note and the height of a line in pixels, and the characters in a line.
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 320, 16, 48
# The cell of the master check.
MASTER_CHECK = "Checks!$B$3"
# The title, subtitle and master check. Checks do not look at these rows, which show their result.
HEADER_ROWS = 3
# The paper size, as Excel numbers it.
A4 = 9
# The actions allowed on a protected sheet; there is no password.
ALLOWED = ("objects", "format_cells", "format_columns", "format_rows")
# Excel's limits on the title and the text of an input message.
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255

CellValue = Decimal | int | float | str


class _EmptyText(str):
    """The empty result of a text formula.

    XlsxWriter writes an empty result without a type, which makes it a number without digits. A
    result that does not equal "" is written as text.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


# What a cell cannot hold as it is, or would be read as one of these.
UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def _escape_stored(text: str) -> str:
    """``text`` as Excel stores it: XlsxWriter escapes only cells, not results and table headers."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet that writes formulas as they are.

    XlsxWriter searches each formula for the names of 29 newer functions, of which we use none:
    that took longer than the rest of the small sheets (``benchmarks``, case start).
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - as XlsxWriter calls it
        return formula.removeprefix("=")


class UnwrittenCellError(RuntimeError):
    """XlsxWriter refused a cell, which it reports by a return code only."""


class Page:
    """A worksheet, with rows and columns counted from 1."""

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

    def make_chart(self, kind: str, *, stacked: bool) -> Any:  # noqa: ANN401 - untyped
        """Makes a chart, of a ``kind`` as XlsxWriter names it, to fill and insert."""
        return self._workbook.add_chart(
            {"type": kind, **({"subtype": "stacked"} if stacked else {})}
        )

    def insert_chart(self, row: int, column: int, chart: Any, options: Mapping[str, Any]) -> None:  # noqa: ANN401 - untyped
        """Inserts a chart with its top left corner at a cell."""
        self._raise_if_refused(self.sheet.insert_chart(row - 1, column - 1, chart, options))

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
            result = _escape_stored(result) if result else _EmptyText()
        self._raise_if_refused(
            self.sheet.write_formula(row - 1, column - 1, formula, style, result)
        )

    def _write_stored(self, row: int, column: int, value: CellValue, look: str, unit: str) -> None:
        if isinstance(value, str):
            self.write_text(row, column, value, look)
        else:
            self.write_number(row, column, Decimal(value), look, unit)

    def write_choice(
        self, row: int, column: int, text: str, choices: str | Sequence[str], message: str
    ) -> None:
        """Writes ``text`` into a cell with a list of choices: texts, or the cells of a name."""
        self.write_text(row, column, text, "choice")
        rule = {
            "validate": "list",
            "source": f"={choices}" if isinstance(choices, str) else list(choices),
            "input_message": message,
            "error_message": message,
        }
        self._raise_if_refused(
            self.sheet.data_validation(row - 1, column - 1, row - 1, column - 1, rule)
        )

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

    def set_widths(self, widths: Mapping[int, float]) -> None:
        """Sets the widths of columns, in characters."""
        for column, width in widths.items():
            self.sheet.set_column(column - 1, column - 1, width)

    def cell_reference(self, row: int, column: int) -> str:
        """The absolute address of a cell of this sheet, for formulas on others."""
        return f"{self.name}!${column_letters(column)}${row}"

    def column_reference(self, column: int, first: int, last: int) -> str:
        """The absolute address of a column of cells of this sheet."""
        return self.block_reference(first, column, last, column)

    def block_reference(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """The absolute address of a block of cells of this sheet."""
        return (
            f"{self.name}!${column_letters(column)}${row}:${column_letters(last_column)}${last_row}"
        )

    @property
    def written_extent(self) -> tuple[int, int]:
        """The last row and the last column written."""
        return self.sheet.dim_rowmax + 1, self.sheet.dim_colmax + 1

    def write_top(self, note: str = "", **facts: object) -> None:
        """Writes title, status and subtitle as sheets.toml declares them; ``facts`` fill gaps."""
        sheet = own_sheets()[self.name]
        self.write_title(
            sheet.title or sheet.name, f"{sheet.subtitle.format(**facts)} {note}".rstrip()
        )
        if sheet.status:
            self.write_status(sheet.status)

    def write_title(self, title: str, said: str) -> None:
        """Writes the title and the subtitle of the sheet."""
        self.sheet.set_row(0, 28)
        self.write_text(1, 1, title, "title")
        self.write_text(2, 1, said, "subtitle")

    def write_status(self, changes: str) -> None:
        """Writes the master check into the third row, and next to it what can be changed."""
        self.write_text(HEADER_ROWS, 1, "All checks", "label")
        self.write_formula(HEADER_ROWS, 2, f"={MASTER_CHECK}", "OK", "check")
        self.flag_checks(HEADER_ROWS, 2, HEADER_ROWS, 2)
        self.write_text(HEADER_ROWS, 3, changes, "subtitle")

    def add_validation(
        self,
        row: int,
        column: int,
        last_row: int,
        said: tuple[str, str],
        rule: Mapping[str, object],
    ) -> None:
        """Validates the cells of a column down to ``last_row`` by a ``rule`` of XlsxWriter.

        The title and the message in ``said`` are shown when a cell is selected, cut to the length
        that Excel allows.
        """
        title, message = said[0][:TITLE_LIMIT], said[1][:MESSAGE_LIMIT]
        told: dict[str, object] = {"input_title": title, "input_message": message}
        if rule["validate"] != "any":
            told |= {"error_title": title, "error_message": message}
        span = (row - 1, column - 1, last_row - 1, column - 1)
        self._raise_if_refused(self.sheet.data_validation(*span, {**told, **rule}))

    def protect_sheet(self) -> None:
        """Locks all cells but inputs, without a password."""
        self.sheet.protect("", dict.fromkeys(ALLOWED, True))

    def set_print_area(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Sets the print area."""
        self._raise_if_refused(
            self.sheet.print_area(row - 1, column - 1, last_row - 1, last_column - 1)
        )

    def flag_checks(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Highlights the cells of a range that contain CHECK."""
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": '"CHECK"',
            "format": self._styles.cell_format("bad"),
        }
        self._add_rule(row, column, last_row, last_column, rule)

    def add_table(self, name: str, header_row: int, columns: Mapping[str, str]) -> None:
        """Adds a table of one row below ``header_row``, by the formulas of its ``columns``.

        A formula that is typed nowhere else fills the column of every row that is added. The
        headers have to be written after it.
        """
        told = [
            {"header": f"Column {n}", **({"formula": f"={formula}"} if formula else {})}
            for n, formula in enumerate(columns.values(), 1)
        ]
        options = {
            "name": name, "columns": told, "style": "Table Style Light 1", "banded_rows": False,
        }  # fmt: skip
        code = self.sheet.add_table(header_row - 1, 0, header_row, len(columns) - 1, options)
        self._raise_if_refused(code)
        # XlsxWriter would take some headers for its own markup, and escapes none in the table.
        for column, header in zip(self.sheet.tables[-1]["columns"], columns, strict=True):
            column["name"] = _escape_stored(header)

    def format_column(
        self, column: int, width: float, look: str = "plain", unit: str = "", level: int = 0
    ) -> None:
        """Sets the width, the format of cells without one of their own, and the outline level."""
        style = self._styles.cell_format(look, unit)
        options = {"level": level} if level else {}
        self.sheet.set_column(column - 1, column - 1, width, style, options)

    def ignore_warnings(self, kind: str, cells: Sequence[str]) -> None:
        """Keeps Excel from marking ``cells`` with the warning ``kind``, as XlsxWriter names it."""
        self._ignored[kind] = " ".join(filter(None, (self._ignored.get(kind, ""), *cells)))
        self._raise_if_refused(self.sheet.ignore_errors(self._ignored))

    def flag_text(self, row: int, column: int, start: str) -> None:
        """Highlights a cell whose text begins with ``start``."""
        bad = self._styles.cell_format("bad")
        rule = {"type": "text", "criteria": "begins with", "value": start, "format": bad}
        self._add_rule(row, column, row, column, rule)

    def flag_negatives(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Shows negative amounts of a range in red."""
        over = self._styles.cell_format("over")
        rule = {"type": "cell", "criteria": "<", "value": 0, "format": over}
        self._add_rule(row, column, last_row, last_column, rule)

    def add_share_bars(self, column: int, row: int, last_row: int) -> None:
        """Draws a bar in each cell of a column of shares, across the cell where it is 1."""
        rule = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": PALE,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 1,
        }
        self._add_rule(row, column, last_row, column, rule)

    def _add_rule(
        self, row: int, column: int, last_row: int, last_column: int, rule: Mapping[str, object]
    ) -> None:
        """Adds a conditional format to a range, by a ``rule`` of XlsxWriter."""
        span = (row - 1, column - 1, last_row - 1, last_column - 1)
        self._raise_if_refused(self.sheet.conditional_format(*span, {**rule}))

    def allow_number_texts(self, last_row: int, last_column: int) -> None:
        """Takes texts that look like numbers for texts, down to a cell: no mark in Excel."""
        cells = f"A1:{column_letters(last_column)}{last_row}"
        self.ignore_warnings("number_stored_as_text", [cells])

    def add_filter(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Adds a filter to the headers in ``row`` of the table down to ``last_row``."""
        self._raise_if_refused(
            self.sheet.autofilter(row - 1, column - 1, last_row - 1, last_column - 1)
        )

    def set_printing(self, repeat: int, first: int = 1) -> None:
        """Prints the sheet one page wide, with rows ``first`` to ``repeat`` on every page."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=0.5, bottom=0.6)
        if repeat:
            self.sheet.repeat_rows(first - 1, repeat - 1)
        self.sheet.set_footer("&L&F&C&A&RPage &P of &N")

    def _raise_if_refused(self, code: int) -> None:
        if code:
            raise UnwrittenCellError(f"{self.name}: XlsxWriter refused a cell (code {code})")
