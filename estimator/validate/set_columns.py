"""Columns that have one text in every row of a table: said of the file, not typed in its cells."""

from collections.abc import Iterator

import polars as pl

from estimator.model.casefold import fold_case
from estimator.model.findings import CellFindings
from estimator.model.problem import Problem
from estimator.model.schema import workloads_schema as schema_of_workloads
from estimator.model.spool import detach
from estimator.model.table import Table, TablePart
from estimator.model.text import quote_text


def fill_set_columns(
    frame: pl.DataFrame, part: TablePart
) -> tuple[pl.DataFrame, list[CellFindings]]:
    """``frame`` with the text of each set column in the rows that have none.

    Findings: cells that hold another text. The same text in other letters is no other.
    """
    findings = []
    for name, text in part.source.set_columns:
        same = fold_case(frame[name]) == fold_case(pl.Series([text])).item()
        different = (~same).fill_null(value=False)
        if different.any():
            findings.append(_differing_cells(frame.filter(different), part, name, text))
    filled = [pl.col(name).fill_null(pl.lit(text)) for name, text in part.source.set_columns]
    return frame.with_columns(filled), findings


def _differing_cells(wrong: pl.DataFrame, part: TablePart, name: str, text: str) -> CellFindings:
    return CellFindings.of(
        "differs-from-set",
        part.of,
        wrong["row"],
        part.by_column[name],
        found=detach(wrong[name]),
        expected=f"{quote_text(text)}, which is set for the whole file, or a blank cell",
    )


def set_column_notices(table: Table) -> Iterator[Problem]:
    """The notice of each set column of ``table``."""
    for name, text in table.source.set_columns:
        title = schema_of_workloads().columns[name].title
        blank = "where the cell is blank" if table.has_column(name) else "in every row"
        yield table.problem_about("set-for-file", title=title, text=text, where=blank)
