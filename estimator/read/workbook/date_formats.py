"""What the native reader makes of numbers that are shown as days: it is asked with a sheet of them.

Which formats show days, and which day a number is, it knows better than a page of rules would.
"""

import html
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import compress
from typing import cast

from python_calamine import CalamineWorkbook

from estimator.read.cells import Value

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = {
    "_rels/.rels": ("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": ("worksheet", "worksheets/sheet1.xml"),
}
# A number that every format of days shows as one, as another than the number itself.
DAY = "1.5"
# Numbers that are no days, and more hours than Python knows. The reader would die of some of them.
BEYOND = 1e9


class Native:
    """The native reader with the styles of one workbook.

    Args:
        styles: the part with the styles; None where there is none.
        since_1904: whether days are counted from 1904.
    """

    def __init__(self, styles: bytes | None, *, since_1904: bool) -> None:
        self._styles = styles
        self._since_1904 = since_1904
        self._shown: dict[str, type] = {}

    def shows_day(self, style: str | None) -> bool:
        """Whether a cell with ``style`` for its attribute ``s`` shows a number as a day or time."""
        if style is None or self._styles is None:
            return False
        if style not in self._shown:
            self.learn([style])
        return self._shown[style] is not float

    def learn(self, styles: Iterable[str]) -> None:
        """Takes in what several ``styles`` show, for they are asked about one by one."""
        new = sorted(set(styles) - self._shown.keys())
        if new and self._styles is not None:
            values = self.values(new, [DAY] * len(new))
            self._shown |= dict(zip(new, map(type, values), strict=True))

    def values(self, styles: Sequence[str], numbers: Sequence[str]) -> list[Value]:
        """What cells of ``styles`` with ``numbers``, as they are written, are read as.

        Raises:
            OverflowError: one is shown as hours that are too many.
        """
        beyond = [abs(float(number)) >= BEYOND for number in numbers]
        if any(self._shown.get(style) is timedelta for style in compress(styles, beyond)):
            raise OverflowError
        asked = ["0" if far else number for number, far in zip(numbers, beyond, strict=True)]
        rows = "".join(
            f'<row><c s="{html.escape(style)}"><v>{number}</v></c></row>'
            for style, number in zip(styles, asked, strict=True)
        )
        book = CalamineWorkbook.from_filelike(self._asking(rows))
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return [
            float(number) if far else cast("Value", row[0])
            for row, number, far in zip(grid, numbers, beyond, strict=True)
        ]

    def _asking(self, rows: str) -> io.BytesIO:
        """A workbook with the styles and a sheet with ``rows``."""
        since = int(self._since_1904)
        parts = {
            name: f'<Relationships xmlns="{PACKAGES}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
            for name, (kind, target) in RELATIONS.items()
        }
        parts["xl/workbook.xml"] = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{since}"/>'
            '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        parts["xl/worksheets/sheet1.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
            archive.writestr("xl/styles.xml", self._styles or b"")
        made.seek(0)
        return made
