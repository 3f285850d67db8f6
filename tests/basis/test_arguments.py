"""Limits are moved by name, and the words that are not understood are said."""

import pytest

from estimator.basis.arguments import parse_limits
from estimator.model.limits import LIMITS


@pytest.mark.parametrize(
    ("word", "name", "value"),
    [
        ("rows=50000", "rows", 50_000),
        ("rows = 50,000", "rows", 50_000),
        ("file-bytes=500M", "file_bytes", 500_000_000),
        ("memory_bytes=2g", "memory_bytes", 2_000_000_000),
        ("seconds=1k", "seconds", 1_000),
    ],
)
def test_a_limit_is_moved(word: str, name: str, value: int) -> None:
    found, problems = parse_limits([word])
    assert problems == []
    assert getattr(found, name) == value


@pytest.mark.parametrize("word", ["rows", "rows=", "rows=0", "rows=-5", "rows=many", "lines=5"])
def test_a_word_that_is_none_is_a_problem_and_moves_nothing(word: str) -> None:
    found, problems = parse_limits([word])
    assert [problem.code for problem in problems] == ["bad-limit"]
    assert found == LIMITS
