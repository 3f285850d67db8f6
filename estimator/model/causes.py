"""Errors by their cause: one line for all cells with the same thing wrong in the same column."""

from collections.abc import Hashable, Iterator

import polars as pl
from msgspec import Struct

from estimator.model.findings import CellFindings, Findings
from estimator.model.problem import ERROR, Problem, merge_problems
from estimator.model.text import SOME

GROUP_TYPES = {"item": pl.UInt32, "offset": pl.UInt32, "group": pl.Int64}
GROUPS = tuple(GROUP_TYPES)


class Cause(Struct, frozen=True):
    """Problems of one code in one column, where the same was expected; or a single notice.

    Attributes:
        index: of the first, among all that were grouped.
        problems: all of them, in reading order.
    """

    index: int
    problems: Findings

    def merged(self) -> Problem:
        """One problem for all of them, at the first cell, that names some of the others."""
        return merge_problems(self.problems[: SOME + 1], len(self.problems))

    def places(self) -> Iterator[tuple[str, int | None, str]]:
        """Every cell: its address, its row and what stands there."""
        for one in self.problems:
            if one.place:
                yield one.place, one.row, one.found
            for source, row in one.also:
                yield source.cell_address(row, one.order), row, one.found


def list_causes(findings: Findings) -> list[Cause]:
    """The causes of ``findings``, in the order of their first problems."""
    numbers = dict[Hashable, int]()
    single, many = list[tuple[int, int, int]](), list[pl.DataFrame]()
    for item, one in findings.items.items():
        if isinstance(one, Problem):
            cause = _problem_cause(one, item)
            single.append((item, 0, numbers.setdefault(cause, len(numbers))))
        else:
            cells = _number_cells(one, numbers).alias("group").to_frame().with_row_index("offset")
            many.append(cells.select(pl.lit(item, dtype=pl.UInt32).alias("item"), *GROUPS[1:]))
    frame = pl.concat([pl.DataFrame(single, GROUP_TYPES, orient="row"), *many])
    return [Cause(*group) for group in findings.in_groups(frame)]


def _problem_cause(one: Problem, item: int) -> Hashable:
    """What a single problem shares with others; its ``item`` where that is nothing."""
    if one.severity != ERROR or one.source is None or not one.found:
        return item
    return one.code, one.source, one.order, one.column, one.expected


def _number_cells(one: CellFindings, numbers: dict[Hashable, int]) -> pl.Series:
    """The number of the cause of each of the cells."""
    cause = (one.code, one.source, one.order, one.column, *sorted(one.same.items()))
    if "expected" not in one.cells.columns:
        number = numbers.setdefault(cause, len(numbers))
        return pl.repeat(number, len(one), dtype=pl.Int64, eager=True)
    expected = one.cells["expected"]
    each = {
        text: numbers.setdefault((*cause, text), len(numbers)) for text in expected.unique().sort()
    }
    return expected.replace_strict(each, return_dtype=pl.Int64)
