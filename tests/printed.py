"""Workbooks as they are printed: LibreOffice makes pages of them, and poppler reads those."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.workbooks import MAY_SKIP, SOFFICE, Package, all_recalculated

PDFTOTEXT = shutil.which("pdftotext")
needs_printing = pytest.mark.skipif(
    MAY_SKIP and (SOFFICE is None or PDFTOTEXT is None),
    reason="LibreOffice (soffice) or poppler (pdftotext) is not installed",
)
FOOTER = re.compile(
    r"^\s*(?P<file>\S+)\s+(?P<sheet>\S+(?: \S+)*)\s+Page (?P<page>\d+) of (?P<pages>\d+)$"
)
# What a spreadsheet shows in place of a number that has no room, or of a result that there is not.
CLIPPED = re.compile(r"#{2,}")
ERRORS = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d+")


@dataclass(frozen=True)
class Printed:
    """A page: the sheet that its footer names, its number and that of all, and its lines."""

    sheet: str
    number: int
    of: int
    lines: Sequence[str]


def printed(paths: Sequence[Path]) -> list[list[Printed]]:
    """The pages of each workbook, recalculated."""
    return [_pages(path) for path in all_recalculated(paths, "pdf")]


def _pages(path: Path) -> list[Printed]:
    assert PDFTOTEXT is not None, "poppler (pdftotext) is not installed"
    command = [PDFTOTEXT, "-layout", str(path), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return [_page(text) for text in found.stdout.split("\f")[:-1]]


def _page(text: str) -> Printed:
    *lines, last = [line for line in text.splitlines() if line.strip()]
    footer = FOOTER.match(last)
    assert footer is not None, f"no page number: {last!r}"
    return Printed(footer["sheet"], int(footer["page"]), int(footer["pages"]), lines)


def wholly(source: Path, target: Path) -> Path:
    """``source`` at ``target`` without print areas and widths in pages: every column is printed."""
    package = Package.at(source)
    area = re.compile(
        rb'<definedName name="_xlnm\.Print_Area".*?</definedName>|<pageSetUpPr fitToPage="1"/>'
    )
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in package.parts.items():
            archive.writestr(name, area.sub(b"", content))
    return target
