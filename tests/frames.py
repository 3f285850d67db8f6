"""Frames of workloads for tests, and what the pipeline says of the same rows."""

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from estimator.model.estimate import Outcome
from estimator.model.problem import NOTICE, problem_catalog
from estimator.report.data import output_frames

SOURCES = ("source_file", "source_sheet", "source_row")
SAID = ("problems", "problem_codes")


def read(path: Path) -> pl.DataFrame:
    """The text file at ``path``, every cell as it stands there."""
    with path.open(encoding="utf-8", newline="") as lines:
        headings, *rows = csv.reader(lines)
    return pl.DataFrame(rows, dict.fromkeys(headings, pl.String), orient="row")


def lines(row: dict[str, str | None]) -> list[tuple[str, str]]:
    """The problems of a priced row: each code with what is said."""
    said, codes = ((row[name] or "").splitlines() for name in SAID)
    return list(zip(codes, said, strict=True))


def assert_alike(made: pl.DataFrame, outcome: Outcome, places: Sequence[int]) -> None:
    """Holds rows priced as a frame against the pipeline's outcome of the same rows.

    Args:
        made: a row each, in order.
        outcome: of one table, with the rows in error left out.
        places: the row of the table that each row of ``made`` is.
    """
    told = [lines(row) for row in made.select(SAID).iter_rows(named=True)]
    found = {(place, *one) for place, row in zip(places, told, strict=True) for one in row}
    wrong = {one for one in found if problem_catalog()[one[1]].severity != NOTICE}
    # Where else an id stands has no name in a frame.
    expected = {
        (row, one.code, "" if one.code == "duplicate-id" else f"{one.heading}: {one.sentence}")
        for one in outcome.errors
        for _, row in one.rows
    }
    assert {(row, code, "" if code == "duplicate-id" else said) for row, code, said in wrong} == (
        expected
    )
    # The pipeline tells a notice once a column or model, at the first of its rows.
    first = {(one.row, one.code) for one in outcome.notices if one.heading and one.row != 1}
    noticed = {(row, code) for row, code, _ in found - wrong}
    assert first <= noticed
    assert {code for _, code in noticed} == {code for _, code in first}
    bad = {row for row, *_ in wrong}
    _assert_priced_alike(made.with_columns(pl.Series("source_row", places)), outcome, bad)


def _assert_priced_alike(made: pl.DataFrame, outcome: Outcome, bad: set[int]) -> None:
    good = made.filter(~pl.col("source_row").is_in(bad))
    assert outcome.good == len(good)
    if outcome.estimate is None:
        return
    expected = pl.concat(output_frames(outcome.estimate))
    assert made.columns == [*expected.columns, *SAID]
    assert_frame_equal(good.drop(SAID, *SOURCES), expected.drop(SOURCES))
    assert good["source_row"].to_list() == expected["source_row"].to_list()
    costs = [column.name for column in outcome.estimate.basis.model.columns]
    unpriced = made.filter(pl.col("source_row").is_in(bad))
    assert all(unpriced[name].null_count() == len(bad) for name in costs)
    for name, total in outcome.estimate.totals.by_column.items():
        assert made[name].sum() == total
