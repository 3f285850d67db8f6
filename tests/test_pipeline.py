"""The pipeline: problems of every input are found, and a run never ends in an exception."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from estimator import pipeline
from estimator.model.cells import Book
from estimator.model.options import Options
from estimator.model.schema import workloads_schema
from estimator.pipeline import check, estimate, find_tables, list_input_files
from tests.sheets import GOOD, codes, sheet
from tests.text_tables import text_sheet


def test_a_check_finds_what_an_estimate_finds_and_prices_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", GOOD, GOOD | {"Workload ID": "W-2", "Epochs": "many"})
    checked, priced = (run(path, Options(on_error="skip")) for run in (check, estimate))
    assert list(checked.problems) == list(priced.problems)
    assert (checked.rows, checked.good) == (priced.rows, priced.good) == (2, 1)
    assert checked.estimate is None
    assert priced.estimate is not None
    assert estimate(path).estimate is None


def test_an_input_that_cannot_be_read_does_not_hide_the_problems_of_others(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", GOOD | {"Epochs": "many"})
    found = check([path, tmp_path / "none.csv"])
    assert sorted(codes(found)) == sorted(["no-such-file", *codes(check(path))])
    assert found.good == 0


def test_a_file_that_goes_away_while_it_is_read_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pipeline, "validate_workloads", fail)
    found = estimate(sheet(tmp_path / "plan.csv", GOOD))
    assert codes(found) == ["unreadable-file"]
    assert "No space left on device" in found.errors[0].message


def test_rows_that_an_earlier_run_skipped_are_noticed() -> None:
    rows = [list(GOOD), list(GOOD.values())]
    book = Book("plan.xlsx", (text_sheet(rows), text_sheet([["x"]], name="Rejected")))
    for own, expected in ((True, ["rejected-before"]), (False, [])):
        tables, problems = find_tables(
            [replace(book, made_by_estimator=own)], Options(), workloads_schema()
        )
        assert [table.source.sheet for table in tables] == ["Plan"]
        assert [one.code for one in problems] == expected


def test_one_path_or_several_are_inputs(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", GOOD)
    one = list_input_files(str(path), Options())
    assert one == list_input_files([path], Options())
    assert [(file.name, file.path) for file in one[0]] == [("plan.csv", path)]
