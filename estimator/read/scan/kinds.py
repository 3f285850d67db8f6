"""Which scan a workbook goes through, told from its content."""

import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.kinds import BARE, CONTAINED
from estimator.read.scan import xls, xlsb, xlsx
from estimator.read.scan.findings import Scan, UnreadableError
from estimator.read.scan.package import Package


def scan(path: Path, limits: Limits) -> Scan:
    """What there is to know of the workbook at ``path`` before it is read.

    Raises:
        UnreadableError: it is damaged, hostile, of another kind or beyond ``limits``.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        if start == CONTAINED:
            return xls.scan(path, limits)
        if start in BARE:
            raise UnreadableError(xls.TOO_OLD)
        return _packed(stream, limits)


def _packed(stream: IO[bytes], limits: Limits) -> Scan:
    try:
        package = Package(stream, limits)
        if "xl/workbook.xml" in package.names:
            return xlsx.scan(package, limits)
        if "xl/workbook.bin" in package.names:
            return xlsb.scan(package, limits)
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, KeyError, OSError) as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableError("its parts are encrypted; save it without a password") from error
    raise UnreadableError("it is a packed file, but no workbook; save it as .xlsx")
