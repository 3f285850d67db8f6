"""Real files of all kinds: a result or problems, never an exception."""

import os
from pathlib import Path

import pytest

from estimator.pipeline import check

FOLDER = Path(__file__).parent.parent.parent / "shared" / "realfiles"
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix != ".tsv")


def test_the_real_files_are_there_in_ci() -> None:
    if not FILES and not os.environ.get("CI"):
        pytest.skip("the folder of real files is not beside the repository")
    assert len(FILES) >= 90


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_judged(path: Path) -> None:
    found = check(path)
    assert found.exit_code in {1, 4}
    assert found.errors
    assert all(problem.message for problem in found.problems)
