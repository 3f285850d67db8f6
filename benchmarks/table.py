"""The results as Markdown: what all tables have in common."""

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.measure import Record

NOTHING = "-"
# The headings of what a side used, behind its own.
USED = ("Rows", "Wall s", "CPU s", "Memory MiB")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> Iterator[str]:
    """The lines of a table, of which the first ``texts`` columns are texts, the others numbers."""
    yield _line(headings)
    yield _line(["---"] * texts + ["---:"] * (len(headings) - texts))
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def used(one: Record) -> tuple[str, ...]:
    """The side and what it used: the cells under ``USED`` and the heading before."""
    return (one.side, f"{one.rows:,}", seconds(one.wall), seconds(one.cpu), f"{one.memory:,.0f}")


# The headings of what the earlier tree used.
BEFORE = ("Wall before s", "Wall, times before")


def before(one: Record) -> tuple[str, ...]:
    """The cells under ``BEFORE``; dashes where no earlier tree was measured."""
    earlier = one.before.wall if one.before else None
    return (seconds(earlier), ratio(one.wall, earlier))


def seconds(value: float | None) -> str:
    """``value`` with about three digits; a dash for None."""
    if value is None:
        return NOTHING
    return f"{value:,.3f}" if value < 1 else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def ratio(value: float | None, of: float | None) -> str:
    """How many times ``of`` the ``value`` is; a dash where there is none to divide by."""
    if value is None or not of:
        return NOTHING
    times = value / of
    return f"{times:,.2f}" if times < 100 else f"{times:,.0f}"
