"""What the tables that hold one side against the others have in common."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from benchmarks.measure import Record
from benchmarks.table import BEFORE, NOTHING, USED, before, ratio, seconds, table, used


def against(records: Sequence[Record], alone: str = "") -> Iterator[str]:
    """The sides by size, each with its ratio to the first one of its size.

    Args:
        records: of each size together, the side that the others are held against first.
        alone: what the step is called that the sides have timed themselves; empty where none did.
            Where the first side has not, the others' steps are held against the whole of it.
    """
    steps = (f"{alone} s", "times the first") if alone else ()
    headings = ("Side", *USED, "Wall, times the first", "Memory, times the first", *BEFORE)
    groups = (list(group) for _, group in groupby(records, key=lambda one: one.rows))
    rows = (_row(one, group[0], steps=bool(alone)) for group in groups for one in group)
    return table((*headings, *steps), rows)


def _row(one: Record, first: Record, *, steps: bool) -> tuple[str, ...]:
    if one.missing:
        return (one.side, f"{one.rows:,}", one.missing, *[NOTHING] * (8 if steps else 6))
    alone = (seconds(one.alone), ratio(one.alone, first.alone or first.wall)) if steps else ()
    return (
        *used(one),
        ratio(one.wall, first.wall),
        ratio(one.memory, first.memory),
        *before(one),
        *alone,
    )
