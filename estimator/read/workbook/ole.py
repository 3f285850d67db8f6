"""The container of .xls files, which old files of Word, and encrypted .xlsx files, lie in too."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import olefile

from estimator.read.workbook.findings import UnreadableError, damaged

PROTECTED = "it is password-protected; save it without a password"
OTHERS = {
    "EncryptedPackage": PROTECTED,
    "WordDocument": "it is a Word document; copy its table into a spreadsheet",
    "PowerPoint Document": "it is a PowerPoint presentation; copy its table into a spreadsheet",
    "__properties_version1.0": "it is an Outlook message; save the spreadsheet that came with it",
}
NO_WORKBOOK = "it is an old kind of Office file, but no workbook; save it as .xlsx"
# The later name first: a file for two generations of Excel has both, and that is the fuller one.
WORKBOOKS = ("Workbook", "Book")
# The least that a container has.
HEADER = 512
MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA")


@dataclass(frozen=True)
class Contained:
    """The stream of records of a workbook, and whether a project of macros lies beside it."""

    stream: bytes
    macros: bool


def contained(path: Path) -> Contained:
    """The workbook in the container at ``path``.

    Raises:
        UnreadableError: it is damaged or hostile, encrypted, or holds no workbook.
    """
    try:
        size = path.stat().st_size
        _measure(path, size)
        with olefile.OleFileIO(str(path)) as container:
            return _workbook(container, size)
    except UnreadableError:
        raise
    except Exception as error:
        # The library checks little, and what it makes of a damaged file may raise anything.
        raise damaged(str(error) or type(error).__name__) from error


def _measure(path: Path, size: int) -> None:
    """Refuses tables that are larger than the file: the library would build them all the same."""
    if size < HEADER:
        raise damaged("it is cut off")
    with path.open("rb") as stream:
        shift, small, tables, minis, more = struct.unpack("<30xHH10xI16xI4xI", stream.read(76))
    if (shift, small) not in {(9, 6), (12, 6)}:
        raise damaged("its sectors have a size that none have")
    if max(tables, minis, more) << shift > size:
        raise damaged("its tables are larger than the file")


def _workbook(container: "olefile.OleFileIO[str]", size: int) -> Contained:
    name = next((one for one in WORKBOOKS if _is_stream(container, one)), None)
    if not container.listdir(storages=True):
        raise damaged("its list of contents is lost")
    if name is None:
        said = (text for other, text in OTHERS.items() if container.exists(other))
        raise UnreadableError(next(said, NO_WORKBOOK))
    # The library trusts both sizes, and fills them from a chain of sectors that may go in circles.
    root: Any = container.root
    if max(container.get_size(name), root.size) > size:
        raise damaged("a part of it is larger than the file")
    _follow(container)
    macros = any(container.exists(one) for one in MACROS)
    return Contained(container.openstream(name).read(), macros)


def _follow(container: "olefile.OleFileIO[str]") -> None:
    """Refuses a chain of sectors that goes in circles: the native reader would follow it on."""
    tables: Any = container
    entries = [one for one in tables.direntries if one is not None and one.size]
    large = [one.isectStart for one in entries if not one.is_minifat or one is tables.root]
    small = [one.isectStart for one in entries if one.is_minifat and one is not tables.root]
    # The list of contents and the table of small sectors are chains of the large table too.
    _ends(tables.fat, [tables.first_dir_sector, tables.first_mini_fat_sector, *large])
    if small:
        tables.loadminifat()
        _ends(tables.minifat, small)


def _ends(table: Sequence[int], starts: Iterable[int]) -> None:
    """Follows each chain of ``table`` to its end, or to a sector that was followed before."""
    followed = bytearray(len(table))
    for number, start in enumerate(starts):
        sector, chain = start, set[int]()
        while 0 <= sector < len(table) and sector not in chain:
            if followed[sector]:
                break
            chain.add(sector)
            sector = table[sector]
        if sector in chain:
            raise damaged(f"its part {number} goes in circles")
        for one in chain:
            followed[one] = 1


def _is_stream(container: "olefile.OleFileIO[str]", name: str) -> bool:
    return container.get_type(name) == olefile.STGTY_STREAM
