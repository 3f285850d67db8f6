"""Excel workbooks: scanned here, read by the native reader in a process of its own."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import polars as pl

from estimator.model.limits import LIMITS, Limits
from estimator.model.problem import Problem
from estimator.model.table import Book, Sheet
from estimator.model.words import quote
from estimator.read.package import Faults, Package, PackageError

Answer = tuple[Book | None, list[Problem]]


def read(file: str, content: bytes, digest: str, limits: Limits = LIMITS) -> Answer:
    """The book in ``content``, chart sheets left out; or the problem why it is not read."""
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(content)), limits)
        faults = {name: package.faults(part) for name, part in package.sheet_parts().items()}
        ours = package.ours()
    except PackageError as error:
        return None, [_unreadable(file, str(error))]
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, KeyError, OSError) as error:
        return None, [_unreadable(file, f"it is damaged ({error}); save it again as .xlsx")]
    except (NotImplementedError, RuntimeError):
        return None, [_unreadable(file, "its parts are encrypted; save it without a password")]
    sheets, reason = _sheets(content, faults, limits)
    if sheets is None:
        return None, [_unreadable(file, reason)]
    return Book(file, sheets, digest, ours=ours), []


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("unreadable-file", says=f"{quote(file)} cannot be read as a workbook: {reason}.")


def _sheets(
    content: bytes, faults: dict[str, Faults], limits: Limits
) -> tuple[tuple[Sheet, ...] | None, str]:
    """The sheets as the child process reads them, or the reason why it did not."""
    with TemporaryDirectory(prefix="estimator-") as name:
        folder = Path(name)
        (folder / "book.xlsx").write_bytes(content)
        job = {
            "sheets": {
                sheet: [(row, column, text) for (row, column), text in found.items()]
                for sheet, found in faults.items()
            },
            "memory_bytes": limits.memory_bytes,
            "seconds": limits.seconds,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        reason = _run(folder, limits)
        return (None, reason) if reason else (_loaded(folder), "")


def _run(folder: Path, limits: Limits) -> str:
    """Runs the child process on ``folder``; why it failed, empty where it did not."""
    command = [sys.executable, "-m", "estimator.read.child", str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command, check=False, capture_output=True, timeout=limits.seconds
        )
    except subprocess.TimeoutExpired:
        return f"reading it takes longer than {limits.seconds} seconds"
    if ended.returncode == 0:
        return ""
    told = ended.stderr.decode("utf-8", "replace")
    if "memory allocation" in told or "MemoryError" in told:
        return f"it needs more memory than {limits.memory_bytes:,} bytes; save its table alone"
    return "it is damaged or of a kind that is not read; save it again as .xlsx"


def _loaded(folder: Path) -> tuple[Sheet, ...]:
    sheets = []
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    for number, one in enumerate(answer):
        both = pl.read_ipc(io.BytesIO((folder / f"{number}.arrow").read_bytes()))
        texts = both.select([name for name in both.columns if not name.startswith("k")])
        kinds = both.select(pl.exclude(texts.columns))
        kinds = kinds.rename({name: name.removeprefix("k") for name in kinds.columns})
        sheets.append(Sheet(one["name"], texts, kinds, one["hidden"]))
    return tuple(sheets)
