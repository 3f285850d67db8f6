from pathlib import Path

import pytest

from estimator.model.child_process import FAULT, run_child
from estimator.model.options import LIMITS


def test_a_child_that_ends_well_says_nothing(tmp_path: Path) -> None:
    assert run_child("compileall", tmp_path, LIMITS) == ""


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_fails_does_no_harm(tmp_path: Path) -> None:
    assert run_child("no_such_module", tmp_path, LIMITS) == FAULT
