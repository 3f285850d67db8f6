"""The workbook is a package that Excel opens without repair: valid, whole, and nobody's code.

Excel is not at hand in a test. The schemas of its format and what no schema says, checked part by
part, come near it.
"""

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from estimator import outputs, pipeline
from estimator.basis.rate_card import shipped_cards
from estimator.model.options import DEFAULT_CARD, SKIP, Options
from estimator.model.schema import workloads_schema
from tests.workbooks import (
    MAIN,
    SCHEMAS,
    Cell,
    Made,
    Package,
    Record,
    by_center,
    csv_text,
    decoded,
    house,
    made,
    needs_schemas,
    part_name,
    varied,
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
OPC = "http://schemas.openxmlformats.org/package/2006"
SCHEMA_OF = {
    MAIN.strip("{}"): "sml",
    f"{OPC}/content-types": "opc-contentTypes",
    f"{OPC}/relationships": "opc-relationships",
    f"{OFFICE}/extended-properties": "shared-documentPropertiesExtended",
    f"{OFFICE}/custom-properties": "shared-documentPropertiesCustom",
    f"{DRAWING}/main": "dml-main",
    f"{DRAWING}/chart": "dml-chart",
    f"{DRAWING}/spreadsheetDrawing": "dml-spreadsheetDrawing",
}
# The first needs the schemas of Dublin Core; the other, where notes are drawn, is older than XSD.
WITHOUT_SCHEMA = {f"{OPC}/metadata/core-properties", None}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RELATIONSHIPS = f"{{{OPC}/relationships}}"
CONTENT_TYPES = "[Content_Types].xml"
LONGEST_TEXT, LONGEST_FORMULA, LONGEST_SHEET_NAME = 32_767, 8_192, 31
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
# A zip entry of this version or later is zip64, for which Excel offers a repair.
ZIP64 = 45

Faults = Iterator[str]


def _namespace(root: Element) -> str | None:
    return etree.QName(root).namespace


def _xml_parts(package: Package) -> Iterator[tuple[str, Element]]:
    for part in package.parts:
        if part.endswith((".xml", ".rels", ".vml")):
            yield part, package.xml(part)


def _pages(package: Package) -> Iterator[tuple[str, Element]]:
    for sheet, part in package.sheets.items():
        yield sheet, package.xml(part)


def _all_cells(package: Package) -> Iterator[Cell]:
    for sheet in package.sheets:
        yield from package.cells(sheet)


# Which namespaces are extensions, and an attribute in one of them.
EXTENDED = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable",
    "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac}dyDescent",
)


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


def schema_faults(package: Package) -> Faults:
    for part, root in _xml_parts(package):
        name = SCHEMA_OF.get(_namespace(root) or "")
        if name is None and _namespace(root) not in WITHOUT_SCHEMA:
            yield f"{part}: no schema for {root.tag}"
        elif name is not None:
            # Excel writes them: leading blanks need the first, and bars in cells the others. The
            # schema does not know them.
            etree.strip_attributes(root, SPACE, *EXTENDED)
            try:
                _schema(name).assertValid(root)
            except etree.DocumentInvalid as error:
                yield f"{part}: {error}"


def order_faults(package: Package) -> Faults:
    """Rows and cells come once each, in order, and cells in their own row."""
    for sheet, root in _pages(package):
        rows = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
        yield from (f"{sheet}: row {b} after {a}" for a, b in pairwise([0, *rows]) if a >= b)
        for row in root.iter(f"{MAIN}row"):
            places = [coordinate_to_tuple(str(cell.get("r"))) for cell in row]
            yield from (f"{sheet}: {b} after {a}" for a, b in pairwise(places) if a >= b)
            number = int(row.get("r", "0"))
            yield from (f"{sheet}: {at} in row {number}" for at in places if at[0] != number)


def style_faults(package: Package) -> Faults:
    """Every style index has its style, every style its font, fill, border and number format."""
    styles = package.xml("xl/styles.xml")
    sizes = {
        name: len(found)
        for name in ("cellXfs", "dxfs", "fonts", "fills", "borders")
        if (found := styles.find(f"{MAIN}{name}")) is not None
    }
    for sheet, root in _pages(package):
        used = [one.get("s", "0") for tag in ("row", "c") for one in root.iter(MAIN + tag)]
        used += [one.get("style", "0") for one in root.iter(f"{MAIN}col")]
        yield from (f"{sheet}: style {n}" for n in used if int(n) >= sizes["cellXfs"])
        looks = [one.get("dxfId") for one in root.iter(f"{MAIN}cfRule")]
        yield from (f"{sheet}: dxf {n}" for n in looks if n and int(n) >= sizes["dxfs"])
    for style in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        for name in ("font", "fill", "border"):
            if int(style.get(f"{name}Id", "0")) >= sizes[f"{name}s"]:
                yield f"a style with {name} {style.get(f'{name}Id')}"


