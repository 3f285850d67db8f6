"""Checking a clean file, beside JSON Schema validators that go through it row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec

from benchmarks.cases.case import Case
from benchmarks.cases.versus import against
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side

LIBRARIES = {"jsonschema": "jsonschema", "jsonschema_rs": "jsonschema-rs"}
# Of more rows, what the libraries take is told from the most that they were measured with.
MOST = 100_000


def measure(bench: Bench, rows: int) -> list[Record]:
    """Our command and, as far as they are installed and it is not too long, the libraries."""
    source = str(bench.portfolio(rows))
    wanted = LIBRARIES if rows <= MOST else {}
    sides = [Side("`estimator check`", (*ESTIMATOR, "check", source, "--quiet"))]
    sides += [
        Side(name, (*PYTHON, "-m", "benchmarks.sides.validating", library, source), tells=True)
        for library, name in wanted.items()
        if find_spec(library)
    ]
    missing = [
        Record(name, rows, missing="not installed")
        for library, name in wanted.items()
        if not find_spec(library)
    ]
    return [*bench.in_turn(sides, rows), *missing]


def shown(records: Sequence[Record]) -> Iterator[str]:
    """The libraries held against us, also where they are only reckoned."""
    return against(list(_with_reckoned(records)), "Rows alone")


def _with_reckoned(records: Sequence[Record]) -> Iterator[Record]:
    """``records`` with those of the libraries for the sizes that they were not measured with."""
    measured = [one for one in records if one.rows <= MOST and not one.missing]
    most = max((one.rows for one in measured), default=0)
    for one in records:
        yield one
        if one.rows > MOST:
            yield from (_reckoned(other, one.rows) for other in measured[1:] if other.rows == most)


def _reckoned(one: Record, rows: int) -> Record:
    """``one`` for more ``rows``, as if all of it grew with them."""
    times = rows / one.rows
    return replace(
        one,
        side=f"{one.side}, not run: {times:,.0f} times that of {one.rows:,} rows",
        rows=rows,
        wall=one.wall * times,
        cpu=one.cpu * times,
        memory=one.memory * times,
        alone=one.alone * times if one.alone is not None else None,
    )


CASE = Case("check", (100_000, 1_000_000), 3, measure, shown)
