"""Rows below a header row with other columns: they are read under no headers, and reported."""

from estimator.model.findings import CellFindings
from estimator.model.table import Table, TablePart


def rows_under_headers(table: Table) -> list[CellFindings]:
    """The problem of the rows below a header row that names other columns."""
    misheaded = table.misheaded
    if misheaded is None or misheaded.is_empty():
        return []
    return [
        CellFindings.of(
            "other-headers", table, rows["row"], header=header, difference=rows["difference"][0]
        )
        for (header,), rows in misheaded.group_by("header", maintain_order=True)
    ]


def without_misheaded(part: TablePart) -> TablePart:
    """``part`` without the rows below a header row that names other columns."""
    if part.misheaded is None or part.misheaded.is_empty():
        return part
    return part.filter_rows(~part.numbers.is_in(part.misheaded["row"].implode()))
