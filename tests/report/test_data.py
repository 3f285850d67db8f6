"""Data files have the design's names, exact numbers, and no text that a spreadsheet would run."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
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
        assert all(
            not cell.lstrip(" ")[:1] or cell.lstrip(" ")[0] not in "=+@\t\r" for cell in cells
        )
