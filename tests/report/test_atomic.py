"""A file appears whole, once, where it should; what a killed run leaves is cleared."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from estimator.model.problem import Problem
from estimator.report import atomic
from estimator.report.atomic import UNFINISHED, write_whole
from estimator.report.files import StreamWriter, make_file, replace_file, target_problems

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no locks of this kind")


def writing(content: bytes, meanwhile: Callable[[], object] = lambda: None) -> StreamWriter:
    """Writes ``content``; before that, something else happens."""

    def fill(stream: BinaryIO) -> list[Problem]:
        meanwhile()
        stream.write(content)
        return []

    return fill


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("linked", [True, False])
def test_of_two_runs_to_a_new_output_the_second_fails(
    linked: bool,  # noqa: FBT001 - a parameter
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not linked:  # as on a disk without links

        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "out.csv"

    def other_run() -> None:
        assert make_file(target, writing(b"other"), force=False) == []

    (problem,) = make_file(target, writing(b"ours", other_run), force=False)
    assert (problem.code, problem.exit_code) == ("bad-output", 2)
    assert "already exists by now. Add --force" in problem.message
    assert target.read_bytes() == b"other"
    assert make_file(target, writing(b"ours"), force=True) == []
    assert target.read_bytes() == b"ours"
    assert names(tmp_path) == ["out.csv"]


@posix
def test_what_a_killed_run_leaves_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    target, other = tmp_path / "out.csv", tmp_path / "out.csv.csv"

    def killed_run(path: Path) -> None:
        """Leaves its unfinished file, as if killed."""
        pid = os.fork()
        if not pid:
            write_whole(path, writing(b"half", lambda: os._exit(9)))
        os.waitpid(pid, 0)

    killed_run(target)
    killed_run(other)
    (tmp_path / ".out.csv.mine.tmp").write_bytes(b"the user's own")
    assert len(names(tmp_path)) == 3
    seen: list[list[str]] = []

    def second_run() -> None:
        # The first run is alive: its file is left alone.
        assert write_whole(target, writing(b"second")) == []
        seen.append(names(tmp_path))

    assert write_whole(target, writing(b"first", second_run)) == []
    assert target.read_bytes() == b"first"
    assert len(seen[0]) == 4  # the second's output, the first's file and the two of others
    left = names(tmp_path)
    assert [name for name in left if not name.endswith(UNFINISHED)] == ["out.csv"]
    assert len(left) == 3
    write_whole(other, writing(b"x"))
    assert names(tmp_path) == [".out.csv.mine.tmp", "out.csv", "out.csv.csv"]


@posix
def test_a_file_that_is_cleared_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, locked = tmp_path / "out.csv", atomic.try_lock

    def cleared_first(handle: int) -> bool | None:
        monkeypatch.setattr(atomic, "try_lock", locked)
        atomic.delete_abandoned(target)
        return locked(handle)

    monkeypatch.setattr(atomic, "try_lock", cleared_first)
    assert write_whole(target, writing(b"x")) == []
    assert (names(tmp_path), target.read_bytes()) == (["out.csv"], b"x")


def test_names_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    for name in ("x" * 251 + ".csv", "é" * 125 + ".csv", "🚀" * 62 + ".csv"):
        target = tmp_path / name
        assert target_problems(target, (), force=False) == []
        assert replace_file(target, b"x") == []
        assert target.read_bytes() == b"x"
    (problem,) = target_problems(tmp_path / ("x" * 252 + ".csv"), (), force=False)
    assert problem.exit_code == 4
    assert "too long. Choose a shorter name." in problem.message


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    folder, link = tmp_path / "there", tmp_path / "link.csv"
    folder.mkdir()
    link.symlink_to(folder / "real.csv")
    # A link to nothing is no output that is there.
    assert target_problems(link, (), force=False) == []
    assert replace_file(link, b"new", force=False) == []
    assert (folder / "real.csv").read_bytes() == b"new"
    assert [one.code for one in target_problems(link, (), force=False)] == ["bad-output"]
    assert replace_file(link, b"newer") == []
    assert link.is_symlink()
    assert (folder / "real.csv").read_bytes() == b"newer"
    assert (names(tmp_path), names(folder)) == (["link.csv", "there"], ["real.csv"])
    # An input is not replaced by another name.
    assert [one.code for one in target_problems(link, [folder / "real.csv"], force=True)] == [
        "bad-output"
    ]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk of its folder, "),
        (errno.EFBIG, "The disk of its folder, "),
        (errno.EACCES, "If it is open in Excel, close it."),
        (errno.EROFS, "Its disk is read-only"),
        (errno.EIO, "Choose another name or folder."),
    ],
)
def test_the_advice_fits_the_error(number: int, said: str, tmp_path: Path) -> None:
    def fail(_: BinaryIO) -> list[Problem]:
        # As polars tells it: the number is in the text.
        raise ValueError(f"{os.strerror(number)} (os error {number})")

    (problem,) = make_file(tmp_path / "out.csv", fail)
    assert problem.exit_code == 4
    assert os.strerror(number) in problem.message
    assert said in problem.message
    assert names(tmp_path) == []
