"""Words become files, each once, with the sheet behind them and what is described for them."""

from pathlib import Path

import pytest

from estimator.model.input_file import InputFile
from estimator.read.inputs import find_inputs


def display_names(*words: str | Path) -> tuple[list[str], list[str]]:
    files, problems = find_inputs(InputFile(str(word)) for word in words)
    return [file.name for file in files], [problem.code for problem in problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.xlsx", "b.xlsx", "~$a.xlsx", "plan[1].csv", "sub/a.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_a_pattern_names_its_files_in_order_without_what_excel_leaves(folder: Path) -> None:
    assert display_names(folder / "*.xlsx") == (["a.xlsx", "b.xlsx"], [])


def test_a_name_with_the_signs_of_a_pattern_is_a_name_where_there_is_such_a_file(
    folder: Path,
) -> None:
    assert display_names(folder / "plan[1].csv") == (["plan[1].csv"], [])


def test_a_file_named_twice_is_read_once_and_said(folder: Path) -> None:
    assert display_names(folder / "a.xlsx", folder / "*.xlsx") == (
        ["a.xlsx", "b.xlsx"],
        ["input-twice"],
    )


def test_files_of_one_name_are_told_apart_by_their_folders(folder: Path) -> None:
    one, other = folder / "a.xlsx", folder / "sub" / "a.xlsx"
    assert display_names(one, other) == ([str(one), str(other)], [])


@pytest.mark.parametrize("word", ["none.xlsx", "none*.csv", "https://example.org/a.xlsx", "a\0b"])
def test_what_is_not_there_is_one_problem_and_hides_nothing(word: str, folder: Path) -> None:
    assert display_names(word, folder / "a.xlsx") == (["a.xlsx"], ["no-such-file"])
    _, problems = find_inputs([InputFile(str(folder / "a.xls"))])
    assert 'Did you mean "a.xlsx"' in problems[0].message


def sheets_of(*words: str) -> list[tuple[str, str]]:
    files, problems = find_inputs(InputFile(word) for word in words)
    assert problems == []
    return [(file.path.name, file.own_options.get("sheet", "")) for file in files]


def test_a_sheet_may_follow_a_file_and_a_pattern(folder: Path) -> None:
    assert sheets_of(f"{folder / 'a.xlsx'}#Plan 2027") == [("a.xlsx", "Plan 2027")]
    pattern = f"{folder / '*.xlsx'}#Plan"
    assert sheets_of(pattern) == [("a.xlsx", "Plan"), ("b.xlsx", "Plan")]


def test_a_file_with_the_sign_in_its_name_comes_before_a_sheet(folder: Path) -> None:
    (folder / "a#1.xlsx").write_text("x")
    word = str(folder / "a#1.xlsx")
    assert sheets_of(word) == [("a#1.xlsx", "")]
    assert sheets_of(f"{word}#Plan") == [("a#1.xlsx", "Plan")]
    assert sheets_of(f"{folder / 'b.xlsx'}#Plan #1") == [("b.xlsx", "Plan #1")]


def test_two_sheets_of_a_file_are_two_inputs_and_one_sheet_twice_is_one(folder: Path) -> None:
    book = str(folder / "a.xlsx")
    assert sheets_of(f"{book}#East", f"{book}#West") == [("a.xlsx", "East"), ("a.xlsx", "West")]
    for again in (f"{book}#EAST", book):
        assert display_names(f"{book}#East", again) == (["a.xlsx"], ["input-twice"])


def test_the_sheet_for_all_files_is_the_one_of_a_file_that_names_none(folder: Path) -> None:
    book = str(folder / "a.xlsx")
    inputs = [InputFile(book), InputFile(f"{book}#Plan (2)"), InputFile(f"{book}#plan")]
    files, problems = find_inputs(inputs, sheet="Plan")
    assert [dict(file.own_options) for file in files] == [{}, {"sheet": "Plan (2)"}]
    assert [problem.code for problem in problems] == ["input-twice"]


def test_a_missing_file_before_a_sheet_is_named_without_it() -> None:
    _, problems = find_inputs([InputFile("none.xlsx#Plan")])
    assert 'There is no file "none.xlsx".' in problems[0].message


def test_what_is_described_for_a_file_holds_however_it_is_named(folder: Path) -> None:
    described = [
        InputFile(f"{folder}/a.xlsx", {"header_row": 3, "sheet": "Plan"}),
        InputFile(f"{folder}/b*.xlsx", {"set": ("department=Ops",)}),
    ]
    named = [InputFile(f"{folder}/sub/../a.xlsx"), InputFile(f"{folder}/b.xlsx#Other")]
    files, problems = find_inputs(named, described)
    assert problems == []
    assert [dict(file.own_options) for file in files] == [
        {"header_row": 3, "sheet": "Plan"},
        {"sheet": "Other", "set": ("department=Ops",)},
    ]
    # What is described for one sheet says nothing of another.
    other, _ = find_inputs([InputFile(f"{folder}/a.xlsx#Other")], described)
    assert dict(other[0].own_options) == {"sheet": "Other"}
