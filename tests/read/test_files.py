"""A file is read as often as it takes, and never unlike before."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from estimator.basis.rate_card import load_rate_card
from estimator.model.limits import Limits
from estimator.model.options import Options
from estimator.model.schema import workloads_schema
from estimator.outputs import save_estimate
from estimator.pipeline import check, estimate
from estimator.read import encoding
from estimator.read.book import read_book
from estimator.read.csv import parse_delimited
from estimator.read.files import StoredFile
from estimator.read.settings import read_settings
from tests.sheets import GOOD, outcome, sheet

CONTENT = b"Workload ID,Model\nW-1,gpt-4o\n"


def pipe(folder: Path, content: bytes) -> Path:
    """A pipe that ``content`` is written to once."""
    path = folder / "pipe.csv"
    os.mkfifo(path)

    def write() -> None:
        try:
            path.write_bytes(content)
        except BrokenPipeError:
            return  # who reads has had enough

    threading.Thread(target=write).start()
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_as_a_file_and_its_copy_goes(tmp_path: Path) -> None:
    stored = StoredFile(pipe(tmp_path, CONTENT), 1_000, pipes=True)
    copy = stored.path
    assert [b"".join(stored.read_chunks()) for _ in range(2)] == [CONTENT, CONTENT]
    del stored
    assert not copy.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_copied_no_further_than_the_limit(tmp_path: Path) -> None:
    read, problems = read_book(
        pipe(tmp_path, b"a" * 10**7),
        workloads_schema(),
        limits=Limits(file_bytes=10),
        pipes=True,
    )
    assert read is None
    assert ["more than 10 bytes" in problem.message for problem in problems] == [True]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("option", ["rate_card", "budgets"])
def test_a_pipe_that_an_option_names_is_refused_and_not_waited_for(
    option: str, tmp_path: Path
) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    found = outcome(tmp_path, {}, options=Options(**{option: str(path)}))  # type: ignore[arg-type]
    assert any("it is a pipe; save what comes out" in one.message for one in found.problems)
    assert found.stopped


@pytest.mark.parametrize("change", [CONTENT + b"W-2,gpt-4o\n", CONTENT[:-5], CONTENT.lower()])
def test_a_file_that_was_changed_is_not_read_on(change: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(CONTENT)
    text, _ = encoding.detect_text("plan.csv", StoredFile(path, 1_000))
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
    if kind != "pipe":  # an input may be one, of some program's output; no option may
        assert [one.exit_code for one in check(odd).errors] == [4]
    for options, code in (
        (Options(rate_card=str(odd)), 2),
        (Options(cost_model=odd), 2),
        (Options(mapping=(str(odd),)), 2),
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
            Options(mapping=(name,)),
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