def value_faults(package: Package) -> Faults:
    """What a cell holds is of the kind that it says it is."""
    for cell in _all_cells(package):
        fits = {
            "n": cell.stored is None or _is_number(cell.stored),
            "s": cell.formula is None and cell.stored is not None,
            "inlineStr": cell.formula is None and cell.stored is None,
            "str": cell.formula is not None,
            "b": cell.stored in {"0", "1"},
        }
        if not fits.get(cell.kind):
            yield f"{cell.sheet}!{cell.address}: {cell.stored!r} in a cell of kind {cell.kind}"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text) is not None


def result_faults(package: Package) -> Faults:
    """Every formula has a stored result; one that is an empty text is an empty ``<v>``."""
    for cell in _all_cells(package):
        if cell.formula is not None and cell.stored is None:
            yield f"{cell.sheet}!{cell.address}: no result"


def shared_formula_faults(package: Package) -> Faults:
    """A formula shared down a column is written out in its first cell, for a range with all."""
    for sheet, root in _pages(package):
        spans: dict[str, tuple[int, ...]] = {}
        for cell in root.iter(f"{MAIN}c"):
            one = cell.find(f"{MAIN}f")
            if one is None or one.get("t", "normal") == "normal":
                continue
            row, column = coordinate_to_tuple(str(cell.get("r")))
            key = one.get("si", "")
            if one.text and one.get("ref"):
                spans[key] = _bounds(str(one.get("ref")))
            left, top, right, bottom = spans.get(key, (0, 0, 0, 0))
            if not (left <= column <= right and top <= row <= bottom):
                yield f"{sheet}!{cell.get('r')}: shared formula {key!r} is not for this cell"


def _bounds(span: str) -> tuple[int, ...]:
    """Left, top, right and bottom of ``span``; 0 on a side where it has none."""
    return tuple(bound or 0 for bound in range_boundaries(span))


def _extent(cells: Iterator[Cell]) -> tuple[int, int, int, int]:
    places = [(cell.column, cell.row) for cell in cells]
    columns, rows = zip(*places, strict=True)
    return min(columns), min(rows), max(columns), max(rows)


def _defined_names(package: Package) -> Iterator[tuple[str, str]]:
    for one in package.xml("xl/workbook.xml").iter(f"{MAIN}definedName"):
        yield str(one.get("name")), one.text or ""


def _parts_of(cell: Cell) -> list[Token]:
    tokens = Tokenizer(f"={cell.formula}").items
    return [token for token in tokens if token.type == Token.OPERAND]


def _workload_heading(package: Package) -> int:
    """The row of the headings of Estimates; 0 where there is no such sheet."""
    title = workloads_schema().columns["workload_id"].title
    cells = package.cells("Estimates") if "Estimates" in package.sheets else ()
    return next((cell.row for cell in cells if cell.value == title), 0)


def _workload_formulas(package: Package) -> Iterator[Cell]:
    """The formula cells of Estimates below its headings."""
    if heading := _workload_heading(package):
        cells = package.cells("Estimates")
        yield from (cell for cell in cells if cell.formula is not None and cell.row > heading)


def formula_faults(package: Package) -> Faults:
    """A workload's formulas refer to its own row, to fixed rows above the headings, and to names.

    Excel takes a file for corrupt in which a formula shared down a column refers to another sheet.
    One that reaches another row of the table breaks when a row is added, deleted or moved.
    """
    names, heading = {name for name, _ in _defined_names(package)}, _workload_heading(package)
    for cell in _workload_formulas(package):
        for token in _parts_of(cell):
            corners = token.value.split(":")
            inside = all(_stays(corner, cell.row, heading) for corner in corners)
            if token.subtype == Token.RANGE and not inside and token.value not in names:
                yield f"{cell.sheet}!{cell.address}: {token.value} in ={cell.formula}"


