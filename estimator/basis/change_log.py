"""The change log of a workbook made by estimator that was changed and sent in again."""

from collections.abc import Sequence
from datetime import UTC, datetime

from estimator.model.cells import Book
from estimator.model.own_workbook import (
    ABOUT,
    CHANGE_LOG_TITLE,
    CREATOR,
    MADE_AT_LABEL,
    NOT_STATED,
    RUN_TIME,
    ChangeLogLine,
)
from estimator.model.text import printable
from estimator.read.exported import read_labeled_cell, read_rows_below


def read_change_log(books: Sequence[Book]) -> tuple[ChangeLogLine, ...]:
    """The lines that the workbooks made by estimator among ``books`` have, and one for each."""
    return tuple(
        line
        for book in books
        if book.made_by_estimator
        for line in (*_earlier_lines(book), _line_of(book))
    )


def _earlier_lines(book: Book) -> list[ChangeLogLine]:
    width = len(ChangeLogLine._fields)
    rows = read_rows_below(book, ABOUT, CHANGE_LOG_TITLE, width)
    # The first row has the headers.
    return [ChangeLogLine(*row) for row in rows[1:]]


def _line_of(book: Book) -> ChangeLogLine:
    """Who saved ``book`` last and when, and the run that made it."""
    known = book.saved_by.strip() not in {"", CREATOR}
    return ChangeLogLine(
        _time_of(book.saved_at),
        printable(book.saved_by.strip()) if known else NOT_STATED,
        read_labeled_cell(book, ABOUT, MADE_AT_LABEL) or NOT_STATED,
        printable(book.file),
    )


def _time_of(text: str) -> str:
    """A time of the file's properties as About shows times."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return NOT_STATED
    # A time without an offset is in UTC.
    known = found if found.tzinfo else found.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime(RUN_TIME)
