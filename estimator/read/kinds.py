"""What a file is, told by how it begins: a workbook, or something saved under its name."""

from codecs import BOM_UTF8

# .xlsx, .xlsb and .ods are packed folders.
PACKED = b"PK\x03\x04"
# .xls lies in a container, as all of Office's old kinds of files do.
CONTAINED = b"\xd0\xcf\x11\xe0"
# Excel 2, 3 and 4 wrote their records without one.
BARE = (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0")

RESAVE = "open it in Excel and save it as .xlsx"
PICTURE = "a picture; ask for the spreadsheet that it shows"
WEB_PAGE = f"a web page under a spreadsheet's name; {RESAVE}"
JSON = "a JSON document; save it as CSV"
BEGINNINGS = (
    (b"%pdf", "a PDF document; ask for the spreadsheet that it was made from"),
    (b"{\\rtf", "a text document; copy its table into a spreadsheet"),
    (b"<!doctype html", WEB_PAGE),
    (b"<html", WEB_PAGE),
    (b"<table", WEB_PAGE),
    (b"<?xml", f"an XML document; {RESAVE}"),
    (b"id;p", f"a SYLK file; {RESAVE}"),
    (b"\x89png", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"{", JSON),
    (b"[", JSON),
)


def is_workbook(content: bytes) -> bool:
    """Whether ``content`` is to be read as a workbook, be it damaged or of a kind too old."""
    return content.startswith((PACKED, CONTAINED, *BARE))


def foreign(content: bytes) -> str:
    """What ``content`` is and how to mend that; empty where it may be a spreadsheet."""
    start = content[:256].removeprefix(BOM_UTF8).lstrip().lower()
    return next((said for beginning, said in BEGINNINGS if start.startswith(beginning)), "")
