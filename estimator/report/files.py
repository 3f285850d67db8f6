"""Output files: what may be one, and the sentence if it cannot be written."""

import errno
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from estimator.model.disk import FULL, TemporaryFilesError, error_reason, is_there, system_errno
from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, join_phrase, printable, quote_text
from estimator.report.atomic import write_whole

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
    if is_there(path) and path.is_dir():
        said = f"{quote_path(path)} is a folder. Choose another name."
    else:
        said = _why_unusable(path, list(inputs), force=force, endings=endings)
    if said:
        return [Problem("bad-output", wording=said)]
    if not is_there(path.parent):
        return [
            Problem(
                "unwritable-output",
                wording=f"The folder {quote_path(path.parent)} does not exist.",
            )
        ]
    try:
        path.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        return [explain_failure(path, error)]
    return []


def _why_unusable(path: Path, inputs: Sequence[Path], *, force: bool, endings: Endings) -> str:
    if path.suffix.lower() not in endings:
        said = f"{quote_text(path.name)} must end in {join_phrase(endings, 'or')}."
        return said + did_you_mean(path.suffix, endings)
    if _is_input_file(path, inputs):
        return f"{quote_path(path)} is an input, which is never replaced. Choose another name."
    if path.suffix.lower() == XLSX and _is_input_file(rows_file(path), inputs):
        rows = quote_path(rows_file(path))
        return f"{rows} is an input, and the rows may have to go there. Choose another name."
    if not is_there(path):
        return ""
    if not path.is_file():
        return f"{quote_path(path)} is no file that can be replaced. Choose another name."
    return "" if force else _exists_sentence(path)


def _exists_sentence(path: Path, when: str = "") -> str:
    name = quote_path(path)
    return f"{name} already exists{when}. Add --force to replace it, or choose another name."


# In characters; no system has longer paths.
LONGEST_PATH = 32_767


def quote_path(path: Path) -> str:
    """``path`` in double quotes, safe to print and never cut."""
    return f'"{printable(str(path), LONGEST_PATH)}"'


def rows_file(workbook: Path) -> Path:
    """The file for the rows of ``workbook`` if a worksheet cannot hold them."""
    return workbook.with_name(f"{workbook.stem}-rows.parquet")


def _is_input_file(path: Path, inputs: Iterable[Path]) -> bool:
    return is_there(path) and any(path.samefile(source) for source in inputs)


def replace_file(path: Path, content: bytes, *, force: bool = True) -> list[Problem]:
    """Writes ``content`` to ``path``; on failure an earlier file is unchanged."""
    return make_file(path, bytes_writer(content), force=force)


def make_file(path: Path, fill: StreamWriter, *, force: bool = True) -> list[Problem]:
    """Writes the output of ``fill`` to ``path``; on failure an earlier file is unchanged.

    Without ``force``, a file that another run has written meanwhile is not replaced.
    """
    try:
        return write_whole(path, fill, force=force)
    except FileExistsError:
        return [Problem("bad-output", wording=_exists_sentence(path, " by now"))]
    except Exception as error:
        if not system_errno(error):
            raise
        return [explain_failure(path, error)]


def explain_failure(path: Path, error: BaseException) -> Problem:
    """The problem that ``path`` cannot be written because of a system ``error``."""
    number = system_errno(error)
    said = f"{quote_path(path)} cannot be written: {error_reason(error)}."
    if isinstance(error, TemporaryFilesError):
        advice = ""
    elif number in FULL:
        folder = quote_path(path.absolute().parent)
        advice = f" The disk of its folder, {folder}, is full; free some space, or use another."
    else:
        advice = FAILURE_ADVICE.get(number, " Choose another name or folder.")
    return Problem("unwritable-output", wording=said + advice)


CLOSE_IT = " If it is open in Excel, close it. Otherwise choose a folder that you may write to."
FAILURE_ADVICE = {
    errno.ENAMETOOLONG: " Choose a shorter name.",
    errno.EROFS: " Its disk is read-only; choose another folder.",
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY), CLOSE_IT),
}


def bytes_writer(content: bytes) -> StreamWriter:
    """A writer of ``content``."""

    def write_content(stream: BinaryIO) -> list[Problem]:
        stream.write(content)
        return []

    return write_content
