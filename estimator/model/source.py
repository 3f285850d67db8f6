"""Where a table stands: its file and sheet, and how its cells are called."""

from dataclasses import dataclass

from estimator.model import address


@dataclass(frozen=True)
class Source:
    """One table among the inputs.

    Attributes:
        file: as people tell it from the other inputs.
        header_row: the row of the headings, the lower one where they take two; 0 if not known.
        sha256: of the file.
        named: whether addresses name the file too, as they must where there are several.
    """

    file: str
    sheet: str = ""
    header_row: int = 0
    sha256: str = ""
    named: bool = False

    def place(self, row: int, position: int = 0) -> str:
        """The address of the cell in the 1-based column ``position``; 0 for the row's first."""
        return f"{self.name}!{address.letters(position or 1)}{row}"

    @property
    def name(self) -> str:
        """The sheet as addresses begin with it: ``Plan``, or ``'[ops.xlsx]Plan'`` among several."""
        return address.quoted(f"[{self.file}]{self.sheet}" if self.named else self.sheet)


# In a frame of several tables' rows: the position of a row's table, and the row's number where the
# user's own headings stand beside it, which never begin with a blank.
TABLE, ROW = " table", " row"

# A row of a table, by its number on the sheet.
Row = tuple[Source, int]
