"""Which scan a workbook goes through, told from its content."""
# Of the kinds, only the one that it is of is imported: it is waited for.
# ruff: noqa: PLC0415

import math
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.kinds import BARE, CONTAINED
from estimator.read.scan.findings import Scan, UnreadableError, within_together
from estimator.read.scan.package import Package

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


def scan(path: Path, limits: Limits) -> Scan:
    """What there is to know of the workbook at ``path``; cells of .xlsx are spilled beside it.

    Raises:
        UnreadableError: it is damaged, hostile, of another kind or beyond ``limits``.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        if start in (CONTAINED, *BARE):
            found = _contained(path, start, limits)
        else:
            found = _packed(stream, limits, path.parent)
    within_together(sum(math.prod(sheet.reach) for sheet in found.sheets.values()), limits)
    return found


def _contained(path: Path, start: bytes, limits: Limits) -> Scan:
    from estimator.read.scan import xls

    if start in BARE:
        raise UnreadableError(xls.TOO_OLD)
    return xls.scan(path, limits)


def _packed(stream: IO[bytes], limits: Limits, folder: Path) -> Scan:
    try:
        package = Package(stream, limits)
        found = _scan(package, limits, folder)
        package.measure()
    except DAMAGES as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except NotImplementedError as error:
        raise UnreadableError("its parts are packed in a way that is not read") from error
    return replace(found, recoded=frozenset(package.recoded))


def _scan(package: Package, limits: Limits, folder: Path) -> Scan:
    # An .ods always begins with its type, and no other kind has that part.
    if "mimetype" in package:
        from estimator.read.scan import ods

        if ods.fits(package):
            return ods.scan(package, limits)
    if "xl/workbook.bin" in package:
        from estimator.read.scan import xlsb

        return xlsb.scan(package, limits)
    if any(name.rpartition("/")[2] == "workbook.xml" for name in package.names):
        from estimator.read.scan import xlsx

        return xlsx.scan(package, limits, folder)
    raise UnreadableError("it is a packed file, but no workbook; save it as .xlsx")
