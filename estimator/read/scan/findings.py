"""What a scan of a workbook finds: the cells that the native reader hides, and how they lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The rows and columns that a sheet of Excel has.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

# A cell as (row, column), both from 1.
Place = tuple[int, int]
# A range as (first row, first column, last row, last column), all from 1.
Span = tuple[int, int, int, int]


class UnreadableError(ValueError):
    """A workbook that is not read; its text says why and how to mend it.

    It goes on from "... cannot be read as a workbook: ", and has no full stop.
    """


@dataclass
class Findings:
    """Of one sheet.

    Attributes:
        faults: the cells without a usable value: Excel's word for the error (``#DIV/0!``), or
            ``UNCALCULATED``.
        dates: the days, in ISO form, that the native reader takes for numbers.
        hidden_rows: the rows that are hidden, by hand or by a filter; the filled ones at least.
        merged: the ranges that are merged into one cell.
        linked: cells whose formulas take values from other workbooks.
    """

    faults: dict[Place, str] = field(default_factory=dict)
    dates: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    linked: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Scan:
    """Of one workbook.

    Attributes:
        sheets: the worksheets in the workbook's order, by name; chart and macro sheets left out.
        ours: whether this tool wrote the workbook.
        macros: whether it carries macros.
        links: whether it takes values from other workbooks.
        ending: of file names of its kind, by which the native reader picks how to read it.
    """

    sheets: Mapping[str, Findings]
    ours: bool = False
    macros: bool = False
    links: bool = False
    ending: str = ".xlsx"
