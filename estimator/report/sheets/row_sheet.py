"""Sheets with one row per workload, cost center or rejected row: headers, view, template row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.address import letters
from estimator.report.grid import BAND_ROW, HEADING_ROW, UNIT_ROW
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.rows.cells import Column, Poured


@dataclass(frozen=True)
class RowColumn:
    """A column of such a sheet.

    Attributes:
        header: a text, or a month as its day number.
        look, unit: how its cells are formatted.
        band, unit_label: the texts above the header, on a sheet with room for them.
        text: whether the column holds text, so that its header is aligned left.
        formula, decimals, mixed: as of ``rows.cells.Column``.
    """

    header: str | int
    width: float
    look: str = "plain"
    unit: str = ""
    band: str = ""
    unit_label: str = ""
    text: bool = False
    formula: str = ""
    decimals: int = 0
    mixed: bool = False


@dataclass(frozen=True)
class RowSheet:
    """A sheet with ``rows`` rows below the headers in ``header_row``."""

    page: Page
    columns: Sequence[RowColumn]
    header_row: int
    rows: int

    def write_headers(self, height: float = 0, frozen: int = 2, note: str = "") -> None:
        """Writes title, bands, units and headers; sets the widths and freezes the first columns.

        Only the headers are written if they are not in the usual row.
        """
        page, sides = self.page, ["" if column.text else "_right" for column in self.columns]
        if self.header_row == HEADING_ROW:
            page.write_top(note)
            for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
                page.text(BAND_ROW, n, column.band, f"band{side}")
                page.text(UNIT_ROW, n, column.unit_label, f"unit{side}")
        for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
            if isinstance(column.header, int):
                page.number(self.header_row, n, column.header, f"heading{side}", "month")
            else:
                page.text(self.header_row, n, column.header, f"heading{side}")
        page.widths({n: column.width for n, column in enumerate(self.columns, 1)})
        if height:
            page.sheet.set_row(self.header_row - 1, height)
        page.sheet.freeze_panes(self.header_row, frozen)

    def write_template_row(self, frames: Iterable[pl.DataFrame]) -> Poured:
        """Writes the template row and the filter; ``frames`` are the rows, formatted as it is."""
        first, last = self.header_row + 1, self.header_row + self.rows
        for position, column in enumerate(self.columns, 1):
            self.page.blank(first, position, column.look, column.unit)
        self.page.filtered(self.header_row, 1, last, len(self.columns))
        columns = tuple(
            Column(letters(n), one.formula, one.decimals, one.mixed)
            for n, one in enumerate(self.columns, 1)
        )
        return Poured(first, last, columns, frames)


def write_elsewhere(page: Page, message: str) -> None:
    """Writes a sheet without its rows, and a ``message`` that says where they are."""
    page.write_top()
    page.text(BAND_ROW, 1, message, "label")
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.printed(BAND_ROW)
