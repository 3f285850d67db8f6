"""Outputs appear whole or not at all."""

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from estimator.model.problem import Problem
from estimator.report import files


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    problems = files.replace_file(target, b"new")
    assert "No space left on device" in problems[0].message
    assert problems[0].exit_code == 4
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["budget.xlsx"]


def test_an_output_that_is_open_elsewhere_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "replace", locked)
    problems = files.replace_file(tmp_path / "budget.xlsx", b"new")
    assert "If it is open in Excel, close it" in problems[0].message
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_as_readable_as_any_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    plain, made = tmp_path / "plain", tmp_path / "made.csv"
    plain.write_text("")
    assert files.replace_file(made, b"x") == []
    assert made.stat().st_mode == plain.stat().st_mode
    made.chmod(0o640)
    assert files.replace_file(made, b"y") == []
    assert made.stat().st_mode & 0o777 == 0o640


def test_what_is_written_as_it_is_made_appears_whole(tmp_path: Path) -> None:
    def fill(stream: BinaryIO) -> list[Problem]:
        stream.write(b"_first,")
        stream.write(b" second")
        stream.seek(0)
        stream.write(b"F")
        assert not (tmp_path / "made").exists()
        return []

    assert files.make_file(tmp_path / "made", fill) == []
    assert (tmp_path / "made").read_bytes() == b"Ffirst, second"


def test_an_output_with_problems_does_not_appear(tmp_path: Path) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(b"old")
    problem = Problem("too-many-rows", wording="Too many.")

    def fill(stream: BinaryIO) -> list[Problem]:
        stream.write(b"half of it")
        return [problem]

    assert files.make_file(target, fill) == [problem]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["budget.xlsx"]


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ValueError])
def test_an_output_whose_making_is_stopped_leaves_nothing(
    tmp_path: Path, raised: type[BaseException]
) -> None:
    def fill(stream: BinaryIO) -> list[Problem]:
        stream.write(b"half of it")
        raise raised

    with pytest.raises(raised):
        files.make_file(tmp_path / "budget.xlsx", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [problem] = files.target_problems(Path(), [], force=True, endings=(".xlsx",))
    assert '"." is a folder' in problem.message