def _stays(corner: str, row: int, heading: int) -> bool:
    """Whether a ``corner`` of a reference is in ``row``, or fixed in a row above the headings."""
    found = re.fullmatch(r"\$?[A-Z]{1,3}(\$?)([0-9]+)", corner)
    return found is not None and (int(found[2]) < heading if found[1] else int(found[2]) == row)


def column_faults(package: Package) -> Faults:
    """A column has one formula, in every row."""
    formulas: dict[tuple[str, int], set[str]] = {}
    rows: dict[tuple[str, int], set[int]] = {}
    for cell in _workload_formulas(package):
        text = CELL.sub(lambda found: found[1], str(cell.formula))
        formulas.setdefault((cell.sheet, cell.column), set()).add(text)
        rows.setdefault((cell.sheet, cell.column), set()).add(cell.row)
    every = set().union(*rows.values())
    for (sheet, column), texts in formulas.items():
        if len(texts) > 1 or rows[sheet, column] != every:
            found = len(rows[sheet, column])
            yield f"{sheet}, column {column}: {len(texts)} formulas, {found} rows"


def reference_faults(package: Package) -> Faults:
    """What a defined name or a chart refers to is there; a name of ours means filled cells."""
    filled = {(cell.sheet, cell.row, cell.column): cell.value for cell in _all_cells(package)}
    named = list(_defined_names(package))
    named += [
        ("", one.text or "")
        for part, root in _xml_parts(package)
        if _namespace(root) == f"{DRAWING}/chart"
        for one in root.iter(f"{{{DRAWING}/chart}}f")
    ]
    for name, text in named:
        for area in text.split(","):
            sheet, _, span = area.rpartition("!")
            left, top, right, bottom = _bounds(span)
            last = max((row for page, row, _ in filled if page == sheet.strip("'")), default=0)
            if bottom > last and name != SPACIOUS:
                yield f"{name}: {area} is beyond its sheet"
            elif (
                name
                and not name.startswith("_xlnm.")
                and not all(
                    filled.get((sheet, row, column)) is not None or _may_be_blank(name, row, top)
                    for row in range(top, bottom + 1)
                    for column in range(left, right + 1)
                )
            ):
                yield f"{name}: a blank cell in {area}"


# The name of the IDs reaches over the spare rows, for workloads that are added.
SPACIOUS = "workload_ids"


def _may_be_blank(name: str, row: int, top: int) -> bool:
    """Whether a cell of a name may be blank: the spelling of what is blank comes first."""
    return name == SPACIOUS or (name.endswith("_spellings") and row == top)


# What is added below the last workload must be in every sum.
LEAST_SPARE = 1_000


def spare_faults(package: Package) -> Faults:
    """What is summed or looked up begins at the headers and ends below the last row."""
    heading = _workload_heading(package)
    if not heading:
        return
    last = max(cell.row for cell in package.cells("Estimates"))
    named = [(f"name {name}", text) for name, text in _defined_names(package)]
    formulas = [(f"{c.sheet}!{c.address}", c.formula or "") for c in _all_cells(package)]
    for where, text in [*named, *formulas]:
        for found in re.finditer(r"Estimates!\$[A-Z]+\$(\d+):\$[A-Z]+\$(\d+)", text):
            top, bottom = int(found[1]), int(found[2])
            # What prints are the rows themselves; what looks for rows out of reach is below them,
            # and what looks for headers is in their row.
            beyond = where.startswith("name _xlnm.") or top > last + LEAST_SPARE
            if (
                not beyond
                and not (top == bottom == heading)
                and (top != heading or bottom < last + LEAST_SPARE)
            ):
                yield f"{where}: {found[0]}"


def range_faults(package: Package) -> Faults:
    """The dimension of a sheet is where its cells are; a filter stays in it, to its last row."""
    for sheet, root in _pages(package):
        extent = _extent(package.cells(sheet))
        found = root.find(f"{MAIN}dimension")
        said = "" if found is None else str(found.get("ref"))
        if not said or _bounds(said) != extent:
            yield f"{sheet}: dimension {said}, cells in {extent}"
        for one in root.iter(f"{MAIN}autoFilter"):
            bounds = _bounds(str(one.get("ref")))
            if bounds[2] > extent[2] or bounds[3] != extent[3]:
                yield f"{sheet}: filter of {one.get('ref')}"


def _relationships(package: Package) -> Iterator[tuple[str, str, Element]]:
    for part in package.parts:
        folder, name = posixpath.split(part)
        if name.endswith(".rels"):
            source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
            for one in package.xml(part):
                yield source, part_name(posixpath.dirname(source), str(one.get("Target"))), one


