"""Atomic output files: written next to the target, flushed, then renamed over it."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, join_phrase, quote_text

Endings = tuple[str, ...]
# Writes an output to a seekable stream; if it returns problems, the output is discarded.
StreamWriter = Callable[[BinaryIO], list[Problem]]

XLSX = ".xlsx"
OUTPUT_ENDINGS: Endings = (".xlsx", ".csv", ".parquet", ".json")
MARKED_ENDINGS: Endings = (".xlsx",)
MAPPING_ENDINGS: Endings = (".toml",)


def target_problems(
    path: Path, inputs: Iterable[Path], *, force: bool, endings: Endings = OUTPUT_ENDINGS
) -> list[Problem]:
    """The reasons why ``path`` cannot be the output of a run on ``inputs``."""
    if said := _why_unusable(path, list(inputs), force=force, endings=endings):
        return [Problem("bad-output", wording=said)]
    if not path.parent.is_dir():
        return [
            Problem(
                "unwritable-output",
                wording=f"The folder {quote_text(str(path.parent))} does not exist.",
            )
        ]
    return []


def _why_unusable(path: Path, inputs: Sequence[Path], *, force: bool, endings: Endings) -> str:
    if path.suffix.lower() not in endings:
        said = f"{quote_text(path.name)} must end in {join_phrase(endings, 'or')}."
        return said + did_you_mean(path.suffix, endings)
    if _is_input_file(path, inputs):
        return f"{quote_text(str(path))} is an input, which is never replaced. Choose another name."
    if path.suffix.lower() == XLSX and _is_input_file(rows_file(path), inputs):
        rows = quote_text(str(rows_file(path)))
        return f"{rows} is an input, and the rows may have to go there. Choose another name."
    if path.is_dir():
        return f"{quote_text(str(path))} is a folder."
    if path.exists() and not force:
        return (
            f"{quote_text(str(path))} already exists. Add --force to replace it, or "
            "choose another name."
        )
    return ""


def rows_file(workbook: Path) -> Path:
    """The file for the rows of ``workbook`` if a worksheet cannot hold them."""
    return workbook.with_name(f"{workbook.stem}-rows.parquet")


def _is_input_file(path: Path, inputs: Iterable[Path]) -> bool:
    return path.exists() and any(path.samefile(source) for source in inputs)


def replace_file(path: Path, content: bytes) -> list[Problem]:
    """Writes ``content`` to ``path``; on failure an earlier file is unchanged."""
    return make_file(path, bytes_writer(content))


def make_file(path: Path, fill: StreamWriter) -> list[Problem]:
    """Writes the output of ``fill`` to ``path``; on failure an earlier file is unchanged."""
    try:
        return _make_atomically(path, fill)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = (
            f"{quote_text(str(path))} cannot be written: {reason}. If it is open in "
            "Excel, close it."
        )
        return [Problem("unwritable-output", wording=said)]


def bytes_writer(content: bytes) -> StreamWriter:
    """A writer of ``content``."""

    def write_content(stream: BinaryIO) -> list[Problem]:
        stream.write(content)
        return []

    return write_content


def _make_atomically(path: Path, fill: StreamWriter) -> list[Problem]:
    # The name is known before the file exists, so that it can be removed at any moment.
    name = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(name, flags, 0o600)
        with os.fdopen(handle, "wb") as stream:
            problems = fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if not problems:
            os.chmod(name, _file_permissions(path))  # noqa: PTH101 - the temporary file was private to its owner
            os.replace(name, path)  # noqa: PTH105 - in line with the other calls of os
    finally:
        # After success there is no file of this name.
        with contextlib.suppress(OSError):
            name.unlink()
    return problems


def _file_permissions(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
