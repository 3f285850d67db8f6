"""Words become files, each once; a file is read as often as it takes, and never unlike before."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from estimator.basis.rate_card import load_rate_card
from estimator.model.options import Limits, Options
from estimator.model.schema import workloads_schema
from estimator.outputs import save_estimate
from estimator.pipeline import check, estimate
from estimator.read import encoding
from estimator.read.book import read_book
from estimator.read.csv import parse_delimited
from estimator.read.files import StoredFile, find_inputs, read_settings
from tests.sheets import GOOD, sheet

CONTENT = b"Workload ID,Model\nW-1,gpt-4o\n"


@pytest.mark.parametrize("change", [CONTENT + b"W-2,gpt-4o\n", CONTENT[:-5], CONTENT.lower()])
def test_a_file_that_was_changed_is_not_read_on(change: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(CONTENT)
    text, _ = encoding.detect_text("plan.csv", StoredFile(path))
    assert text is not None
    assert "".join(text.read_pieces()).encode() == CONTENT
    path.write_bytes(change)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    with pytest.raises(OSError, match="was changed"):
        parse_delimited("plan.csv", text, workloads_schema(), Limits())


def test_a_text_that_was_read_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(CONTENT)
    found, _ = read_book(path, workloads_schema())
    path.write_bytes(CONTENT.lower())
    assert found is not None
    assert found.sheets[0].texts.rows() == [("Workload ID", "Model"), ("W-1", "gpt-4o")]
    assert found.sha256 == sha256(CONTENT).hexdigest()


def display_names(*words: str | Path) -> tuple[list[str], list[str]]:
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
    _, problems = find_inputs([str(folder / "a.xls")])
    assert 'Did you mean "a.xlsx"' in problems[0].message


def odd_file(folder: Path, kind: str) -> Path:
    """Something at a path that is no file, or has no end worth waiting for."""
    path = folder / f"odd-{kind}"
    if kind == "device":
        return Path("/dev/zero")
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"")
        os.truncate(path, 10**11)
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", ["device", "folder", "pipe", "file without an end"])
def test_whatever_names_a_file_names_one_that_ends(kind: str, tmp_path: Path) -> None:
    odd, good = odd_file(tmp_path, kind), sheet(tmp_path / "good.csv", GOOD)
    assert [one.exit_code for one in check(odd).errors] == [4]
    for options, code in (
        (Options(rate_card=str(odd)), 2),
        (Options(cost_model=odd), 2),
        (Options(mapping=odd), 2),
        (Options(budgets=str(odd)), 4),
    ):
        (problem,) = check(good, options).errors
        assert problem.exit_code == code
        assert "cannot be read: it " in problem.message
    (tmp_path / "estimator.toml").symlink_to(odd)
    _, (problem,) = read_settings(tmp_path)
    assert problem.exit_code == 2
    for suffix in (".json", ".csv"):
        link = tmp_path / f"card{suffix}"
        link.symlink_to(odd)
        assert [one.exit_code for one in load_rate_card(str(link))[1]] == [2]


def test_a_name_that_no_file_can_have_is_no_file(tmp_path: Path) -> None:
    good = sheet(tmp_path / "good.csv", GOOD)
    for name in ("x" * 300, "a\0b"):
        for options in (
            Options(rate_card=name),
            Options(budgets=name),
            Options(cost_model=Path(name)),
            Options(mapping=Path(name)),
        ):
            assert options.files == ()
            assert [one.exit_code for one in check(good, options).errors] == [2]


def test_a_name_that_is_no_text_is_shown_as_one(tmp_path: Path) -> None:
    good = sheet(tmp_path / "good.csv", GOOD)
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/pl\xffan.csv"))
    try:
        good.rename(odd)
    except OSError:
        pytest.skip("names are text on this disk")
    found = estimate(odd)
    for ending in (".csv", ".xlsx", ".parquet", ".json"):
        assert save_estimate(found, tmp_path / f"out{ending}").estimate is not None
    assert found.tables[0].source.file == "pl\ufffdan.csv"
