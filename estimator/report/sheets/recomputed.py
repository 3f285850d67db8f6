"""The amounts of a sheet once more, from the inputs, the prices and the assumptions.

No formula cell of a row that is not itself an amount is asked: what a row computes on the way, its
prices and its key are worked out again from what was typed and from the other sheets. An amount is
taken from its cells where another is made of it, for it has a line of its own. So a formula cell
that someone has typed over, and that changes a total, shows in the line of an amount.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from estimator.formula.elementwise import elementwise, equal
from estimator.formula.excel import formula
from estimator.formula.kind import NUMBER
from estimator.formula.program import Compiled, compile_model
from estimator.formula.tree import Call, Name, Node, Operation, Text, children
from estimator.model.estimate import Estimate
from estimator.model.layout import PRICE
from estimator.report.grid import Grid
from estimator.report.sheets.check import Check, count
from estimator.report.sheets.formulas import constants

# Excel holds 8,192 characters of a formula, of which each name, written as a range, takes 30.
MOST_NAMES = 200


@dataclass(frozen=True)
class Lines:
    """The lines of a sheet: of Estimates, the workloads.

    Attributes:
        grid: where their columns are.
        each: the column in which every line has a text.
        noun: what they are called.
        sums: what the computed columns of amounts come to.
    """

    grid: Grid
    each: str
    noun: str
    sums: Mapping[str, Decimal]


def workloads(grid: Grid, estimate: Estimate) -> Lines:
    """The workloads on Estimates."""
    return Lines(grid, "workload_id", "workloads", estimate.sums)


def amounts(lines: Lines, estimate: Estimate) -> Iterator[Check | str]:
    """A check for each column of amounts: its sum against what the inputs come to.

    A text says of a column that it is too long to be recomputed in a cell; no shipped one is.
    """
    grid = lines.grid
    columns = compile_model(estimate.model)[0]
    written, sizes = _written_out(columns, estimate)
    for column in columns:
        if column.name not in lines.sums:
            continue
        title, value = grid.title(column.name), lines.sums[column.name]
        if sizes[column.name] > MOST_NAMES:
            yield f"{title}: made of too much to be worked out again in one cell"
            continue
        again = _over_rows(elementwise(column.node, written), lines, estimate)
        total = grid.over(f"=SUM({grid.span(column.name)})")
        yield Check(f"{title}: all {lines.noun} against the inputs", total, again, value, value)


def words(lines: Lines, estimate: Estimate) -> Iterator[Check]:
    """A check for each column of words: how many of them follow from the amounts."""
    grid = lines.grid
    columns = compile_model(estimate.model)[0]
    written, sizes = _written_out(columns, estimate)
    there = {column.name for column in grid.columns}
    for column in columns:
        known = column.kind.type != NUMBER and column.kind.texts is not None
        if known and column.name in there and sizes[column.name] <= MOST_NAMES:
            title = grid.title(column.name)
            said = f"{title}: {lines.noun} against those in which it is as computed"
            right = _over_rows(_agreeing(column, written), lines, estimate)
            rows = grid.over(f"=ROWS({grid.span(column.name)})")
            yield count(said, rows, right, grid.rows)


def _written_out(
    columns: Sequence[Compiled], estimate: Estimate
) -> tuple[Mapping[str, Node], Mapping[str, int]]:
    """The columns that are written out where they are named; and how many names each takes.

    Amounts stand for themselves, but for those that may be a blank text, which adds up to nothing.
    """
    written: dict[str, Node] = {}
    sizes: dict[str, int] = {}
    for column in columns:
        named = {name: sizes[name] for name in written}
        sizes[column.name] = _size(column.node, named)
        if column.name not in estimate.sums or column.kind.blank:
            written[column.name] = column.node
    return written, sizes


def _size(node: Node, sizes: Mapping[str, int]) -> int:
    """How many names ``node`` has at most, once it is taken over whole columns."""
    match node:
        case Name(name):
            return sizes.get(name, 1)
        case Call("IF", (condition, then, otherwise)):
            return 2 * _size(condition, sizes) + _size(then, sizes) + _size(otherwise, sizes)
        case Call("MAX" | "MIN", arguments):
            # Each step names what came before three times.
            return int(3 ** len(arguments)) * sum(_size(one, sizes) for one in arguments)
        case _:
            return sum(_size(one, sizes) for one in children(node))


def _agreeing(column: Compiled, written: Mapping[str, Node]) -> Node:
    """1 where ``column`` says what its formula gives."""
    texts = [Text(text) for text in sorted(column.kind.texts or ())]
    texts += [Text("")] if column.kind.blank else []
    itself = Name(column.name)
    each = [
        Operation("*", Operation("=", itself, text), equal(column.node, text, written))
        for text in texts
    ]
    return reduce(lambda one, other: Operation("+", one, other), each)


def _over_rows(node: Node, lines: Lines, estimate: Estimate) -> str:
    """The sum of ``node`` over all lines; empty where they are not in the workbook.

    That a line has a text makes a column even of what is the same for all of them.
    """
    grid = lines.grid
    cells = {one.name: grid.span(one.name) for one in grid.columns} | constants(estimate)
    for one in grid.columns:
        if one.role == PRICE:
            cells[one.name] = f"SUMIF(rate_models,{grid.span('model')},rate_{one.name})"
    every = Operation("<>", Name(lines.each), Text(""))
    whole = formula(Operation("*", every, node), cells).removeprefix("=")
    return grid.over(f"=SUMPRODUCT({whole})")
