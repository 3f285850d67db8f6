"""Words of the command line become files, each once, each by its own name."""

from pathlib import Path

import pytest

from estimator.read.files import find_inputs


def found(*words: str | Path) -> tuple[list[str], list[str]]:
    files, problems = find_inputs(str(word) for word in words)
    return list(files), [problem.code for problem in problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.xlsx", "b.xlsx", "~$a.xlsx", "plan[1].csv", "sub/a.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_a_pattern_names_its_files_in_order_without_what_excel_leaves(folder: Path) -> None:
    assert found(folder / "*.xlsx") == (["a.xlsx", "b.xlsx"], [])


def test_a_name_with_the_signs_of_a_pattern_is_a_name_where_there_is_such_a_file(
    folder: Path,
) -> None:
    assert found(folder / "plan[1].csv") == (["plan[1].csv"], [])


def test_a_file_named_twice_is_read_once_and_said(folder: Path) -> None:
    assert found(folder / "a.xlsx", folder / "*.xlsx") == (["a.xlsx", "b.xlsx"], ["input-twice"])


def test_files_of_one_name_are_told_apart_by_their_folders(folder: Path) -> None:
    one, other = folder / "a.xlsx", folder / "sub" / "a.xlsx"
    assert found(one, other) == ([str(one), str(other)], [])


@pytest.mark.parametrize("word", ["none.xlsx", "none*.csv", "https://example.org/a.xlsx", "a\0b"])
def test_what_is_not_there_is_one_problem_and_hides_nothing(word: str, folder: Path) -> None:
    assert found(word, folder / "a.xlsx") == (["a.xlsx"], ["no-such-file"])
    _, problems = find_inputs([str(folder / "a.xls")])
    assert 'Did you mean "a.xlsx"' in problems[0].message
