"""Faults planted in good sheets are found where they are, by their names, and nothing else is."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.address import column_letters
from estimator.model.estimate import Outcome
from estimator.model.options import SKIP, Options
from estimator.model.schema import workloads_schema
from estimator.pipeline import estimate

Row = dict[str, str]
# What a cell may hold that is wrong, and the code of it.
TOKENS, SHARES = ("training_tokens", "monthly_output_tokens"), ("validation_share", "retry_rate")
FAULTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "model": (("", "missing-value"), ("Llama 9", "unknown-model")),
    "workload_id": (("", "missing-value"),),
    "owner": (("x" * 256, "too-long"),),
    "epochs": (("0", "too-small"), ("51", "too-large"), ("2.5", "not-a-whole-number")),
    "annual_budget": (("-1", "negative"), ("5 EUR", "other-currency"), ("much", "not-a-number")),
    **dict.fromkeys(
        SHARES, (("15", "share-or-percent"), ("101%", "too-large"), ("5k", "not-a-number"))
    ),
    **dict.fromkeys(
        TOKENS,
        (
            ("lots", "not-a-number"),
            ("-500", "negative"),
            ("2000bn", "too-large"),
            ("5%", "stray-percent"),
            ("$5", "stray-currency"),
            ("5T", "unclear-multiplier"),
        ),
    ),
}  # fmt: skip
ERROR_CELL = "#DIV/0!"
ALWAYS = (
    "workload_id",
    "model",
    "training_tokens",
    "monthly_input_tokens",
    "monthly_output_tokens",
)
SOMETIMES = ("owner", "epochs", "annual_budget", *SHARES)


@dataclass(frozen=True)
class Sheet:
    """A sheet of workloads and what is wrong in it.

    Attributes:
        cells: by row and column, counted from 1; above, beside and between them is nothing.
        faults: (address, code) of each.
        rows: the workloads as they are typed, by the number of their row.
        bad: the numbers of the rows that cannot be priced.
        columns: the columns in their order, with their headings.
    """

    cells: Mapping[tuple[int, int], str]
    faults: frozenset[tuple[str, str]]
    rows: Mapping[int, Row]
    bad: frozenset[int]
    columns: Mapping[str, str]


def _headings(columns: Sequence[str]) -> st.SearchStrategy[dict[str, str]]:
    known = workloads_schema().columns
    ways = {
        name: st.sampled_from([name, known[name].title, *known[name].aliases]) for name in columns
    }
    return st.fixed_dictionaries(ways)


def _good(number: int, tokens: int) -> Row:
    return {
        "workload_id": f"W-{number}",
        "model": ("gpt-4o", "GPT-4o Mini", "4 turbo")[tokens % 3],
        "training_tokens": str(tokens * 1000),
        "monthly_input_tokens": f"{tokens}K",
        "monthly_output_tokens": f"{tokens:,}",
        "owner": "J. Meyer",
        "epochs": str(1 + tokens % 9),
        "annual_budget": str(tokens),
        "validation_share": "10%",
        "retry_rate": "0.05",
    }


@st.composite
def sheets(draw: st.DrawFn, *, errors: bool) -> Sheet:
    """A sheet with up to five faults, each in a row of its own; ``errors`` plants error cells."""
    columns = draw(st.permutations([*ALWAYS, *draw(st.sets(st.sampled_from(SOMETIMES)))]))
    headings = draw(_headings(columns))
    top, left = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    amounts = draw(st.lists(st.integers(1, 10**6), min_size=2, max_size=9))
    planted = draw(st.sets(st.integers(0, len(amounts) - 1), max_size=5))
    first = draw(st.integers(0, len(amounts) - 1))
    cells = {(title, left + 1): f"Plan {title}" for title in range(1, top)}
    cells |= {(top + 1, n): headings[name] for n, name in enumerate(columns, left + 1)}
    rows, faults, bad, at = dict[int, Row](), set[tuple[str, str]](), set[int](), top + 1
    for number, amount in enumerate(amounts):
        at += 1 + draw(st.integers(0, 1))
        row = {name: _good(number, amount)[name] for name in columns}
        if number in planted:
            name = draw(st.sampled_from(columns))
            row[name], code = draw(_fault(name, errors=errors))
            faults.add((f"{column_letters(left + 1 + columns.index(name))}{at}", code))
            bad.add(at)
        elif number > first and first not in planted and draw(st.integers(0, 5)) == 0:
            # The same id twice is one problem, at the second row, and spoils both.
            row["workload_id"] = f" w-{first}"
            origin = next(n for n, other in rows.items() if other["workload_id"] == f"W-{first}")
            faults.add(
                (f"{column_letters(left + 1 + columns.index('workload_id'))}{at}", "duplicate-id")
            )
            bad |= {at, origin}
            first = len(amounts)
        rows[at] = row
        cells |= {(at, n): row[name] for n, name in enumerate(columns, left + 1)}
    return Sheet(cells, frozenset(faults), rows, frozenset(bad), {n: headings[n] for n in columns})


@st.composite
def _fault(draw: st.DrawFn, column: str, *, errors: bool) -> tuple[str, str]:
    known = [*FAULTS.get(column, (("many", "not-a-number"),))]
    return draw(st.sampled_from([*known, *([(ERROR_CELL, "error-cell")] if errors else [])]))


def as_csv(path: Path, cells: Mapping[tuple[int, int], str]) -> None:
    """Writes ``cells``, every line as long as the longest."""
    height, width = (max(at[side] for at in cells) for side in (0, 1))
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(
            [cells.get((row, column), "") for column in range(1, width + 1)]
            for row in range(1, height + 1)
        )


def as_xlsx(path: Path, cells: Mapping[tuple[int, int], str]) -> None:
    """Writes ``cells``, numbers as numbers and errors as the results of formulas."""
    with xlsxwriter.Workbook(path) as book:
        page: Any = book.add_worksheet("plan")
        for (row, column), text in cells.items():
            if text == ERROR_CELL:
                page.write_formula(row - 1, column - 1, "=1/0", None, ERROR_CELL)
            elif text.removeprefix("-").isdigit():
                page.write_number(row - 1, column - 1, int(text))
            else:
                page.write_string(row - 1, column - 1, text)


def _found(outcome: Outcome) -> set[tuple[str, str]]:
    return {(one.place.removeprefix("plan!"), one.code) for one in outcome.errors}


def _costs(outcome: Outcome) -> dict[str, Decimal]:
    assert outcome.estimate is not None, [one.message for one in outcome.errors]
    frame = outcome.estimate.frame
    return dict(zip(frame["workload_id"], frame["first_year_cost"], strict=True))


def _alone(folder: Path, one: Sheet) -> dict[str, Decimal]:
    """What the good rows of ``one`` cost on a sheet without the others."""
    good = [row for number, row in one.rows.items() if number not in one.bad]
    lines = [list(one.columns.values()), *([row[name] for name in one.columns] for row in good)]
    cells = {(r, c): text for r, line in enumerate(lines, 1) for c, text in enumerate(line, 1)}
    as_csv(folder / "alone.csv", cells)
    return _costs(estimate(folder / "alone.csv"))


def _assert_exactly(one: Sheet, write: Callable[[Path, Any], None], ending: str) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / f"plan{ending}"
        write(path, one.cells)
        found = estimate(path, Options(on_error=SKIP))
        assert _found(found) == one.faults
        # A workload of few tokens costs less than a cent.
        allowed = {"card-caution", "blank-rows", "costs-nothing"}
        assert {notice.code for notice in found.notices} <= allowed
        assert found.good == len(one.rows) - len(one.bad)
        if found.good:
            assert _costs(found) == _alone(Path(name), one)


@settings(max_examples=40)
@given(sheets(errors=False))
def test_the_faults_of_a_text_file_are_those_planted(one: Sheet) -> None:
    _assert_exactly(one, as_csv, ".csv")


@settings(max_examples=12)
@given(sheets(errors=True))
def test_the_faults_of_a_workbook_are_those_planted(one: Sheet) -> None:
    _assert_exactly(one, as_xlsx, ".xlsx")
