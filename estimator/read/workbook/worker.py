"""The process that reads a workbook, apart from ours, which outlives what the reader does to it.

    python -m estimator.read.workbook.worker

Its parent gives it a folder. In: ``book`` (the workbook's bytes) and ``job.json`` (the limits).
Out: ``answer.json``, and of each sheet its blocks, ``<sheet>.<block>.arrow``. Where the workbook is
refused, the answer says why and nothing else.
"""

import json

# Of the other kinds, only the one that it is of is imported: it is waited for.
# ruff: noqa: PLC0415
import math
import zipfile
import zlib
from importlib import import_module
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as ET

from msgspec.structs import asdict

from estimator.model.child_process import await_folder, child_of, confine_process
from estimator.model.disk import TemporaryFilesError, temporary_writes
from estimator.model.limits import Limits
from estimator.read.workbook.findings import UnreadableError, WorkbookScan, within_together
from estimator.read.workbook.package import BARE, CONTAINED, Package


def main(folder: Path) -> None:
    """Reads every sheet of the workbook in ``folder``, if it is fit."""
    limits = Limits(**json.loads((folder / "job.json").read_text(encoding="utf-8")))
    confine_process(limits)
    with child_of(folder):
        try:
            answer = _make_answer(scan_workbook(folder / "book", limits))
        except UnreadableError as error:
            answer = {"refused": str(error)}
        with temporary_writes(folder):
            (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _make_answer(scanned: WorkbookScan) -> dict[str, Any]:
    sheets = []
    for name, found in scanned.sheets.items():
        more = asdict(found)
        del more["reach"]
        sheets.append({"name": name, **more})
    facts: dict[str, Any] = {
        "ours": scanned.ours,
        "macros": scanned.macros,
        "links": scanned.links,
        "saved_by": scanned.saved_by,
        "saved_at": scanned.saved_at,
        "formats": [[asdict(section) for section in one] for one in scanned.formats],
    }
    return {**facts, "sheets": sheets}


# What the libraries raise over a damaged package.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    UnicodeError,
    KeyError,
    OSError,
)


def scan_workbook(path: Path, limits: Limits) -> WorkbookScan:
    """Reads the workbook at ``path`` and spills its cells beside it.

    Raises:
        UnreadableError: it is damaged, hostile, of another kind or beyond ``limits``.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        if start in (CONTAINED, *BARE):
            found = _scan_container(start + stream.read(), limits, path.parent)
        else:
            found = _scan_package(stream, limits, path.parent)
    within_together(sum(math.prod(sheet.reach) for sheet in found.sheets.values()), limits)
    return found


def _scan_container(content: bytes, limits: Limits, folder: Path) -> WorkbookScan:
    from estimator.read.workbook import xls

    if content.startswith(BARE):
        raise UnreadableError(xls.TOO_OLD)
    return xls.scan_xls(content, limits, folder)


def _scan_package(stream: IO[bytes], limits: Limits, folder: Path) -> WorkbookScan:
    try:
        package = Package(stream, limits)
        found = _scan_parts(package, limits, folder)
        package.measure_parts()
    except TemporaryFilesError:
        raise
    except DAMAGES as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except NotImplementedError as error:
        raise UnreadableError("its parts are packed in a way that is not read") from error
    return found


def _scan_parts(package: Package, limits: Limits, folder: Path) -> WorkbookScan:
    # An .ods always begins with its type, and no other kind has that part.
    if "mimetype" in package:
        from estimator.read.workbook import ods

        if ods.is_spreadsheet(package):
            return ods.scan_ods(package, limits, folder)
    if "xl/workbook.bin" in package:
        from estimator.read.workbook import xlsb

        return xlsb.scan_xlsb(package, limits, folder)
    if any(name.rpartition("/")[2] == "workbook.xml" for name in package.names):
        from estimator.read.workbook import xlsx

        return xlsx.scan_xlsx(package, limits, folder)
    raise UnreadableError("it is a packed file, but no workbook; save it as .xlsx")


if __name__ == "__main__":
    # Of the kind that most workbooks are of, while the parent imports its own modules.
    import_module("estimator.read.workbook.xlsx")
    main(await_folder())
