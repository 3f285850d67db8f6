"""Problems kept as columns are those that would be kept as objects, in the same order."""

from collections.abc import Sequence

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.cells import Sheet
from estimator.model.findings import CellFindings, Finding, Findings, expand_findings, wrong_rows
from estimator.model.problem import ERROR, NOTICE, Problem, TableSource
from estimator.model.table import Heading, Table

SOURCES = [TableSource("a.csv", "a", 1), TableSource("b.csv", "b", 3)]
HEADING = Heading("Epochs", 2, "epochs", "title")
TABLES = [Table(source, Sheet(source.sheet, (), 0, 0), (HEADING,)) for source in SOURCES]
CODES = ["not-a-number", "dash-is-zero", "negative"]

rows = st.integers(4, 9)
single = st.builds(
    lambda code, table, row, also: Problem(
        code,
        source=table,
        row=row if table else None,
        order=2,
        also=tuple((SOURCES[0], one) for one in also),
    ),
    st.sampled_from(CODES),
    st.sampled_from([None, *SOURCES]),
    rows,
    st.lists(rows, max_size=2),
)
many = st.builds(
    lambda code, table, numbers, headed: CellFindings.of(
        code,
        table,
        pl.Series(numbers, dtype=pl.Int64),
        HEADING if headed else None,
        found=pl.Series([f"x{n}" for n in numbers], dtype=pl.String),
    ),
    st.sampled_from(CODES),
    st.sampled_from(TABLES),
    st.lists(rows, min_size=1, max_size=4),
    st.booleans(),
)
told_things = st.lists(single | many, max_size=8)


def place(one: Problem) -> tuple[int, int, int, str]:
    table = SOURCES.index(one.source) + 1 if one.source else 0
    return table, one.row or 0, one.order, one.code


def ordered(found: Sequence[Problem]) -> list[tuple[int, int, int, str]]:
    return [place(one) for one in found]


@given(told_things)
def test_as_columns_they_are_the_same_in_the_same_order(told: list[Finding]) -> None:
    found = Findings(told, SOURCES)
    expected = sorted(expand_findings(told), key=place)
    assert ordered(found) == ordered(expected)
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    assert [found[n] for n in range(len(found))] == list(found) == list(found[:])
    assert len(found) == len(expected)


@given(told_things, told_things)
def test_a_selection_is_what_selecting_objects_gives(
    told: list[Finding], last: list[Finding]
) -> None:
    found = Findings(told, SOURCES).followed_by(last)
    every = list(found)
    assert list(every[len(every) - len(expand_findings(last)) :]) == expand_findings(last)
    for severity in (ERROR, NOTICE):
        assert list(found.with_severity(severity)) == [
            one for one in every if one.severity == severity
        ]
    for source in SOURCES:
        assert list(found.about_table(source)) == [one for one in every if source in one.sources]
    rest = [one for one in every if one.source is None]
    assert list(found.of_none(SOURCES)) == rest
    wrong = [one.exit_code for one in every if one.severity == ERROR]
    assert found.exit_code == max(wrong, default=0)


@given(told_things, rows, rows)
def test_those_of_some_rows_are_all_that_concern_them(
    told: list[Finding], one_end: int, other: int
) -> None:
    first, last = sorted((one_end, other))
    found = Findings(told, SOURCES)
    for source in SOURCES:
        concerned = [
            one
            for one in found
            if any(place == source and first <= row <= last for place, row in one.rows)
        ]
        near = list(found.at_rows(source, first, last))
        assert all(one in near for one in concerned)


@given(told_things)
def test_the_rows_in_error_are_those_of_the_objects(told: list[Finding]) -> None:
    expected: dict[TableSource, set[int]] = {}
    for one in expand_findings(told):
        for source, row in one.rows if one.severity == ERROR else ():
            expected.setdefault(source, set()).add(row)
    assert {source: set(rows) for source, rows in wrong_rows(told).items()} == expected
