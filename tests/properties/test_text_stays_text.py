"""What the input says is never run, followed or rendered, whatever is made of it."""

import csv
import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from estimator import outputs, pipeline
from estimator.cli.commands import app
from estimator.model.estimate import Estimate, Outcome
from estimator.model.options import SKIP, Options
from estimator.report.data import output_frames
from tests.agreement.test_soundness import CHECKS, HOSTILE, live
from tests.report.annotate.test_workbook import assert_nothing_is_live
from tests.sheets import GOOD, sheet
from tests.workbooks import Package

TEXTS = ("Workload name", "Cost center", "Department", "Project", "Owner")
OURS = [
    "Summary", "Breakdown", "Plan", "Unit costs", "Estimates", "Rates", "Assumptions", "Groups",
    "Checks", "About",
]  # fmt: skip
SKIPPED = Options(on_error=SKIP)
LONG = ("=" * 400, "+" + "🚀" * 200, "<r>" + "&" * 60 + "</r>")
ODD = st.sampled_from(
    (*HOSTILE, *LONG, "<r>x</r>", "  =1", "\u2066x\u2069", "\x9b31mred", "@SUM(A1)")
)
MIXED = st.text("=+-@\t\r\n'\"<>&;,{}[]()!r/\\:%$ a1\u202e\u200f\x07\x1b\x7f\x9b🚀", max_size=12)
# Something that a cell shows, so that none is blank.
HOSTILES = st.lists((ODD | MIXED).map(lambda text: f"{text}."), min_size=1, max_size=4)
NOT_IN_NAMES = r'[\0-\x1f<>:"/\\|?*]' if os.name == "nt" else r"[\0/]"
# What a spreadsheet program may read as a formula, at the start of a text or behind blanks. A
# signed number is none: it is left as it is, so that an id like -5 comes back alive.
ARMED = re.compile(r"(?!\s*[+-][0-9]+[.]?[0-9]*\s*$)\s*[=+\-@\t\r]")
# The same behind an apostrophe, be there others before it.
DISARMED = re.compile(r"'+" + ARMED.pattern)


def _rows(texts: Sequence[str], heading: str) -> list[Mapping[str, str]]:
    """A workload for each of ``texts``, and one that is rejected; ``heading`` is carried."""
    rows = []
    for number, text in enumerate(texts, 1):
        own = f"{text[:90]} {number}"
        more = dict.fromkeys(TEXTS, own) | {heading: own, "Training tokens": f"{number}000000"}
        one_line = re.sub(r"\s", " ", own)
        rows.append(GOOD | more | {"Workload ID": own, "Model": f"ft:gpt-4o:{one_line[:80]}"})
    return [*rows, rows[0] | {"Workload ID": "bad", "Epochs": f"{texts[0]} wrong"}]


def _name(text: str) -> str:
    return re.sub(NOT_IN_NAMES, "_", text)[:40]


def _harmless(texts: Sequence[str]) -> list[str]:
    return [f"text {number}" for number, _ in enumerate(texts)]


@contextmanager
def planned(texts: Sequence[str]) -> Iterator[Path]:
    """A plan that says ``texts`` in every place that it has, its heading and name too."""
    with TemporaryDirectory() as folder:
        heading = f"{texts[0][:90]} note"
        yield sheet(Path(folder) / f"{_name(texts[0])}.csv", *_rows(texts, heading))


def _priced(outcome: Outcome, rows: int) -> Estimate:
    assert outcome.estimate is not None, [one.message for one in outcome.errors]
    assert (outcome.good, outcome.rows) == (rows, rows + 1)
    return outcome.estimate


def _written(path: Path, rows: int) -> Package:
    target = path.with_name("made.xlsx")
    outcome = outputs.save_estimate(pipeline.estimate(path, SKIPPED), target)
    _priced(outcome, rows)
    return Package.at(target)


few = settings(max_examples=8)
some = settings(max_examples=15)


@few
@given(HOSTILES)
@example(list(HOSTILE))
@example(list(LONG))
def test_the_workbook_acts_as_that_of_harmless_texts(texts: list[str]) -> None:
    with planned(texts) as path:
        odd = _written(path, len(texts))
    with planned(_harmless(texts)) as path:
        plain = _written(path, len(texts))
    assert live(odd) == live(plain)
    assert list(odd.sheets) == list(plain.sheets)
    assert [fault for check in CHECKS for fault in check(odd)] == []
    assert f"{texts[0][:90]} 1" in {cell.value for cell in odd.cells("Rejected")}