def relationship_faults(package: Package) -> Faults:
    """Every relationship leads to a part, every part is led to, and nothing leads outside."""
    reached = {CONTENT_TYPES}
    for source, target, one in _relationships(package):
        if one.get("TargetMode", "Internal") != "Internal":
            yield f"{source}: outside, to {one.get('Target')}"
        elif target not in package.parts:
            yield f"{source}: no {target}"
        reached.add(target)
    parts = {part for part in package.parts if not part.endswith(".rels")}
    yield from (f"{part}: nothing leads to it" for part in parts - reached)
    for part, root in _xml_parts(package):
        known = {one.get("Id") for source, _, one in _relationships(package) if source == part}
        used = {
            str(value)
            for one in root.iter(etree.Element)
            for name, value in one.attrib.items()
            if str(name).startswith(f"{{{OFFICE}/relationships}}")
        }
        yield from (f"{part}: no relationship {name}" for name in used - known)


def content_type_faults(package: Package) -> Faults:
    """Every part has a content type of its own or its ending's, and every type its part."""
    types = package.xml(CONTENT_TYPES)
    endings = {one.get("Extension") for one in types if one.get("Extension")}
    parts = [str(one.get("PartName")).removeprefix("/") for one in types if one.get("PartName")]
    yield from (f"{part}: a type, no part" for part in parts if part not in package.parts)
    yield from (f"{part}: two types" for part in set(parts) if parts.count(part) > 1)
    plain = {"rels", "vml"}
    for part in package.parts.keys() - {CONTENT_TYPES, *parts}:
        ending = part.rpartition(".")[2]
        if ending not in plain & endings:
            yield f"{part}: no content type"


def archive_faults(package: Package) -> Faults:
    """No part is there twice, and none is written in a way that Excel would repair."""
    names = [entry.filename.casefold() for entry in package.entries]
    yield from (f"{name}: there twice" for name in set(names) if names.count(name) > 1)
    for entry in package.entries:
        if entry.extract_version >= ZIP64 or entry.flag_bits & 1:
            yield f"{entry.filename}: zip version {entry.extract_version}"


def table_faults(package: Package) -> Faults:
    """What Excel repairs or drops a table for, and what would keep its formulas from being filled.

    The headings are texts, the names of its columns, each there once; its rows are all below them;
    its filter is the only one of the sheet; and a column's formula is that of its first row.
    """
    filtered = {
        sheet
        for one in package.xml("xl/workbook.xml").iter(f"{MAIN}definedName")
        if one.get("name") == "_xlnm._FilterDatabase"
        for sheet in [list(package.sheets)[int(one.get("localSheetId", "0"))]]
    }
    named = {name.casefold() for name, _ in _defined_names(package)}
    for sheet, page in _pages(package):
        parts = [t for s, t, _ in _relationships(package) if s == package.sheets[sheet]]
        tables = [package.xml(part) for part in parts if posixpath.dirname(part) == "xl/tables"]
        if tables and (page.find(f"{MAIN}autoFilter") is not None or sheet in filtered):
            yield f"{sheet}: a filter beside that of its table"
        cells = {(one.row, one.column): one for one in package.cells(sheet)} if tables else {}
        for table in tables:
            if {str(table.get(one)).casefold() for one in ("name", "displayName")} & named:
                yield f"{sheet}: a table that is called like a range"
            yield from (f"{sheet}: {fault}" for fault in _faults_of_table(table, cells))


def _faults_of_table(table: Element, cells: dict[tuple[int, int], Cell]) -> Faults:
    span, own = str(table.get("ref")), table.find(f"{MAIN}autoFilter")
    left, top, right, bottom = _bounds(span)
    if own is None or own.get("ref") != span:
        yield f"its filter is not that of {span}"
    if bottom != max(row for row, _ in cells) or bottom <= top:
        yield f"{span} is not all of its rows"
    columns = [*table.iter(f"{MAIN}tableColumn")]
    names = [decoded(str(one.get("name"))) for one in columns]
    headings = [cells[top, column] for column in range(left, right + 1)]
    if [one.value for one in headings] != names:
        pairs = zip(names, headings, strict=False)
        wrong = [(name, one.value) for name, one in pairs if one.value != name]
        yield f"headings that are not names of columns: {wrong}"
    if any(one.kind not in {"s", "inlineStr"} or not one.value for one in headings):
        yield "headings that are no texts"
    if len({name.casefold() for name in names}) < len(names):
        yield "two columns of one name"
    for position, one in enumerate(columns, left):
        filled = one.findtext(f"{MAIN}calculatedColumnFormula")
        first = cells[top + 1, position].formula
        if filled != first:
            yield f"{names[position - left]}: filled with ={filled}, first row ={first}"


