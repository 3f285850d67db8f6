"""Small tables for tests: from a plan as a text file, or made of cells without any file."""

from pathlib import Path

from estimator.model.cells import Book, Sheet
from estimator.model.schema import Schema, workloads_schema
from estimator.model.table import Table, TablePart
from estimator.read.book import read_book
from estimator.read.cells import EMPTY, Value, cell_content, make_block
from estimator.read.table import TableSearch, find_table


def plan_file(folder: Path, content: str) -> Path:
    path = folder / "plan.csv"
    path.write_text(content, encoding="utf-8")
    return path


def read_table(path: Path, look: TableSearch | None = None) -> tuple[Table, list[str], list[str]]:
    """The table in the file, the codes of its problems, and what they say."""
    made, _ = read_book(path, workloads_schema())
    assert made is not None
    found, problems = find_table(made, workloads_schema(), look or TableSearch())
    assert found is not None, problems
    return found, [one.code for one in problems], [one.message for one in problems]


def sheet_of(*rows: tuple[Value | None, ...], name: str = "Plan") -> Sheet:
    """A sheet with ``rows`` from the first on; None is a blank cell."""
    cells = [[EMPTY if one is None else cell_content(one) for one in row] for row in rows]
    block = make_block(cells)
    return Sheet(name, (block,), len(rows), block.texts.width)


def table_of(*rows: tuple[Value | None, ...], schema: Schema | None = None) -> Table:
    """The table with ``rows``, the first of which is its header row."""
    book = Book("plan.xlsx", (sheet_of(*rows),))
    found, problems = find_table(book, schema or workloads_schema())
    assert found is not None, problems
    return found


def part_of(*rows: tuple[Value | None, ...], schema: Schema | None = None) -> TablePart:
    """The same in one part."""
    return table_of(*rows, schema=schema).as_one_part()
