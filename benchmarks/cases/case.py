"""A case: one claim, how it is measured, and the table that shows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Bench, Record


@dataclass(frozen=True)
class Case:
    """One claim.

    Attributes:
        name: by which it is chosen, and its table is marked in the README.
        rows: the sizes of the portfolios, unless others are asked for.
        runs: of each side, unless more or fewer are asked for.
        typical: the figure that stands for those of all runs: the median, or the least.
        measure: takes the figures of one size.
        table: the lines that show the figures of all sizes.
    """

    name: str
    rows: Sequence[int]
    runs: int
    measure: Callable[[Bench, int], list[Record]]
    table: Callable[[Sequence[Record]], Iterable[str]]
    typical: Callable[[Iterable[float]], float] = median
