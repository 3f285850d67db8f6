"""A worksheet: its cells, and how it looks, prints and answers what is typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from estimator.model.address import column_letters
from estimator.model.own_workbook import own_sheets
from estimator.report.page_cells import PageCells
from estimator.report.plain_worksheet import escape_stored
from estimator.report.styles import PALE, SIDE_MARGIN

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


class Page(PageCells):
    """A worksheet, with rows and columns counted from 1."""

    def make_chart(self, kind: str, *, stacked: bool) -> Any:  # noqa: ANN401 - untyped
        """Makes a chart, of a ``kind`` as XlsxWriter names it, to fill and insert."""
        return self._workbook.add_chart(
            {"type": kind, **({"subtype": "stacked"} if stacked else {})}
        )

    def insert_chart(self, row: int, column: int, chart: Any, options: Mapping[str, Any]) -> None:  # noqa: ANN401 - untyped
        """Inserts a chart with its top left corner at a cell."""
        self._raise_if_refused(self.sheet.insert_chart(row - 1, column - 1, chart, options))

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

    def set_widths(self, widths: Mapping[int, float]) -> None:
        """Sets the widths of columns, in characters."""
        for column, width in widths.items():
            self.sheet.set_column(column - 1, column - 1, width)

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
            column["name"] = escape_stored(header)

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
