"""Hostile and broken files, each made by a function that is named for what it is.

What is small on disk and huge when read, what lies about itself, what is of another kind than its
name says. ``FILES`` has them all by name; ``make`` writes one.
"""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests import binaries

Maker = Callable[[], bytes]
FILES: dict[str, Maker] = {}

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
HEADINGS = (
    "Workload ID",
    "Model",
    "Training tokens",
    "Monthly input tokens",
    "Monthly output tokens",
)
GOOD = ("W-1", "gpt-4o", "1000000", "1000000", "1000000")
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def named(name: str) -> Callable[[Maker], Maker]:
    """Enters a maker under its own name with the ending in ``name``, or under ``name`` itself."""

    def enter(maker: Maker) -> Maker:
        FILES[maker.__name__ + name if name.startswith(".") else name] = maker
        return maker

    return enter


def make(name: str, folder: Path) -> Path:
    """Writes the file ``name`` of ``FILES`` into ``folder``."""
    path = folder / name
    path.write_bytes(FILES[name]())
    return path


# Packages


def packed(
    parts: Mapping[str, bytes | Iterable[bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip file of ``parts``; of one that is too large to be held, the pieces."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=9) as archive:
        for name, part in parts.items():
            with archive.open(name, "w") as stream:
                for piece in [part] if isinstance(part, bytes) else part:
                    stream.write(piece)
    return buffer.getvalue()


def parts(rows: str = "", *, before: str = "", after: str = "") -> dict[str, bytes]:
    """The parts of a workbook with ``rows`` on its sheet, between ``before`` and ``after``."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": (
            f'{DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
            f' ContentType="{types}.sheet.main+xml"/><Override PartName="/{SHEET}"'
            f' ContentType="{types}.worksheet+xml"/></Types>'
        ).encode(),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _workbook("Plan"),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml")),
        SHEET: _sheet(rows, before, after),
    }


def _relations(*several: tuple[str, str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(several, 1)
    )
    return f"{DECLARED}{binaries.RELATIONS}{entries}</Relationships>".encode()


def _workbook(*sheets: str) -> bytes:
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    spaces = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    return f"{DECLARED}<workbook {spaces}><sheets>{entries}</sheets></workbook>".encode()


def _sheet(rows: str, before: str = "", after: str = "") -> bytes:
    data = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'{DECLARED}<worksheet xmlns="{MAIN}">{data}</worksheet>'.encode()


def row(*texts: str) -> str:
    """A row of texts and numbers, without addresses."""
    return f"<row>{''.join(map(_cell, texts))}</row>"


def _cell(text: str) -> str:
    if text.isdecimal():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = row(*HEADINGS) + row(*GOOD)


def workbook(rows: str = TABLE, *, before: str = "", after: str = "") -> bytes:
    """A small workbook; a good one, as it stands."""
    return packed(parts(rows, before=before, after=after))


def _with(name: str, part: bytes | Iterable[bytes]) -> bytes:
    return packed({**parts(TABLE), name: part})


def _blown_up(whole: bytes, at: bytes, piece: bytes, times: int) -> Iterable[bytes]:
    """``whole`` with ``piece``, so many ``times``, in front of ``at``."""
    before, after = whole.split(at)
    yield before
    many = piece * 10_000
    for _ in range(times // 10_000):
        yield many
    yield at + after


# Bombs


@named(".xlsx")
def bomb_of_spaces() -> bytes:
    return _with(SHEET, _blown_up(parts(TABLE)[SHEET], b"</sheetData>", b" " * 100, 800_000))


@named(".xlsx")
def bomb_of_one_gigabyte() -> bytes:
    return _with(SHEET, _blown_up(parts(TABLE)[SHEET], b"</sheetData>", b" " * 100, 10_000_000))


@named(".xlsx")
def bomb_in_a_picture() -> bytes:
    return _with("xl/media/image1.png", _blown_up(b"|", b"|", b"\0" * 100, 800_000))


@named(".xlsx")
def bomb_packed_with_bzip2() -> bytes:
    rows = _blown_up(parts(TABLE)[SHEET], b"</sheetData>", b" " * 100, 1_000_000)
    return packed({**parts(TABLE), SHEET: rows}, zipfile.ZIP_BZIP2)


@named(".xlsx")
def bomb_of_shared_texts() -> bytes:
    texts = f'{DECLARED}<sst xmlns="{MAIN}"></sst>'.encode()
    return _with(TEXTS, _blown_up(texts, b"</sst>", b"<si><t>x</t></si>", 2_000_000))


@named(".xlsx")
def one_text_in_a_great_many_cells() -> bytes:
    texts = f'{DECLARED}<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'.encode()
    rows = _blown_up(parts()[SHEET], b"</sheetData>", b'<row><c t="s"><v>0</v></c></row>', 200_000)
    return packed({**parts(), TEXTS: texts, SHEET: rows})


@named(".xlsx")
def millions_of_rows() -> bytes:
    piece = b"<row><c><v>1</v></c></row>"
    return _with(SHEET, _blown_up(parts(TABLE)[SHEET], b"</sheetData>", piece, 3_000_000))


@named(".xlsx")
def a_million_empty_rows() -> bytes:
    piece = b'<row ht="15"/>'
    return _with(SHEET, _blown_up(parts(TABLE)[SHEET], b"</sheetData>", piece, 1_000_000))


@named(".xlsx")
def text_of_forty_megabytes() -> bytes:
    sheet = parts(TABLE + '<row><c t="inlineStr"><is><t></t></is></c></row>')[SHEET]
    return _with(SHEET, _blown_up(sheet, b"</t></is></c></row></sheetData>", b"x" * 40, 1_000_000))


@named(".xlsx")
def declared_size_far_too_small() -> bytes:
    """A sheet that is whole in the bytes that it declares, with 80 MB more behind them."""
    sheet = parts(TABLE)[SHEET]
    made = bytearray(packed({**parts(TABLE), SHEET: sheet + b" " * 80_000_000}))
    told = struct.pack("<I", zlib.crc32(sheet)), struct.pack("<I", len(sheet))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        local = archive.getinfo(SHEET).header_offset
    central = made.rindex(SHEET.encode()) - 46
    for crc, size in ((local + 14, local + 22), (central + 16, central + 24)):
        made[crc : crc + 4], made[size : size + 4] = told
    return bytes(made)


# Places


@named(".xlsx")
def cell_far_away() -> bytes:
    return workbook(TABLE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@named(".xlsx")
def cell_in_the_last_column_of_many_rows() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 9_000))
    return workbook(TABLE + rows)


@named(".xlsx")
def cells_just_within_the_limit() -> bytes:
    return workbook(TABLE + '<row r="6000"><c r="XFD6000"><v>1</v></c></row>')


@named(".xlsx")
def thirty_sheets_just_within_the_limit() -> bytes:
    far = _sheet('<row r="3000"><c r="XFD3000"><v>1</v></c></row>')
    names = [f"worksheets/sheet{n}.xml" for n in range(1, 31)]
    more = {f"xl/{name}": far for name in names[1:]}
    return packed(
        {
            **parts(TABLE),
            **more,
            "xl/workbook.xml": _workbook(*(f"Plan {n}" for n in range(30))),
            "xl/_rels/workbook.xml.rels": _relations(*(("worksheet", name) for name in names)),
        }
    )


@named(".xlsx")
def thousands_of_sheets() -> bytes:
    names = [f"worksheets/sheet{n}.xml" for n in range(1, 2_001)]
    return packed(
        {
            **parts(TABLE),
            **{f"xl/{name}": _sheet(row("x")) for name in names[1:]},
            "xl/workbook.xml": _workbook(*(f"Plan {n}" for n in range(2_000))),
            "xl/_rels/workbook.xml.rels": _relations(*(("worksheet", name) for name in names)),
        },
        zipfile.ZIP_STORED,
    )


@named(".xlsx")
def reference_with_letters_that_overflow() -> bytes:
    return workbook(TABLE + '<row r="3"><c r="AAAAAAAAA3"><v>1</v></c></row>')


@named(".xlsx")
def reference_with_a_row_that_overflows() -> bytes:
    return workbook(TABLE + '<row><c r="A99999999999999"><v>1</v></c></row>')


@named(".xlsx")
def row_beyond_the_sheet() -> bytes:
    return workbook(TABLE + '<row r="2000000"><c r="A2000000"><v>1</v></c></row>')


@named(".xlsx")
def dimension_far_too_large() -> bytes:
    return workbook(before='<dimension ref="A1:XFD1048576"/>')


@named(".xlsx")
def dimension_too_small() -> bytes:
    return workbook(before='<dimension ref="A1"/>')


@named(".xlsx")
def dimension_of_garbage() -> bytes:
    return workbook(before='<dimension ref="A0:\N{PILE OF POO}"/>')


# XML


LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY l0 'lol'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11))
    + "]>"
)


def _declaring(doctype: str, entity: str, part: str = SHEET) -> bytes:
    sheet = parts(TABLE).get(
        part, f'{DECLARED}<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'.encode()
    )
    text = sheet.decode().replace(DECLARED, DECLARED + doctype)
    return text.replace("<t>W-1<", f"<t>{entity}<").replace("<t>x<", f"<t>{entity}<").encode()


@named(".xlsx")
def billion_laughs() -> bytes:
    return _with(SHEET, _declaring(LAUGHS, "&l10;"))


@named(".xlsx")
def billion_laughs_in_the_shared_texts() -> bytes:
    return _with(TEXTS, _declaring(LAUGHS, "&l10;", TEXTS))


@named(".xlsx")
def billion_laughs_in_the_list_of_sheets() -> bytes:
    book = _workbook("&l10;").decode().replace(DECLARED, DECLARED + LAUGHS)
    return _with("xl/workbook.xml", book.encode())


@named(".xlsx")
def quadratic_blowup() -> bytes:
    doctype = f"<!DOCTYPE x [<!ENTITY e '{'x' * 50_000}'>]>"
    return _with(SHEET, _declaring(doctype, "&e;" * 20_000))


EXTERNAL = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"


@named(".xlsx")
def external_entity() -> bytes:
    return _with(SHEET, _declaring(EXTERNAL, "&e;"))


@named(".xlsx")
def external_entity_in_utf_16() -> bytes:
    text = _declaring(EXTERNAL, "&e;").decode().replace("UTF-8", "UTF-16")
    return _with(SHEET, text.encode("utf-16"))


@named(".xlsx")
def external_entity_in_utf_7() -> bytes:
    text = _declaring(EXTERNAL, "&e;").decode().replace("UTF-8", "UTF-7")
    before, after = text.split("?>", 1)
    return _with(SHEET, f"{before}?>".encode() + after.encode("utf-7"))


@named(".xlsx")
def elements_nested_a_hundred_thousand_deep() -> bytes:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    return workbook(after=deep)


@named(".xlsx")
def list_of_sheets_nested_a_hundred_thousand_deep() -> bytes:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    return _with(
        "xl/workbook.xml", _workbook("Plan").replace(b"</workbook>", deep + b"</workbook>")
    )


@named(".xlsx")
def element_of_a_million_attributes() -> bytes:
    many = " ".join(f"a{n}='1'" for n in range(200_000))
    return workbook(TABLE + f"<row {many}/>")


@named(".xlsx")
def many_small_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, 65_002))
    return workbook(after=f"<mergeCells>{merges}</mergeCells>")


@named(".xlsx")
def many_merges_of_everything() -> bytes:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 65_000
    return workbook(after=f"<mergeCells>{merges}</mergeCells>")


@named(".xlsx")
def many_merges_of_a_wide_sheet() -> bytes:
    wide = '<row><c r="XFD3"><v>1</v></c></row>'
    merges = "".join(f'<mergeCell ref="A1:XFD{n}"/>' for n in range(2, 65_000))
    return workbook(TABLE + wide + "<row/>" * 50, after=f"<mergeCells>{merges}</mergeCells>")


@named(".xlsx")
def many_styles() -> bytes:
    styles = f'{DECLARED}<styleSheet xmlns="{MAIN}"><cellXfs></cellXfs></styleSheet>'.encode()
    pieces = _blown_up(styles, b"</cellXfs>", b'<xf numFmtId="14" applyNumberFormat="1"/>', 500_000)
    return _with("xl/styles.xml", pieces)


@named(".xlsx")
def names_with_control_characters() -> bytes:
    rows = row("Workload ID", "Mo&#13;del", "\u202eModel", "&#9;Training tokens", "_x001B_[31mred")
    sheets = _workbook("Pl&#10;an\u202e_x0007_")
    return packed({**parts(rows + row(*GOOD)), "xl/workbook.xml": sheets})


@named(".xlsx")
def sheet_that_is_an_address_of_the_internet() -> bytes:
    target = "http://example.invalid/sheet1.xml"
    return _with("xl/_rels/workbook.xml.rels", _relations(("worksheet", target)))


@named(".xlsx")
def sheet_outside_of_the_package() -> bytes:
    target = "../../../../../../etc/hostname"
    return _with("xl/_rels/workbook.xml.rels", _relations(("worksheet", target)))


@named(".xlsx")
def list_of_sheets_without_a_sheet() -> bytes:
    return _with("xl/workbook.xml", _workbook())


# Damage


@named(".xlsx")
def part_that_is_there_twice() -> bytes:
    made = packed({**parts(TABLE), "xl/worksheets/sheet2.xml": _sheet(row("other"))})
    return made.replace(b"sheet2.xml", b"sheet1.xml")


@named(".xlsx")
def junk_before_the_package() -> bytes:
    return b"MZ" + b"\0" * 1_000 + workbook()


@named(".xlsx")
def junk_behind_the_package() -> bytes:
    return workbook() + b"PK\x05\x06" + b"\xff" * 1_000


@named("truncated_to_4_bytes.xlsx")
def _truncated_to_4_bytes() -> bytes:
    return workbook()[:4]


@named("truncated_to_500_bytes.xlsx")
def _truncated_to_500_bytes() -> bytes:
    return workbook()[:500]


@named("truncated_by_1_byte.xlsx")
def _truncated_by_1_byte() -> bytes:
    return workbook()[:-1]


@named(".xlsx")
def wrong_checksum() -> bytes:
    made = bytearray(workbook())
    central = made.rindex(SHEET.encode()) - 46
    made[central + 16] ^= 0xFF
    return bytes(made)


@named(".xlsx")
def unknown_way_of_packing() -> bytes:
    made = bytearray(workbook())
    central = made.rindex(SHEET.encode()) - 46
    made[central + 10] = 97
    return bytes(made)


@named(".xlsx")
def more_parts_than_allowed() -> bytes:
    return packed({f"x{n}": b"" for n in range(10_001)}, zipfile.ZIP_STORED)


# Other kinds than the name says


@named(".xls")
def web_page() -> bytes:
    return b"<html><body><table><tr><td>Workload ID</td></tr></table></body></html>"


@named(".xls")
def xml_of_2003() -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>'


@named(".xlsx")
def pdf_document() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


@named(".csv")
def json_document() -> bytes:
    return b'{"Workload ID": ["W-1"]}'


@named(".xlsx")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@named(".csv")
def compressed_text() -> bytes:
    return gzip.compress(b"Workload ID,Model\n", mtime=0)


@named(".xlsx")
def text_document() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


@named(".xlsx")
def plain_text() -> bytes:
    return (",".join(HEADINGS) + "\n" + ",".join(GOOD) + "\n").encode()


@named("workbook.csv")
def _workbook_as_text() -> bytes:
    return workbook()


@named("workbook.xls")
def _workbook_of_another_kind() -> bytes:
    return workbook()


@named("empty.xlsx")
def _empty_workbook() -> bytes:
    return b""


@named("empty.csv")
def _empty_text() -> bytes:
    return b""


def _random(start: bytes, size: int = 5_000) -> bytes:
    return start + random.Random(4).randbytes(size)  # noqa: S311 - the same bytes every time


@named("random.xlsx")
def _random_package() -> bytes:
    return _random(b"PK\x03\x04")


@named("random.xls")
def _random_container() -> bytes:
    return _random(bytes.fromhex("d0cf11e0a1b11ae1"))


@named("random.csv")
def _random_text() -> bytes:
    return _random(b"")


@named("zeros.xls")
def _zeros() -> bytes:
    return b"\0" * 10_000


# Old workbooks, and those of LibreOffice


@named(".xlsx")
def encrypted_workbook() -> bytes:
    return binaries.container({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\0" * 5_000})


@named(".xls")
def sectors_that_go_in_circles() -> bytes:
    made = bytearray(binaries.xls({"Plan": [binaries.label(0, 0, "Workload ID")]}))
    table = binaries.SECTOR
    for sector in range(1, 40):
        struct.pack_into("<I", made, table + 4 * sector, sector)
    return bytes(made)


@named(".xls")
def sheets_within_sheets() -> bytes:
    rows = [binaries.bof(0x20)] * 3_000
    return binaries.xls({"Plan": rows})


@named(".xls")
def thirty_old_sheets_with_a_cell_far_away() -> bytes:
    far = [binaries.number(65_535, 255, 1.0)]
    return binaries.xls({f"Plan {n}": far for n in range(30)})


@named(".xls")
def sheet_that_begins_beyond_the_file() -> bytes:
    made = binaries.xls_stream({"Plan": [binaries.label(0, 0, "Workload ID")]})
    at = made.index(b"Plan") - 8
    return binaries.container({"Workbook": made[:at] + b"\xff\xff\xff\x7f" + made[at + 4 :]})


@named(".xlsb")
def record_that_is_longer_than_the_part() -> bytes:
    return binaries.xlsb({"Plan": [binaries.row(0), (0x06, b"\xff" * 100)]})


def ods(rows: str) -> bytes:
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{one}="{oasis}{one}:1.0"' for one in ("office", "table", "text"))
    content = (
        f"{DECLARED}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Plan">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{oasis}manifest:1.0"/>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


ONE = 'office:value-type="float" office:value="1"'


@named(".ods")
def repeated_rows_and_cells() -> bytes:
    cell = f'<table:table-cell {ONE} table:number-columns-repeated="16384"/>'
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


@named(".ods")
def repeated_rows_that_overflow() -> bytes:
    cell = f"<table:table-cell {ONE}/>"
    many = "99999999999999999999"
    return ods(f'<table:table-row table:number-rows-repeated="{many}">{cell}</table:table-row>')


@named(".ods")
def paragraphs_nested_a_hundred_thousand_deep() -> bytes:
    deep = "<text:span>" * 100_000 + "</text:span>" * 100_000
    cell = (
        f'<table:table-cell office:value-type="string"><text:p>{deep}</text:p></table:table-cell>'
    )
    return ods(f"<table:table-row>{cell}</table:table-row>")


@named(".ods")
def groups_nested_thousands_deep() -> bytes:
    cells = f"<table:table-row><table:table-cell {ONE}/></table:table-row>"
    deep = 20_000
    begin, end = "<table:table-row-group>", "</table:table-row-group>"
    return ods(begin * deep + cells * 1_000 + end * deep)


# Text


def _lines(*rows: Iterable[str]) -> bytes:
    return "".join(",".join(one) + "\n" for one in rows).encode()


@named(".csv")
def hundred_thousand_columns() -> bytes:
    return _lines(*[[f"Column {n}" for n in range(100_000)]] * 3)


@named(".csv")
def wide_rows_that_may_be_headings() -> bytes:
    return _lines(*[[f"Column {n} (x)" for n in range(16_000)]] * 10)


@named(".csv")
def field_of_five_megabytes() -> bytes:
    return _lines(HEADINGS, ["x" * 5_000_000, *GOOD[1:]])


@named(".csv")
def heading_of_five_megabytes() -> bytes:
    return _lines([*HEADINGS, "x (" * 1_700_000], GOOD)


@named(".csv")
def quote_that_is_never_closed() -> bytes:
    return _lines(HEADINGS, ['"W-1', *GOOD[1:]], *[GOOD] * 10_000)


@named(".csv")
def lines_that_end_in_carriage_returns() -> bytes:
    return _lines(HEADINGS, GOOD).replace(b"\n", b"\r")


@named(".csv")
def text_in_utf_16() -> bytes:
    return _lines(HEADINGS, GOOD).decode().replace(",", "\t").encode("utf-16")


@named(".csv")
def text_in_utf_16_cut_off() -> bytes:
    return _lines(HEADINGS, GOOD).decode().encode("utf-16")[:-1]


@named(".csv")
def byte_order_mark_alone() -> bytes:
    return b"\xef\xbb\xbf"


@named(".csv")
def million_blank_lines() -> bytes:
    return _lines(HEADINGS, GOOD) + b"\n" * 1_000_000


@named(".csv")
def million_blank_lines_under_a_wide_one() -> bytes:
    return _lines([*HEADINGS, *[""] * 16_000], GOOD) + b"\n" * 1_000_000


@named(".csv")
def tens_of_thousands_of_bad_rows() -> bytes:
    return _lines(HEADINGS) + b"a\n" * 40_000


@named(".csv")
def twenty_megabytes_of_commas() -> bytes:
    return _lines(HEADINGS) + b"," * 20_000_000


@named(".csv")
def twenty_megabytes_of_one_letter_and_commas() -> bytes:
    return b"a," * 10_000_000


@named(".csv")
def zeros_within_a_text() -> bytes:
    return _lines(HEADINGS, GOOD) + b"\0\0\0"


@named(".csv")
def number_of_a_million_digits() -> bytes:
    return _lines(HEADINGS, [*GOOD[:2], "9" * 30_000, *GOOD[3:]])


@named(".csv")
def number_with_a_huge_exponent() -> bytes:
    return _lines(HEADINGS, [*GOOD[:2], "1e999999999", *GOOD[3:]])


@named("control\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}\nname.csv")
def _name_with_control_characters() -> bytes:
    return _lines(HEADINGS, ["W-1\x1b]0;title\x07", *GOOD[1:]], ["W-2", "\x1b[31mred", *GOOD[2:]])
