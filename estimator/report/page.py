"""One sheet being written: every cell by its kind, and no failure of the writer unheard."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from estimator.model.address import letters
from estimator.model.own_workbook import own_sheets
from estimator.report.styles import Styles

# In pixels, and the characters that a line of a note takes at this width.
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 320, 16, 48
# Where the master check stands.
MASTER = "Checks!$B$3"
# The title, what the sheet is, and the master check: what no check looks at, as it shows them.
HEADER_ROWS = 3
# Paper, as Excel numbers it.
A4, A3 = 9, 8
# What may be done on a protected sheet; there is no password.
ALLOWED = ("objects", "format_cells", "format_columns", "format_rows")
# Excel's limits on the title and the text of an input message.
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255

Value = Decimal | int | float | str


class _EmptyText(str):
    """The empty result of a text formula.

    XlsxWriter leaves an empty result without a type, which makes it a number without digits; what
    does not equal "" it types as the text it is.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


class UnwrittenCellError(RuntimeError):
    """XlsxWriter refused a cell; it says so by a return code, never by raising."""


class Page:
    """A worksheet; rows and columns count from 1, as in the spreadsheet."""

    def __init__(self, workbook: Any, name: str, styles: Styles) -> None:  # noqa: ANN401 - untyped
        self.name = name
        self._workbook = workbook
        self.sheet = workbook.add_worksheet(name)
        self._styles = styles
        self.sheet.hide_gridlines(2)

    def text(self, row: int, column: int, text: str, look: str = "plain") -> None:
        """Writes ``text`` as text, whatever it looks like: never a formula, number or link."""
        style = self._styles.of(look)
        if not text:
            self.blank(row, column, look)
        elif text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for markup of its own and writes it unescaped.
            pieces = (text[:1], style, text[1:], style)
            self._done(self.sheet.write_rich_string(row - 1, column - 1, *pieces))
        else:
            self._done(self.sheet.write_string(row - 1, column - 1, text, style))

    def number(
        self, row: int, column: int, value: Decimal | int, look: str = "plain", unit: str = ""
    ) -> None:
        """Writes ``value``, shown as its ``unit`` is."""
        style = self._styles.of(look, unit)
        self._done(self.sheet.write_number(row - 1, column - 1, float(value), style))

    def truth(self, row: int, column: int, value: bool, look: str = "plain") -> None:  # noqa: FBT001 - a cell
        """Writes TRUE or FALSE.

        It has no form of its own: with one, LibreOffice saves it as a number.
        """
        style = self._styles.of(look)
        self._done(self.sheet.write_boolean(row - 1, column - 1, value, style))

    def date(self, row: int, column: int, value: date, look: str = "plain") -> None:
        """Writes a day, or a day with its time, as a date."""
        unit = "date and time" if isinstance(value, datetime) else "date"
        style = self._styles.of(look, unit)
        self._done(self.sheet.write_datetime(row - 1, column - 1, value, style))

    def link(self, row: int, column: int, cell: str, text: str, look: str = "place") -> None:
        """Writes ``text`` as a link to a ``cell`` of this workbook: ``'Workloads'!D7``."""
        style = self._styles.of(look)
        code = self.sheet.write_url(row - 1, column - 1, f"internal:{cell}", style, text)
        self._done(code)

    def chart(self, kind: str, *, stacked: bool) -> Any:  # noqa: ANN401 - untyped
        """A chart of XlsxWriter's, of a ``kind`` as it names them, to be filled and inserted."""
        return self._workbook.add_chart(
            {"type": kind, **({"subtype": "stacked"} if stacked else {})}
        )

    def insert(self, row: int, column: int, chart: Any, options: Mapping[str, Any]) -> None:  # noqa: ANN401 - untyped
        """Puts a chart of XlsxWriter over the cells from here on."""
        self._done(self.sheet.insert_chart(row - 1, column - 1, chart, options))

    def note(self, row: int, column: int, text: str) -> None:
        """Puts a note on a cell, as high as its ``text`` needs."""
        height = NOTE_LINE * (lines(text, NOTE_CHARACTERS) + 1)
        size = {"width": NOTE_WIDTH, "height": height, "font_size": 9}
        self._done(self.sheet.write_comment(row - 1, column - 1, text, size))

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: Value,
        look: str = "formula",
        unit: str = "",
    ) -> None:
        """Writes a live ``formula`` with ``value`` as its stored result.

        Where there is no formula, the value stands as at the run.
        """
        if not formula:
            self._stored(row, column, value, look, unit)
            return
        style = self._styles.of(look, unit)
        result = float(value) if isinstance(value, Decimal) else value
        result = _EmptyText() if result == "" else result
        self._done(self.sheet.write_formula(row - 1, column - 1, formula, style, result))

    def _stored(self, row: int, column: int, value: Value, look: str, unit: str) -> None:
        if isinstance(value, str):
            self.text(row, column, value, look)
        else:
            self.number(row, column, Decimal(value), look, unit)

    def choice(self, row: int, column: int, text: str, names: str, message: str) -> None:
        """Writes ``text`` into a cell that takes one of the cells called ``names``."""
        self.text(row, column, text, "choice")
        rule = {
            "validate": "list",
            "source": f"={names}",
            "input_message": message,
            "error_message": message,
        }
        self._done(self.sheet.data_validation(row - 1, column - 1, row - 1, column - 1, rule))

    def blank(self, row: int, column: int, look: str = "plain", unit: str = "") -> None:
        """Formats an empty cell."""
        self._done(self.sheet.write_blank(row - 1, column - 1, None, self._styles.of(look, unit)))

    def headings(
        self, row: int, titles: Sequence[str], column: int = 1, look: str = "heading"
    ) -> None:
        """Writes a row of headings from ``column`` on."""
        for offset, title in enumerate(titles):
            self.text(row, column + offset, title, look)

    def wrapped(self, row: int, texts: Sequence[str], widths: Mapping[int, float]) -> None:
        """Writes a row of wrapped ``texts``, as high as the columns of ``widths`` make it."""
        for column, text in enumerate(texts, 1):
            self.text(row, column, text, "wrapped")
        self.high(row, texts, widths)

    def high(self, row: int, texts: Sequence[str], widths: Mapping[int, float]) -> None:
        """Makes a row as high as its ``texts`` are, wrapped in the columns of ``widths``."""
        self.sheet.set_row(row - 1, height(texts, widths))

    def widths(self, widths: Mapping[int, float]) -> None:
        """Sets the widths of columns, in characters."""
        for column, width in widths.items():
            self.sheet.set_column(column - 1, column - 1, width)

    def at(self, row: int, column: int) -> str:
        """The absolute address of a cell of this sheet, for formulas on others."""
        return f"{self.name}!${letters(column)}${row}"

    def span(self, column: int, first: int, last: int) -> str:
        """The absolute address of a column of cells of this sheet."""
        return self.block(first, column, last, column)

    def block(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """The absolute address of a block of cells of this sheet."""
        return f"{self.name}!${letters(column)}${row}:${letters(last_column)}${last_row}"

    @property
    def extent(self) -> tuple[int, int]:
        """The last row and the last column that were written."""
        return self.sheet.dim_rowmax + 1, self.sheet.dim_colmax + 1

    def write_top(self, note: str = "", **facts: object) -> None:
        """Writes the title, subtitle and status that data/sheets.toml declares for this sheet.

        Args:
            note: a sentence to add to the subtitle.
            facts: the values to fill in in the subtitle.
        """
        sheet = own_sheets()[self.name]
        subtitle = sheet.subtitle.format(**facts)
        self.title(sheet.title or sheet.name, f"{subtitle} {note}" if note else subtitle)
        if sheet.status:
            self.status(sheet.status)

    def title(self, title: str, said: str) -> None:
        """Writes the title of the sheet, and a line on what it is."""
        self.sheet.set_row(0, 28)
        self.text(1, 1, title, "title")
        self.text(2, 1, said, "subtitle")

    def status(self, changes: str) -> None:
        """Writes the master check into the third row, and beside it what one may change here."""
        self.text(HEADER_ROWS, 1, "All checks", "label")
        self.formula(HEADER_ROWS, 2, f"={MASTER}", "OK", "check")
        self.flagged(HEADER_ROWS, 2, HEADER_ROWS, 2)
        self.text(HEADER_ROWS, 3, changes, "subtitle")

    def validated(
        self,
        row: int,
        column: int,
        last_row: int,
        said: tuple[str, str],
        rule: Mapping[str, object],
    ) -> None:
        """Holds the cells of a column down to ``last_row`` to a ``rule`` of XlsxWriter's.

        What is ``said`` of them, a title and a message, is shown where one of them is chosen; it is
        cut to what Excel takes.
        """
        title, message = said[0][:TITLE_LIMIT], said[1][:MESSAGE_LIMIT]
        told: dict[str, object] = {"input_title": title, "input_message": message}
        if rule["validate"] != "any":
            told |= {"error_title": title, "error_message": message}
        span = (row - 1, column - 1, last_row - 1, column - 1)
        self._done(self.sheet.data_validation(*span, {**told, **rule}))

    def protected(self) -> None:
        """Locks what is not an input, without a password."""
        self.sheet.protect("", dict.fromkeys(ALLOWED, True))

    def area(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Sets what is printed."""
        span = (row - 1, column - 1, last_row - 1, last_column - 1)
        self._done(self.sheet.print_area(*span))

    def flagged(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Marks the cells of a range that say CHECK."""
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": '"CHECK"',
            "format": self._styles.of("bad"),
        }
        span = (row - 1, column - 1, last_row - 1, last_column - 1)
        self._done(self.sheet.conditional_format(*span, rule))

    def filtered(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Puts a filter on the headings in ``row``, over the table down to ``last_row``."""
        span = (row - 1, column - 1, last_row - 1, last_column - 1)
        self._done(self.sheet.autofilter(*span))

    def printed(self, repeat: int, first: int = 1, paper: int = A4) -> None:
        """Sets the sheet to print one page wide, the rows ``first`` to ``repeat`` on every page."""
        self.sheet.set_landscape()
        self.sheet.set_paper(paper)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if repeat:
            self.sheet.repeat_rows(first - 1, repeat - 1)
        self.sheet.set_footer("&L&F&C&A&RPage &P of &N")

    def _done(self, code: int) -> None:
        if code:
            raise UnwrittenCellError(f"{self.name}: XlsxWriter refused a cell (code {code})")


# In points; Excel takes no row higher than 409.
LINE_HEIGHT, HIGHEST = 13, 400
# Of a pixel: rows are a whole number of them high.
POINTS = 0.75
# The code units of UTF-16, of which an emoji takes two, that a cell or a note holds.
LONGEST = 32_767


def fitting(text: str) -> str:
    """``text`` as a cell can hold it: cut, with an ellipsis, where it is longer."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"


def lines(text: str, width: float) -> int:
    """How many lines ``text`` takes, wrapped in ``width`` characters."""
    return sum(ceil(len(part) / width) or 1 for part in text.split("\n"))


def height(texts: Sequence[str], widths: Mapping[int, float]) -> float:
    """How high, in points, a row of ``texts`` is that are wrapped in the columns of ``widths``."""
    most = max(lines(text, widths.get(column, 8)) for column, text in enumerate(texts, 1))
    pixels = round(min(most * LINE_HEIGHT, HIGHEST) / POINTS)
    return pixels * POINTS
