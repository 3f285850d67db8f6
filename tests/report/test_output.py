"""Outputs appear whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from estimator.report import output


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    problems = output.write(target, b"new")
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
    problems = output.write(tmp_path / "budget.xlsx", b"new")
    assert "If it is open in Excel, close it" in problems[0].message
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_as_readable_as_any_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    plain, made = tmp_path / "plain", tmp_path / "made.csv"
    plain.write_text("")
    assert output.write(made, b"x") == []
    assert made.stat().st_mode == plain.stat().st_mode
    made.chmod(0o640)
    assert output.write(made, b"y") == []
    assert made.stat().st_mode & 0o777 == 0o640