def forbidden_faults(package: Package) -> Faults:
    """No merged cells, nothing hidden, and no way outside."""
    for part, root in _xml_parts(package):
        for tag in ("mergeCell", "externalReference", "ddeLink", "oleObject"):
            yield from (f"{part}: a {tag}" for _ in root.iter(MAIN + tag))
        for tag in ("row", "col"):
            found = [one for one in root.iter(MAIN + tag) if one.get("hidden", "0") != "0"]
            yield from (f"{part}: a hidden {tag}" for _ in found)
    for sheet in package.xml("xl/workbook.xml").iter(f"{MAIN}sheet"):
        if sheet.get("state", "visible") != "visible":
            yield f"{sheet.get('name')} is hidden"


def limit_faults(package: Package) -> Faults:
    """Nothing is longer than Excel can hold."""
    yield from (f"sheet {name}" for name in package.sheets if len(name) > LONGEST_SHEET_NAME)
    for cell in _all_cells(package):
        text = cell.value if isinstance(cell.value, str) else ""
        if len(text) > LONGEST_TEXT or len(cell.formula or "") > LONGEST_FORMULA:
            yield f"{cell.sheet}!{cell.address} is too long"


Check = Callable[[Package], Faults]
CHECKS: tuple[Check, ...] = (
    order_faults,
    style_faults,
    value_faults,
    result_faults,
    shared_formula_faults,
    formula_faults,
    column_faults,
    reference_faults,
    range_faults,
    relationship_faults,
    content_type_faults,
    archive_faults,
    table_faults,
    spare_faults,
    forbidden_faults,
    limit_faults,
)

# What a user may write: code in other programs, references, links, and what XML cannot hold.
HOSTILE = (
    "=cmd|'/c calc'!A0", '=HYPERLINK("http://x.test")', "http://x.test/a", "mailto:a@b.test",
    "internal:Rates!A1", "external:c:\\x.xlsx", "{=1}", "@x", "+1", "-1", "=1+1", "\x01\x02 bell",
    "tab\tand\nline", "a\rb", "\ufffe\uffff", "\x7f\x9f.", "_x0041_", "_x000D_", "<b>&amp;</b>",
    "]]>", "<!-- x -->", "&#0;", "%s {0} $A$1", "#REF!", "'quoted", '"', "\u202egnp.exe",
    "Zoë 🚀", "default_epochs", "A1", "R1C1", "TRUE", "1e999", "nan",
)  # fmt: skip
TEXTS = ("workload_name", "cost_center", "department", "project", "owner")


def _record(row: int, text: str) -> Record:
    return {
        "workload_id": f"{row} {text}",
        **dict.fromkeys(TEXTS, text),
        "model": "gpt-4o",
        "training_tokens": "1000000",
        "monthly_input_tokens": "1000000",
        "monthly_output_tokens": "1000000",
        "carried": text,
    }


def _records(texts: tuple[str, ...], heading: str) -> list[Record]:
    """A workload for each of ``texts``, one more that is rejected, and a ``heading`` of its own."""
    rejected = {**_record(len(texts), texts[0]), "epochs": texts[0]}
    rows = [*(_record(row, text) for row, text in enumerate(texts)), rejected]
    return [{**row, heading: texts[0]} for row in rows]


def _card_with(folder: Path, text: str, note: str, name: str) -> str:
    """The default card with these words in every text that is anybody's own."""
    card = json.loads(shipped_cards()[DEFAULT_CARD].read_text(encoding="utf-8"))
    card |= dict.fromkeys(("title", "source", "caution"), text)
    for rate in card["rates"]:
        rate |= {"display_name": f"{name} {rate['model']}", "note": note}
    path = folder / f"{'_'.join(re.findall('[a-z0-9]+', name))}.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return str(path)


def _hostile(folder: Path) -> Made:
    options = Options(rate_card=_card_with(folder, HOSTILE[0], HOSTILE[1], "=1+1"), on_error=SKIP)
    return made(folder, _records(HOSTILE, "=2+2"), options, "=1+1 & {x}")


