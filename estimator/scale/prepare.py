"""What needs all rows, or none, settled before any of them is seen: terms, headings, spelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.budgeting import settled
from estimator.model.faults import singly
from estimator.model.layout import own_titles
from estimator.model.options import Options
from estimator.model.problem import Problem, errors
from estimator.model.schema import workloads
from estimator.model.sheet import TEXT, Block, Book, Sheet
from estimator.model.table import Part, Table
from estimator.model.words import plain, quote
from estimator.read.columns import readable
from estimator.read.find import Look, tables
from estimator.terms import mapping, terms
from estimator.validate import alternatives, carried
from estimator.validate.carried import Carry, carries
from estimator.validate.judge import Terms
from estimator.validate.mapping import unmatched
from estimator.validate.missing import missing_columns
from estimator.validate.spelling import decimal_marks

# What the frame is called where a problem speaks of its file and sheet.
NAME = "DataFrame"
# The columns behind the others: what is wrong in each row, a sentence a line, and the codes of it.
PROBLEMS, CODES = "problems", "problem_codes"
POINT_LOCALE = "en"

# The headings of a frame and what is under them.
Columns = Sequence[tuple[str, pl.DataType]]


@dataclass(frozen=True)
class Prepared:
    """What the rows of a frame are read, judged and priced by; it can be pickled.

    Attributes:
        part: the table with its headings and no rows.
        carry: the columns that are carried through, and their headings in the output.
        marks: the decimal mark of each numeric column.
        words: the headings as they are, by the table's columns.
    """

    terms: Terms
    part: Part
    carry: Carry
    marks: Mapping[str, str]
    words: dict[str, str | None]

    @property
    def id_column(self) -> int:
        """The position of the ids among the columns of the frame, from 0."""
        return self.part.by_column["workload_id"].position - 1


def prepare(
    columns: Columns, options: Options | None = None
) -> tuple[Prepared | None, list[Problem]]:
    """What the rows under ``columns`` are priced by; None with an error.

    Args:
        columns: the headings, matched as those of a sheet, with the types of what is under them.
        options: the rate card, the assumptions and so on; what they say of files and sheets is of
            no matter here. Without a locale, numbers in texts have a decimal point.

    Returns:
        With it the problems of the terms and the headings, errors and notices.

    Raises:
        ValueError: columns without a name, or of lists, records or bytes; a line for each.
    """
    if wrong := _unreadable(columns):
        raise ValueError("\n".join(wrong))
    options = options or Options()
    agreed, problems = terms([], options)
    table, told = _table(columns, options)
    problems += told
    if agreed is not None and table is not None:
        # There is no Summary on which budgets by cost center could be held against anything.
        agreed, told = settled(agreed, [table], [], replace(options, budgets=""))
        problems += told
    if agreed is None or table is None:
        return None, problems
    taken = own_titles(agreed.model) | {plain(name): name for name in (PROBLEMS, CODES)}
    (carry,), notices = carries([table], taken)
    problems += singly(notices)
    if errors(problems):
        return None, problems
    marks = decimal_marks(table.parts(), workloads(), options.locale or POINT_LOCALE)
    words: dict[str, str | None] = {f"c{n}": name for n, (name, _) in enumerate(columns, 1)}
    return Prepared(agreed, next(table.parts()), carry, marks, words), problems


def _table(columns: Columns, options: Options) -> tuple[Table | None, list[Problem]]:
    """The table of no rows under the headings, and what is wrong with them."""
    mapped, problems = mapping(options)
    look = Look(header_row=1, mapped=mapped)
    found, told = tables(_book([name for name, _ in columns]), workloads(), look)
    problems += [*singly(told), *(unmatched(options.map, found) if found else [])]
    for table in found:
        # Rows of a frame have no numbers by which they could be called instead of by ids.
        problems += missing_columns(table, workloads())
        problems += carried.overlong_headings(table)
        problems += alternatives.missing_ways(table, workloads())
    return (found[0] if found else None), problems


def _unreadable(columns: Columns) -> list[str]:
    """What is wrong with the columns without a name, and those that hold what no cell holds."""
    return [
        f"column {position} has no name; give it one, or leave it out."
        if not name.strip()
        else f"{quote(name)} holds {quote(str(dtype))}; write it as text, or leave it out."
        for position, (name, dtype) in enumerate(columns, 1)
        if not (name.strip() and readable(dtype))
    ]


def _book(headings: Sequence[str]) -> Book:
    """The headings as the one row of a sheet."""
    names = [f"c{n}" for n in range(1, len(headings) + 1)]
    texts = pl.DataFrame([headings], dict.fromkeys(names, pl.String), orient="row")
    kinds = texts.select(pl.lit(TEXT, dtype=pl.UInt8).alias(name) for name in names)
    return Book(NAME, (Sheet(NAME, (Block(1, texts, kinds),), 1, len(names)),))
