"""What the system says of files becomes one kind of error, with advice that fits."""

import errno
import os
from pathlib import Path

import polars as pl
import pytest

from estimator.model.disk import (
    TemporaryFilesError,
    error_reason,
    is_there,
    legible_name,
    system_errno,
    temporary_writes,
)


def test_a_number_of_the_system_is_found_whoever_raised_the_error() -> None:
    full = "parquet: underlying IO error: No space left on device (os error 28)"
    for error, number in (
        (OSError(errno.ENOSPC, "full"), errno.ENOSPC),
        (OSError("No space left on device (os error 28)"), 28),
        (pl.exceptions.ComputeError(full), 28),
        (ValueError("28"), 0),
        (OSError("28"), 0),
    ):
        assert system_errno(error) == number
    assert error_reason(pl.exceptions.ComputeError(full)) == os.strerror(28)
    assert error_reason(OSError("odd")) == "OSError"


def test_errors_of_writing_to_a_temporary_folder_name_it_and_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "estimator-1"
    with pytest.raises(TemporaryFilesError) as told, temporary_writes(folder):
        raise pl.exceptions.ComputeError("(os error 28)")
    said = error_reason(told.value)
    assert all(words in said for words in (str(tmp_path), "is full", "set T"))
    with pytest.raises(TemporaryFilesError, match="cannot be used"), temporary_writes(folder):
        (folder / "gone").write_bytes(b"")
    with pytest.raises(ZeroDivisionError), temporary_writes(folder):
        raise ZeroDivisionError


def test_odd_names_are_answered(tmp_path: Path) -> None:
    assert is_there(tmp_path)
    assert not any(is_there(tmp_path / name) for name in ("none", "x" * 300, "a\0b"))
    assert legible_name(os.fsdecode(b"a\xffb")) in {"a\ufffdb", "aÿb"}
    assert legible_name("Zoë 🚀.csv") == "Zoë 🚀.csv"
