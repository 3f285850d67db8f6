"""Bytes to text: by the byte order mark, as UTF-8, or as Windows-1252 with a notice."""

import codecs

from estimator.model.problem import Problem
from estimator.model.words import quote

NO_TEXT = "it holds zero bytes, so it is no text; save it as CSV UTF-8"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text(file: str, content: bytes) -> tuple[str | None, list[Problem]]:
    """The text of ``content``; None, with a problem, where it is none.

    A file without a mark that is not UTF-8 is taken as Windows-1252, what Excel's plain "CSV" is in
    western countries, and one converted line is shown: only a reader can tell whether it is right.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            return None, [
                _unreadable(file, f"it is damaged: {error.reason} at byte {error.start:,}")
            ]
        return _western(file, content, error.start)
    if "\0" in decoded:
        return None, [_unreadable(file, NO_TEXT)]
    return decoded, []


def _western(file: str, content: bytes, position: int) -> tuple[str | None, list[Problem]]:
    line = content[:position].count(b"\n") + 1
    try:
        decoded = content.decode("cp1252")
    except UnicodeDecodeError:
        return None, [_unreadable(file, f"line {line} is not UTF-8 text; save it as CSV UTF-8")]
    if "\0" in decoded:
        return None, [_unreadable(file, NO_TEXT)]
    sample = decoded[max(0, position - 15) : position + 15].strip()
    said = f"{quote(file)} is not UTF-8; read as Windows-1252, line {line} has {quote(sample)}."
    return decoded, [Problem("encoding-assumed", says=said)]


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("unreadable-file", says=f"{quote(file)} cannot be read: {reason}.")