def _harmless(folder: Path) -> Made:
    """The same portfolio without a text that means anything."""
    texts = tuple(f"text {row}" for row in range(len(HOSTILE)))
    options = Options(rate_card=_card_with(folder, texts[0], texts[1], "name"), on_error=SKIP)
    return made(folder, _records(texts, "heading"), options, "harmless")


# Headers like markup, like those of our own columns, and as long as a table can have.
HEADERS = (*HOSTILE, "<r>R & D</r>", "2027-01", "Check: ID", "Model key", "🚀" * 127)


def _headings(folder: Path) -> Made:
    """A portfolio with a column of its own under every header that means something elsewhere."""
    return made(folder, _one_workload(**dict.fromkeys(HEADERS, "x")), name="headings")


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("soundness")
    return {
        "varied": made(folder, varied(), name="varied"),
        "one_row": made(folder, varied(1), name="one_row"),
        "house": made(folder, varied(20), house(folder), "house"),
        "centers": made(folder, *by_center(folder), name="centers"),
        "hostile": _hostile(folder),
        "harmless": _harmless(folder),
        "headings": _headings(folder),
    }


@pytest.fixture(scope="session")
def packages(
    workbooks: dict[str, Made], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Package]:
    blank = tmp_path_factory.mktemp("template") / "blank.xlsx"
    assert outputs.save_template(blank, Options()) == []
    paths = {name: one.path for name, one in workbooks.items()} | {"template": blank}
    return {name: Package.at(path) for name, path in paths.items()}


CASES = ("varied", "one_row", "house", "centers", "hostile", "headings", "template")


@needs_schemas
@pytest.mark.parametrize("case", CASES)
def test_every_part_is_valid_by_the_schemas(packages: dict[str, Package], case: str) -> None:
    assert list(schema_faults(packages[case])) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("case", CASES)
def test_the_package_is_sound(packages: dict[str, Package], case: str, check: Check) -> None:
    assert list(check(packages[case])) == []


Change = Callable[[Element], object]


def _drop(one: Element) -> None:
    parent = one.getparent()
    assert parent is not None
    parent.remove(one)


def _writes(formula: str) -> Change:
    def write(one: Element) -> None:
        one.attrib.clear()
        one.text = formula

    return write


def _add_filter(before: Element, span: str) -> None:
    before.addnext(etree.Element(f"{MAIN}autoFilter", ref=span))


