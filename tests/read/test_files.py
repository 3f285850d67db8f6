"""A file is read as often as it takes, and never unlike before."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from estimator.model.options import Limits
from estimator.model.schema import workloads_schema
from estimator.read import encoding
from estimator.read.book import read_book
from estimator.read.csv import parse_delimited
from estimator.read.files import StoredFile

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
    stored = StoredFile(pipe(tmp_path, CONTENT), 1_000)
    copy = stored.path
    assert [b"".join(stored.read_chunks()) for _ in range(2)] == [CONTENT, CONTENT]
    del stored
    assert not copy.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_copied_no_further_than_the_limit(tmp_path: Path) -> None:
    read, problems = read_book(
        pipe(tmp_path, b"a" * 10**7), workloads_schema(), limits=Limits(file_bytes=10)
    )
    assert read is None
    assert ["more than 10 bytes" in problem.message for problem in problems] == [True]


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
