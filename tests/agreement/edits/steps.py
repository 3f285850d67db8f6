"""Edits of a finished workbook, as data: what a person does in it, and how it must be answered.

A place is a sheet, a row and a column. A row is named by a text in its first cells ("W-1"), by that
text below another ("By model|Total"), or by its place among the workloads (places.py). A column is
named by the heading above the row; without one, the cell right of the row's label is
meant. Nothing is named by its address, so that a sheet can be laid out anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from estimator.model.schema import workloads_schema
from tests.agreement.edits.places import ALL, ESTIMATES, TOUCHED

RIGHT, NAMED, EITHER, TOLD = "right", "named", "either", "told"

Step = dict[str, Any]


@dataclass(frozen=True)
class Edit:
    """What a person does in a workbook.

    Attributes:
        name: of the edit, unique.
        portfolio: the name of the workbook that is edited.
        steps: in order.
        answer: "right" where all figures must follow and no check may fail; "named" where the
            master check must fail: the input is wrong, or a formula is destroyed; "either" where
            both will do, as long as no figure is wrong without a word; "told" where Checks must
            say that it does not look for this input, which a new run refuses.
    """

    name: str
    portfolio: str
    steps: Sequence[Step]
    answer: str


# The name, the steps and the answer.
Named = tuple[str, list[Step], str]


def name_edits(portfolio: str, edits: Iterable[Named]) -> Iterator[Edit]:
    """``edits`` of the workbook of a ``portfolio``, whose name theirs begin with if not "small"."""
    prefix = "" if portfolio == "small" else f"{portfolio}: "
    for name, steps, answer in edits:
        yield Edit(f"{prefix}{name}", portfolio, steps, answer)


def title_of(name: str) -> str:
    """The heading of an input on Estimates; ``name`` itself if it is that of no input."""
    known = workloads_schema().columns
    return known[name].title if name in known else name


def put(row: str, column: str, value: float | str | bool, sheet: str = ESTIMATES) -> Step:  # noqa: FBT001 - TRUE is a value
    """Types a number or a truth, or pastes a text as it is, a number as text among them."""
    return {"do": "put", "sheet": sheet, "row": row, "column": title_of(column), "value": value}


def enter(row: str, column: str, formula: str, sheet: str = ESTIMATES) -> Step:
    """Types a formula."""
    where = {"sheet": sheet, "row": row, "column": title_of(column)}
    return {"do": "enter", **where, "formula": formula}


def clear(row: str, column: str, sheet: str = ESTIMATES) -> Step:
    """Deletes the content of a cell."""
    return {"do": "clear", "sheet": sheet, "row": row, "column": title_of(column)}


def add(row: str, column: str, amount: float, sheet: str = ESTIMATES) -> Step:
    """Types over a cell the number that it shows and ``amount`` more."""
    where = {"sheet": sheet, "row": row, "column": title_of(column)}
    return {"do": "add", **where, "amount": amount}


def copy_row(row: str, to: str, **cells: float | str) -> list[Step]:
    """Copies a whole row over the row ``to``, and types ``cells`` in it."""
    copied: Step = {"do": "copy_row", "sheet": ESTIMATES, "row": row, "to": to}
    return [copied, *(_put_in_touched(name, value) for name, value in cells.items())]


def insert_copy(row: str, before: str, **cells: float | str) -> list[Step]:
    """Inserts a copy of a whole row before another, and types ``cells`` in it."""
    inserted: Step = {"do": "insert_copy", "sheet": ESTIMATES, "row": row, "before": before}
    return [inserted, *(_put_in_touched(name, value) for name, value in cells.items())]


def type_row(to: str, cells: Mapping[str, float | str]) -> list[Step]:
    """Types inputs in the row ``to``, without any formula."""
    reached: Step = {"do": "reach_row", "sheet": ESTIMATES, "row": to}
    return [reached, *(_put_in_touched(name, value) for name, value in cells.items())]


def insert_typed(before: str, cells: Mapping[str, float | str]) -> list[Step]:
    """Inserts a blank row, and types inputs in it."""
    return [insert_rows(before), *(_put_in_touched(name, value) for name, value in cells.items())]


def _put_in_touched(name: str, value: float | str) -> Step:
    return put(TOUCHED, name, value)


def insert_rows(before: str, count: int = 1) -> Step:
    """Inserts blank rows before a row."""
    return {"do": "insert_rows", "sheet": ESTIMATES, "before": before, "count": count}


def delete_rows(row: str, count: int = 1) -> Step:
    """Deletes ``count`` rows from a row on."""
    return {"do": "delete_rows", "sheet": ESTIMATES, "row": row, "count": count}


def clear_row(row: str, which: str = ALL) -> Step:
    """Deletes the contents of all cells of a row, or of its inputs, the blue ones."""
    return {"do": "clear_row", "sheet": ESTIMATES, "row": row, "which": which}


def move_row(row: str, before: str) -> Step:
    """Cuts a row, inserts it before another, and deletes the row that is left blank."""
    return {"do": "move_row", "sheet": ESTIMATES, "row": row, "before": before}


def cut_row(row: str, to: str) -> Step:
    """Cuts a row, and pastes it over the row ``to``; a blank row is left."""
    return {"do": "cut_row", "sheet": ESTIMATES, "row": row, "to": to}


def sort(column: str, which: str = ALL, *, descending: bool = False) -> Step:
    """Sorts the workloads, whole rows or the blue columns alone."""
    order = {"which": which, "descending": descending}
    return {"do": "sort", "sheet": ESTIMATES, "column": title_of(column), **order}


def filter_by(column: str, text: str) -> Step:
    """Hides the workloads that have another text."""
    return {"do": "filter", "sheet": ESTIMATES, "column": title_of(column), "text": text}


def fill_down(row: str, column: str, count: int) -> Step:
    """Copies a cell to ``count`` cells below it."""
    return {
        "do": "fill_down",
        "sheet": ESTIMATES,
        "row": row,
        "column": title_of(column),
        "count": count,
    }


def paste_values(row: str, column: str) -> Step:
    """Puts in the place of a formula the value that it has."""
    return add(row, column, 0)


def insert_column(before: str, heading: str = "", text: str = "") -> Step:
    """Inserts a column before another, with a heading and a ``text`` in each workload's row."""
    where = {"sheet": ESTIMATES, "column": title_of(before)}
    return {"do": "insert_column", **where, "heading": heading, "text": text}


def hide_columns(first: str, last: str) -> Step:
    """Hides the columns from one heading to another."""
    where = {"sheet": ESTIMATES, "column": title_of(first), "last": title_of(last)}
    return {"do": "hide_columns", **where}


def comment(row: str, column: str, text: str, sheet: str = ESTIMATES) -> Step:
    """Adds a comment to a cell."""
    where = {"sheet": sheet, "row": row, "column": title_of(column)}
    return {"do": "comment", **where, "text": text}


def insert_lines(sheet: str, count: int = 1) -> Step:
    """Inserts blank rows at the top of a sheet."""
    return {"do": "insert_lines", "sheet": sheet, "count": count}


def replace_all(column: str, text: str, by: str) -> Step:
    """Replaces a text by another in a whole column."""
    where = {"sheet": ESTIMATES, "column": title_of(column)}
    return {"do": "replace_all", **where, "text": text, "by": by}


def act(do: str, column: str = "", sheet: str = ESTIMATES, **more: object) -> Step:
    """Any other step that the driver makes, on a column where it is on one."""
    return {"do": do, "sheet": sheet, "column": title_of(column), **more}
