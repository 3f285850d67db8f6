"""What is saved under a spreadsheet's name and is none: told by how it begins."""

from codecs import BOM_UTF8

RESAVE = "open it in Excel and save it as .xlsx"
PICTURE = "a picture; ask for the spreadsheet that it shows"
WEB_PAGE = f"a web page under a spreadsheet's name; {RESAVE}"
JSON = "a JSON document; save it as CSV"
OLD = "an old-style or password-protected workbook; save it as .xlsx without a password"
BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", OLD),
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
    (b"par1", "a Parquet file; save it as CSV"),
    (b"{", JSON),
    (b"[", JSON),
)


def foreign(content: bytes) -> str:
    """What ``content`` is and how to mend that; empty where it may be a spreadsheet."""
    start = content[:256].removeprefix(BOM_UTF8).lstrip().lower()
    return next((said for beginning, said in BEGINNINGS if start.startswith(beginning)), "")
