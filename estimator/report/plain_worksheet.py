"""How XlsxWriter is made to write texts and formulas as they are."""

import re

from xlsxwriter.worksheet import Worksheet


class EmptyText(str):
    """The empty result of a text formula.

    XlsxWriter writes an empty result without a type, which makes it a number without digits. A
    result that does not equal "" is written as text.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


# What a cell cannot hold as it is, or would be read as one of these.
UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escape_stored(text: str) -> str:
    """``text`` as Excel stores it: XlsxWriter escapes only cells, not results and table headers."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet that writes formulas as they are.

    XlsxWriter searches each formula for the names of 29 newer functions, of which we use none:
    that took longer than the rest of the small sheets (``benchmarks``, case start).
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - as XlsxWriter calls it
        return formula.removeprefix("=")