# One fault each: the check that must see it, where, the last of which elements, and what is done.
BOOK, NAMES = "xl/workbook.xml", ".//{*}definedName"
TABLE = "xl/tables/table1.xml"
BREAKS: dict[str, tuple[Check, str, str, Change]] = {
    "row_twice": (order_faults, "Estimates", ".//{*}row", lambda row: row.set("r", "1")),
    "cell_twice": (order_faults, "Estimates", ".//{*}c", lambda cell: cell.set("r", "A7")),
    "no_such_style": (style_faults, "Estimates", ".//{*}c", lambda cell: cell.set("s", "9999")),
    "no_such_font": (
        style_faults, "xl/styles.xml", ".//{*}cellXfs/{*}xf", lambda xf: xf.set("fontId", "9999"),
    ),
    "text_as_number": (
        value_faults, "Estimates", ".//{*}c[@t='str']", lambda cell: cell.attrib.pop("t"),
    ),
    "no_result": (result_faults, "Estimates", ".//{*}c[@t='str']/{*}v", _drop),
    "shared_with_none": (
        shared_formula_faults, "Estimates", ".//{*}f",
        lambda one: one.attrib.update({"t": "shared", "si": "999"}),
    ),
    "other_sheet": (formula_faults, "Estimates", ".//{*}f", _writes("Rates!A1")),
    "other_row": (formula_faults, "Estimates", ".//{*}f", _writes("A1")),
    "other_row_that_is_fixed": (formula_faults, "Estimates", ".//{*}f", _writes("SUM(A$9:B$9)")),
    "unknown_name": (formula_faults, "Estimates", ".//{*}f", _writes("no_such_name")),
    "another_formula": (column_faults, "Estimates", ".//{*}f", _writes("1+1")),
    "no_formula": (column_faults, "Estimates", ".//{*}f", _drop),
    "name_of_nothing": (reference_faults, BOOK, NAMES, _writes("Rates!$A$7000")),
    "name_of_a_blank": (reference_faults, BOOK, NAMES, _writes("Rates!$XFD$7")),
    "false_dimension": (
        range_faults, "Estimates", ".//{*}dimension", lambda one: one.set("ref", "A1:B2"),
    ),
    "filter_too_short": (
        range_faults, "Estimates", ".//{*}sheetData", lambda one: _add_filter(one, "A6:B7"),
    ),
    "filter_beside_the_table": (
        table_faults, "Estimates", ".//{*}sheetData", lambda one: _add_filter(one, "A6:B7"),
    ),
    "filter_of_the_sheet": (
        table_faults, BOOK, NAMES,
        lambda one: one.attrib.update({"name": "_xlnm._FilterDatabase", "localSheetId": "4"}),
    ),
    "table_named_as_a_range": (
        table_faults, TABLE, ".", lambda one: one.set("displayName", "Workload_IDs"),
    ),
    "sum_without_spare": (
        spare_faults, "Checks", ".//{*}c/{*}f", _writes("SUM(Estimates!$A$7:$A$67)"),
    ),
    "sum_from_the_first_row": (
        spare_faults, "Checks", ".//{*}c/{*}f", _writes("SUM(Estimates!$A$8:$A$2000)"),
    ),
    "table_too_short": (table_faults, TABLE, ".", lambda one: one.set("ref", "A7:B8")),
    "table_filter_too_short": (
        table_faults, TABLE, ".//{*}autoFilter", lambda one: one.set("ref", "A7:B8"),
    ),
    "another_heading": (
        table_faults, TABLE, ".//{*}tableColumn", lambda one: one.set("name", "Another"),
    ),
    "heading_twice": (
        table_faults, TABLE, ".//{*}tableColumn", lambda one: one.set("name", "workload id"),
    ),
    "another_calculated_column": (
        table_faults, TABLE, ".//{*}calculatedColumnFormula", _writes("1+1"),
    ),
    "no_calculated_column": (table_faults, TABLE, ".//{*}calculatedColumnFormula", _drop),
    "heading_as_number": (
        table_faults, "Estimates", ".//{*}row[@r='7']/{*}c", lambda cell: cell.attrib.pop("t"),
    ),
    "relationship_to_nothing": (
        relationship_faults, "xl/_rels/workbook.xml.rels", ".//{*}Relationship",
        lambda one: one.set("Target", "none.xml"),
    ),
    "relationship_to_outside": (
        relationship_faults, "xl/_rels/workbook.xml.rels", ".//{*}Relationship",
        lambda one: one.set("TargetMode", "External"),
    ),
    "type_of_nothing": (
        content_type_faults, CONTENT_TYPES, ".//{*}Override",
        lambda one: one.set("PartName", "/none.xml"),
    ),
    "hidden_row": (forbidden_faults, "Estimates", ".//{*}row", lambda row: row.set("hidden", "1")),
    "hidden_sheet": (
        forbidden_faults, BOOK, ".//{*}sheet", lambda sheet: sheet.set("state", "veryHidden"),
    ),
    "long_formula": (limit_faults, "Estimates", ".//{*}f", _writes("1+" * 5000 + "1")),
    "long_sheet_name": (
        limit_faults, BOOK, ".//{*}sheet", lambda sheet: sheet.set("name", "x" * 32),
    ),
}  # fmt: skip


def _broken(path: Path, where: str, elements: str, change: Change) -> Package:
    package = Package.at(path)
    part = package.sheets.get(where, where)
    root = package.xml(part)
    change(root.findall(elements)[-1])
    package.parts[part] = etree.tostring(root)
    return Package(package.entries, package.parts)


@pytest.mark.parametrize("name", BREAKS)
def test_a_fault_in_the_package_is_noticed(workbooks: dict[str, Made], name: str) -> None:
    check, where, elements, change = BREAKS[name]
    path = workbooks["varied"].path
    before = list(check(Package.at(path)))
    assert [one for one in check(_broken(path, where, elements, change)) if one not in before]


@needs_schemas
def test_a_part_that_is_not_valid_is_noticed(workbooks: dict[str, Made]) -> None:
    path = workbooks["varied"].path
    broken = _broken(path, "Estimates", ".//{*}row", lambda row: row.set("height", "9"))
    assert list(schema_faults(broken))


