from pathlib import Path

import pytest

from estimator.model.child_process import DISK_LIMIT, FAULT, run_child
from estimator.model.options import LIMITS


def test_a_child_that_ends_well_says_nothing(tmp_path: Path) -> None:
    assert run_child("compileall", tmp_path, LIMITS) == ""


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_fails_does_no_harm(tmp_path: Path) -> None:
    assert run_child("no_such_module", tmp_path, LIMITS) == FAULT


def test_a_child_that_finds_no_room_says_so(tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    assert run_child("tests.waiting", tmp_path, LIMITS) == DISK_LIMIT
