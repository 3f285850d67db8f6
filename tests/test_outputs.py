"""Outputs of a run: refused before any work, or written whole."""

import errno
import os
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

import polars as pl
import pytest
from msgspec.structs import replace

from estimator.model import disk, spool
from estimator.model.disk import TemporaryFilesError, probe_stream, temporary_writes
from estimator.model.options import Options
from estimator.outputs import (
    explain_topic,
    refuse_targets,
    save_estimate,
    save_mapping,
    save_marked,
    save_template,
)
from estimator.pipeline import check, estimate
from estimator.report.workbook import prepare_workbook
from tests.sheets import GOOD, codes, outcome, sheet


def test_inputs_and_files_of_options_are_never_replaced(tmp_path: Path) -> None:
    plan, house = sheet(tmp_path / "plan.csv", GOOD), sheet(tmp_path / "house.csv", GOOD)
    options = Options(cost_model=house)
    for target in (plan, house):
        refused = refuse_targets(plan, options, {target: (".csv",)}, force=True)
        assert refused is not None
        assert codes(refused) == ["bad-output"]
    free = tmp_path / "out.csv"
    assert refuse_targets(plan, options, {free: (".csv",)}, force=False) is None
    # The problems of a missing input are found by the run itself.
    assert refuse_targets(tmp_path / "no.csv", options, {plan: (".csv",)}, force=False) is None


def test_an_estimate_that_cannot_be_written_is_no_estimate(tmp_path: Path) -> None:
    made = outcome(tmp_path, {})
    saved = save_estimate(made, tmp_path / "out.csv")
    assert saved is made
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("W-1") == 1
    failed = save_estimate(made, tmp_path / "none" / "out.csv")
    assert (failed.estimate, failed.stopped, failed.exit_code) == (None, True, 4)
    assert codes(failed) == ["unwritable-output"]


def test_a_mapping_and_a_marked_copy_are_written(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Epochs": "many"})
    found = check(plan)
    assert codes(save_mapping(found, tmp_path / "map.toml")) == codes(found)
    assert "Workload ID" in (tmp_path / "map.toml").read_text(encoding="utf-8")
    assert codes(save_marked(found, tmp_path / "marked.xlsx", plan, Options())) == codes(found)
    assert (tmp_path / "marked.xlsx").read_bytes()[:2] == b"PK"


def test_a_template_replaces_a_file_only_by_force(tmp_path: Path) -> None:
    target = tmp_path / "blank.csv"
    assert save_template(target, Options()) == []
    assert target.read_text(encoding="utf-8-sig").startswith("Workload ID,")
    assert [one.code for one in save_template(target, Options())] == ["bad-output"]
    assert save_template(target, Options(force=True)) == []
    assert [one.code for one in save_template(tmp_path / "a.txt", Options(force=True))] == [
        "bad-output"
    ]


@pytest.mark.parametrize(
    ("word", "row", "said"),
    [("anual_cost", "", 'Did you mean "annual_cost"'), ("annual_cost", "W-1", "INPUT --row ID")],
)
def test_a_topic_that_cannot_be_explained_is_a_problem(word: str, row: str, said: str) -> None:
    lines, problems = explain_topic(word, None, row, Options())
    assert lines == []
    assert said in problems[0].message


def test_columns_problems_and_rows_are_explained(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD)
    for word, source, row in (
        ("", None, ""), ("annual_cost", None, ""), ("duplicate-id", None, ""),
        ("annual_cost", plan, "W-1"),
    ):  # fmt: skip
        lines, problems = explain_topic(word, source, row, Options())
        assert (bool(lines), problems) == (True, [])
    _, (problem,) = explain_topic("annual_cost", plan, "W-9", Options())
    assert 'no workload "W-9"' in problem.message


def full(*_: object, **__: object) -> None:
    raise pl.exceptions.ComputeError("underlying IO error: No space left on device (os error 28)")


def test_a_full_folder_for_temporary_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD)
    made = estimate(plan)
    monkeypatch.setattr(spool, "KEPT", 0)
    monkeypatch.setattr(spool.Spool.__init__, "__defaults__", (0,))
    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    (problem,) = estimate(plan).errors
    assert problem.exit_code == 4
    assert f"the folder for temporary files, {Path(gettempdir())}, is full" in problem.message
    monkeypatch.setattr(pl.DataFrame, "write_csv", full)
    failed = save_estimate(made, tmp_path / "out.csv")
    assert failed.exit_code == 4
    assert f'The disk of its folder, "{tmp_path}", is full' in failed.errors[-1].message
    assert not (tmp_path / "out.csv").exists()


def test_an_error_that_does_not_say_that_the_disk_is_full_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Filled(BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert (probe_stream(Filled()), probe_stream(BytesIO())) == (errno.ENOSPC, 0)
    with pytest.raises(pl.exceptions.ComputeError), temporary_writes(tmp_path):
        raise pl.exceptions.ComputeError("odd")
    monkeypatch.setattr(disk, "probe_stream", lambda _: errno.ENOSPC)
    with pytest.raises(TemporaryFilesError), temporary_writes(tmp_path):
        raise pl.exceptions.ComputeError("odd")
    assert list(tmp_path.iterdir()) == []


def test_many_columns_with_long_headers_are_written(tmp_path: Path) -> None:
    own = {f"{'My own remark number ' * 8}{n}": "x" for n in range(200)}
    made = estimate(sheet(tmp_path / "plan.csv", GOOD | own))
    assert save_estimate(made, tmp_path / "out.xlsx").exit_code == 0
    (notice,) = (one for one in made.notices if one.code == "carried-columns")
    assert "and 180 more are not columns" in notice.message
    assert len(notice.message) < 2_000
    assert made.estimate is not None
    wider = replace(made.estimate, carried_headings=("x",) * 16_370)
    (problem,) = prepare_workbook(wider, 1)(BytesIO())
    assert problem.code == "too-many-rows"
    assert "Write to .parquet or .csv" in problem.message
