"""Spreadsheet addresses: columns as letters, sheets as people name them."""

import re
from functools import cache


# Asked for six thousand times by the sheets of ten workloads.
@cache
def column_letters(column: int) -> str:
    """The letters of the 1-based ``column``: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def column_number(letters: str) -> int:
    """The 1-based column of ``letters``, capital ones: A is 1, AB is 28."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def quoted_sheet(sheet: str) -> str:
    """``sheet`` as written in an address: in quotes where Excel needs them."""
    if re.fullmatch(r"[^\W\d]\w*", sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
