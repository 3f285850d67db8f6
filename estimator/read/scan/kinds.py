"""Which scan a workbook goes through, told from its content."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.scan import ods, xlsx
from estimator.read.scan.findings import Scan, UnreadableError
from estimator.read.scan.package import Package, plain


def kind(path: Path) -> str:
    """The ending that the native reader knows the workbook at ``path`` by."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {plain(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "xlsx"
    # An .ods always begins with its type, and no other kind has that part.
    return "ods" if "mimetype" in names else "xlsx"


def scan(path: Path, limits: Limits) -> Scan:
    """What there is to know of the workbook at ``path`` before it is read.

    Raises:
        UnreadableError: it is damaged, hostile, of another kind or beyond ``limits``.
    """
    try:
        package = Package(path, limits)
        found = _scan(package, kind(path), limits)
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError) as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except (UnicodeError, KeyError, OSError) as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableError("its parts are encrypted; save it without a password") from error
    # The native reader knows no UTF-16: those parts are to be mended, with or without cuts.
    return replace(found, cuts={**dict.fromkeys(package.recoded, ()), **found.cuts})


def _scan(package: Package, ending: str, limits: Limits) -> Scan:
    if ending == "ods" and ods.fits(package):
        return ods.scan(package, limits)
    if any(name.rpartition("/")[2] == "workbook.xml" for name in package.names):
        return xlsx.scan(package, limits)
    raise UnreadableError("it is a packed file, but no workbook; save it as .xlsx")