@pytest.mark.parametrize("attribute", ["extract_version", "flag_bits"])
def test_a_part_that_is_packed_wrongly_is_noticed(
    workbooks: dict[str, Made], attribute: str
) -> None:
    package = Package.at(workbooks["varied"].path)
    setattr(package.entries[0], attribute, ZIP64)
    assert list(archive_faults(package))


def test_a_part_that_is_there_twice_is_noticed(workbooks: dict[str, Made]) -> None:
    package = Package.at(workbooks["varied"].path)
    package.entries.append(package.entries[0])
    assert list(archive_faults(package))


def test_texts_of_the_input_stay_the_texts_that_they_were(workbooks: dict[str, Made]) -> None:
    one = workbooks["hostile"]
    places = [one.grid.column_position(name) for name in TEXTS] + [len(one.grid.columns) + 1]
    cells = {(cell.row, cell.column): cell for cell in Package.at(one.path).cells("Estimates")}
    first = one.grid.last_row - one.estimate.totals.rows + 1
    for row, text in enumerate(HOSTILE, first):
        found = [cells[row, column] for column in places]
        assert {cell.value for cell in found} == {text}
        assert {cell.formula for cell in found} == {None}
        assert {cell.kind for cell in found} <= {"s", "inlineStr"}


def live(package: Package) -> list[tuple[str, ...]]:
    """All that a spreadsheet program acts on: formulas, names, links, parts."""
    # A text with a line break is on Groups once more, as it is when the line break is gone.
    groups = re.compile(r"(Groups!\$[A-Z]+\$\d+:\$[A-Z]+\$)\d+")
    formulas = [
        (c.sheet, c.address, groups.sub(r"\1", c.formula)) for c in _all_cells(package) if c.formula
    ]
    inner = [
        (part, str(one.tag), one.text or "", *map(str, one.attrib.values()))
        for part, root in _xml_parts(package)
        for tag in ("hyperlink", "formula", "formula1", "formula2", "calculatedColumnFormula")
        for one in root.iter(MAIN + tag)
    ]
    # How long labels are decides how many pages Plan is wide.
    names = [
        (name, groups.sub(r"\1", text))
        for name, text in _defined_names(package)
        if not name.startswith("_xlnm.Print")
    ]
    return [*formulas, *names, *inner, *((part,) for part in package.parts)]


def test_nothing_that_the_input_says_becomes_live(packages: dict[str, Package]) -> None:
    """Formulas, names and links are those of a portfolio whose texts mean nothing."""
    assert live(packages["hostile"]) == live(packages["harmless"])


def _one_workload(**cells: str) -> list[Record]:
    return [{**_record(0, "a text"), **cells}]


@pytest.mark.parametrize("name", ["workload_name", "carried"])
def test_a_text_like_the_markup_of_rich_text_stays_a_text(tmp_path: Path, name: str) -> None:
    text = "<r>R & D</r>"
    package = Package.at(made(tmp_path, _one_workload(**{name: text})).path)
    assert text in {cell.value for cell in package.cells("Estimates")}


def test_a_heading_like_the_markup_of_rich_text_stays_a_text(tmp_path: Path) -> None:
    text = "<r>R & D</r>"
    package = Package.at(made(tmp_path, _one_workload(**{text: "x"})).path)
    assert text in {cell.value for cell in package.cells("Estimates")}


# A cell counts code units of UTF-16, of which an emoji takes two.
@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 1), "🚀" * (LONGEST_TEXT // 2 + 1)])
@pytest.mark.parametrize("epochs", ["1", "none"])
def test_a_text_longer_than_a_cell_holds_is_told_and_no_failure(
    tmp_path: Path, epochs: str, text: str
) -> None:
    source = tmp_path / "long.csv"
    long = {"carried": text, "epochs": epochs}
    records = [*_one_workload(), {**_record(1, "another"), **long}]
    source.write_text(csv_text(records), encoding="utf-8")
    outcome = outputs.save_estimate(
        pipeline.estimate(source, Options(on_error=SKIP)), tmp_path / "long.xlsx"
    )
    told = [problem for problem in outcome.problems if problem.heading == "carried"]
    assert [problem.row for problem in told if problem.row == 3]
    assert outcome.estimate is not None
    assert outcome.good == 1


def test_a_text_as_long_as_a_cell_holds_is_carried_whole(tmp_path: Path) -> None:
    text = "🚀" * (LONGEST_TEXT // 2)
    package = Package.at(made(tmp_path, _one_workload(carried=text)).path)
    assert text in {cell.value for cell in package.cells("Estimates")}
