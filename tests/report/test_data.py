"""Data files have the design's names, exact numbers, and no text that a spreadsheet would run."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.estimate import Estimate
from estimator.model.output_columns import KEY, output_layout
from estimator.pipeline import estimate
from estimator.report.data import csv_output as csv_of
from tests.sheets import GOOD, outcome, sheet


def as_csv(made: Estimate) -> str:
    target = BytesIO()
    assert csv_of(made)(target) == []
    return target.getvalue().decode()


NASTY = st.text(st.sampled_from("=+-@\t\r'\" ,ab1\n"), min_size=1, max_size=8)


def test_the_columns_are_inputs_prices_and_computed_then_the_carried(tmp_path: Path) -> None:
    made = outcome(tmp_path, {"Region": "EMEA"}).estimate
    assert made is not None
    heading = as_csv(made).splitlines()[0].split(",")
    assert heading == [
        *(c.name for c in output_layout(made.basis.model) if c.role != KEY),
        "Region",
    ]


@given(NASTY, NASTY)
def test_text_from_the_input_never_starts_a_formula(name: str, note: str) -> None:
    with TemporaryDirectory() as folder:
        row = GOOD | {"Workload name": name, "=Note": note}
        made = estimate(sheet(Path(folder) / "plan.csv", row)).estimate
    assert made is not None
    for cells in csv.reader(StringIO(as_csv(made))):
        # What has neither a name, nor a second sign behind a digit, computes nothing.
        assert all(
            not cell.lstrip(" ")[:1]
            or cell.lstrip(" ")[0] not in "=+-@\t\r"
            or not re.search("[=@ab]|[0-9][^0-9,.]+[0-9]", cell)
            for cell in cells
        )


# As they stand in the user's file, and as they may stand in ours.
KEPT = {
    "-5": "-5", "-1,234.50": "-1,234.50", "+7": "+7", "-3%": "-3%", "-$1,000": "-$1,000", "-": "-",
    "--": "--", "-1e3": "-1e3", "5-3": "5-3", "O'Neil": "O'Neil", "'quoted'": "'quoted'",
    "-A1": "'-A1", "+1 555 123": "'+1 555 123", "=1+1": "'=1+1", "@home": "'@home",
    "-5+A1": "'-5+A1", "-e5": "'-e5", "''=x": "'''=x", "\uff1d1": "'\uff1d1", "-1-1": "'-1-1",
}  # fmt: skip


def test_what_is_no_formula_stays_and_everything_comes_back(tmp_path: Path) -> None:
    # In the user's file, too, an apostrophe is what keeps a text from being a formula.
    typed = [f"'{text}" if text.startswith("'") and "=" in text else text for text in KEPT]
    rows = [
        GOOD | {"Workload ID": text, "Note": text, "-Team": text, "Owner": text} for text in typed
    ]
    made = estimate(sheet(tmp_path / "plan.csv", *rows)).estimate
    assert made is not None
    target = tmp_path / "made.csv"
    target.write_text(as_csv(made), encoding="utf-8", newline="")
    with target.open(encoding="utf-8", newline="") as lines:
        headings, *found = csv.reader(lines)
    for name in ("workload_id", "Note", "'-Team", "owner"):
        assert [row[headings.index(name)] for row in found] == list(KEPT.values())
    again = estimate(target).estimate
    assert again is not None
    for name in ("workload_id", "owner"):
        assert again.frame[name].to_list() == list(KEPT)
    for name in ("Note", "-Team"):
        assert again.passed_through[name].to_list() == list(KEPT)


@settings(max_examples=5)
@given(st.lists(NASTY, min_size=20, max_size=60))
def test_every_text_comes_back_as_it_was_read(texts: list[str]) -> None:
    rows = [GOOD | {"Workload ID": f"W-{n}", "Own": text} for n, text in enumerate(texts)]
    with TemporaryDirectory() as folder:
        first = estimate(sheet(Path(folder) / "plan.csv", *rows)).estimate
        assert first is not None
        target = Path(folder) / "made.csv"
        target.write_text(as_csv(first), encoding="utf-8", newline="")
        again = estimate(target).estimate
    assert again is not None
    assert again.passed_through["Own"].to_list() == first.passed_through["Own"].to_list()
