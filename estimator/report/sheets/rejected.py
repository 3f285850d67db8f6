"""The Rejected sheet: the rows with errors, as the user wrote them, with the reasons."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.model.findings import Findings
from estimator.model.problem import ERROR, ROW, TABLE, Row, TableSource
from estimator.model.text import count_phrase
from estimator.report.grid import MOST_ROWS, RowColumn, RowSheet
from estimator.report.page import Page
from estimator.report.rows.cells import ROW_HEIGHT, SheetRows
from estimator.report.rows.rows import SLICE
from estimator.report.sheet_message import message_without_options
from estimator.report.styles import CELL_LIMIT, fit_cell_text, row_height

HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
WHERE = ("Source file", "Source sheet", "Source row")
WIDTHS = {1: 22, 2: 18, 3: 10, 4: 90}
CELL_WIDTH = 16
# The source of the row and why it was rejected; its cells follow.
COLUMNS = (
    RowColumn(WHERE[0], WIDTHS[1], "wrapped", text=True),
    RowColumn(WHERE[1], WIDTHS[2], "wrapped", text=True),
    RowColumn(WHERE[2], WIDTHS[3], "centered", "row", text=True),
    RowColumn("Reasons", WIDTHS[4], "wrapped", text=True),
)


def write_rejected(page: Page, estimate: Estimate) -> SheetRows:
    """Writes the sheet with a template row, and returns the rows."""
    rows = _count_shown(estimate)
    more = count_unshown(estimate)
    page.write_top(
        f"The sheet is full: {count_phrase(more, 'row')} more not shown." if more else ""
    )
    headers = [fit_cell_text(heading) for heading in estimate.rejected.headings]
    columns = (*COLUMNS, *(RowColumn(header, CELL_WIDTH, text=True) for header in headers))
    sheet = RowSheet(page, columns, HEADING_ROW, rows)
    sheet.write_headers(frozen=len(WHERE))
    page.set_printing(HEADING_ROW)
    page.set_print_area(1, 1, HEADING_ROW + rows, len(COLUMNS))
    return sheet.write_template_row(_rejected_frames(estimate, rows))


def count_unshown(estimate: Estimate) -> int:
    """The number of rejected rows that do not fit on the sheet."""
    return len(estimate.rejected) - _count_shown(estimate)


def _count_shown(estimate: Estimate) -> int:
    return min(len(estimate.rejected), MOST_ROWS - HEADING_ROW)


def _rejected_frames(estimate: Estimate, rows: int) -> Iterator[pl.DataFrame]:
    """The first ``rows`` rejected rows with their reasons, a slice at a time."""
    errors = estimate.problems.with_severity(ERROR)
    left = rows
    for rejected in estimate.rejected:
        for frame in rejected.head(left).iter_slices(SLICE):
            left -= len(frame)
            # All rows of a frame come from one table.
            source = estimate.priced.sources[frame[TABLE][0]]
            reasons = _collect_reasons(errors, source, frame[ROW])
            places = [(source, row) for row in frame[ROW]]
            yield _rejected_frame(
                places, [reasons[row] for row in frame[ROW]], frame.drop(TABLE, ROW)
            )


def _collect_reasons(errors: Findings, source: TableSource, rows: pl.Series) -> Mapping[int, str]:
    """The problems of each of the ``rows`` of a table, one per line."""
    found: dict[int, list[str]] = {row: [] for row in rows}
    for problem in errors.at_rows(source, *rows.head(1), *rows.tail(1)):
        for place, row in problem.rows:
            if place == source and row in found:
                found[row].append(message_without_options(problem.message))
    return {row: fit_cell_text("\n".join(messages)) for row, messages in found.items()}


def _rejected_frame(
    places: Sequence[Row], reasons: Sequence[str], cells: pl.DataFrame
) -> pl.DataFrame:
    """The columns of the sheet by their letters; each row is as high as its reasons need."""
    texts = [
        (source.file, source.sheet, "", reason)
        for (source, _), reason in zip(places, reasons, strict=True)
    ]
    columns = [
        pl.Series([source.file for source, _ in places]),
        pl.Series([source.sheet for source, _ in places]),
        pl.Series([row for _, row in places]),
        pl.Series(reasons),
        *(_fit_texts(one) for one in cells),
    ]
    named = {column_letters(n): one for n, one in enumerate(columns, 1)}
    return pl.DataFrame({**named, ROW_HEIGHT: [row_height(row, WIDTHS) for row in texts]})


def _fit_texts(texts: pl.Series) -> pl.Series:
    """``texts`` cut to what cells can hold."""
    longest = texts.str.len_chars().max()
    if not isinstance(longest, int) or longest <= CELL_LIMIT // 2:
        return texts
    return texts.map_elements(fit_cell_text, return_dtype=pl.String)