@few
@given(HOSTILES)
@example(list(HOSTILE))
def test_nothing_in_the_marked_copy_is_live(texts: list[str]) -> None:
    with planned(texts) as path:
        target = path.with_name("marked.xlsx")
        marked = outputs.save_marked(pipeline.check(path), target, path, Options())
        found = Package.at(target)
    assert "unwritable-output" not in {one.code for one in marked.problems}
    assert list(found.sheets) == ["Workloads", "Problems"]
    assert_nothing_is_live(found)


@some
@given(HOSTILES)
@example(list(HOSTILE))
@example(["-1."])
@example(["+1."])
@example([" \t=1", "\u3000=1", "\x0b@x", "\x85+1", "'=1", "'' =1"])
def test_no_text_or_heading_of_the_csv_begins_a_formula(texts: list[str]) -> None:
    with planned(texts) as path:
        target = path.with_name("made.csv")
        estimate = _priced(
            outputs.save_estimate(pipeline.estimate(path, SKIPPED), target), len(texts)
        )
        with target.open(encoding="utf-8", newline="") as lines:
            headings, *rows = csv.reader(lines)
    made = pl.concat(output_frames(estimate))
    schema = made.schema
    texts_at = [n for n, kind in enumerate(schema.dtypes()) if kind == pl.String]
    cells = [row[n] for row in rows for n in texts_at]
    assert len(rows) == len(texts)
    assert [text for text in (*headings, *cells) if ARMED.match(text)] == []
    assert _armless(headings) == list(schema)
    assert [_armless(row[n] for n in texts_at) for row in rows] == [
        [text or "" for text in row] for row in made.select(pl.col(pl.String)).iter_rows()
    ]


def _armless(cells: Iterator[str] | Sequence[str]) -> list[str]:
    """``cells`` as they were before they were disarmed."""
    return [cell[1:] if DISARMED.match(cell) else cell for cell in cells]


@some
@given(HOSTILES)
def test_the_json_says_what_was_read(texts: list[str]) -> None:
    with planned(texts) as path:
        target = path.with_name("made.json")
        estimate = _priced(
            outputs.save_estimate(pipeline.estimate(path, SKIPPED), target), len(texts)
        )
        document = json.loads(target.read_text(encoding="utf-8"))
    for name in ("workload_id", "owner", *estimate.passed_through.columns):
        found = [row[name] for row in document["workloads"]]
        assert found == pl.concat(output_frames(estimate))[name].to_list()
    assert [one["file"] for one in document["inputs"]] == [path.name]


@some
@given(HOSTILES)
@example(list(HOSTILE))
def test_a_saved_mapping_has_the_headings_that_were_read(texts: list[str]) -> None:
    with planned(texts) as path:
        target = path.with_name("made.toml")
        outcome = outputs.save_mapping(pipeline.check(path), target)
        document = tomllib.loads(target.read_text(encoding="utf-8"))
    (table,) = outcome.tables
    # What nothing has decided on is a comment, which no header can end.
    decided = [one for one in table.headings if one.column or one.matched]
    assert document == {"columns": {one.text: one.column for one in decided}}
    assert len(decided) < len(table.headings)


def _unprintable(screen: str) -> set[str]:
    """What a terminal would obey: control characters, marks of direction, surrogates."""
    return {one for one in screen if unicodedata.category(one)[0] == "C" and one != "\n"}


@few
@given(HOSTILES)
@example(["\x1b]0;x\x07", "\u202egnp.exe", "a\rb"])
@pytest.mark.parametrize("command", ["check", "estimate"])
def test_the_terminal_is_told_nothing_to_obey(command: str, texts: list[str]) -> None:
    with planned(texts) as path:
        ended = CliRunner().invoke(app, [command, "--on-error", "skip", str(path)])
    assert ended.exit_code == 3, ended.exception
    assert _unprintable(ended.output) == set()


@settings(max_examples=6)
@given(HOSTILES)
def test_the_name_of_a_sheet_is_a_text_like_the_others(texts: list[str]) -> None:
    name = re.sub(r"[\[\]:*?/\\']|[^ -\ufffd\U00010000-\U0010ffff]", "_", texts[0])[:12]
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "plan.xlsx", Path(folder) / "made.xlsx"
        with xlsxwriter.Workbook(source) as made:
            page = made.add_worksheet(name)
            for number, row in enumerate([list(GOOD), list(GOOD.values())]):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell)
        ended = CliRunner().invoke(app, ["estimate", str(source), "-o", str(target)])
        found = Package.at(target)
    assert ended.exit_code == 0, ended.output
    assert _unprintable(ended.output) == set()
    assert name in {cell.value for cell in found.cells("Estimates")}
    assert list(found.sheets) == OURS
