"""The workbook as we write it, beside the same rows written by each of the libraries."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from benchmarks.cases.case import Case
from benchmarks.cases.versus import against
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side

OURS = "estimator estimate"
LIBRARIES = {
    "xlsxwriter": "XlsxWriter, cell by cell: values, formulas, stored results, looks",
    "xlsxwriter-plain": "the same, without XlsxWriter's searches for newer functions",
    "openpyxl": "openpyxl, write-only: values, formulas",
    "polars": "polars `write_excel`: values",
}


def measure(bench: Bench, rows: int) -> list[Record]:
    """Our command, our writing by itself, and the writing of each library."""
    source = str(bench.portfolio(rows))

    def writing(library: str, name: str) -> Side:
        target = str(bench.folder / f"written-{library}.xlsx")
        words = ("-m", "benchmarks.sides.writing", library, source, target)
        return Side(name, (*PYTHON, *words), tells=True)

    target = str(bench.folder / "written.xlsx")
    command = (*ESTIMATOR, "estimate", source, "-o", target, "--force", "--quiet")
    sides = [writing(library, name) for library, name in LIBRARIES.items()]
    whole, alone, *others = bench.in_turn(
        [Side(OURS, command), writing("estimator", ""), *sides], rows
    )
    return [replace(whole, alone=alone.alone), *others]


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Each library held against us."""
    return against(records, "Writing alone")


CASE = Case("workbook", (100_000,), 3, measure, shown)
