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


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


def schema_faults(package: Package) -> Faults:
    for part, root in _xml_parts(package):
        name = SCHEMA_OF.get(_namespace(root) or "")
        if name is None and _namespace(root) not in WITHOUT_SCHEMA:
            yield f"{part}: no schema for {root.tag}"
        elif name is not None:
            # Excel writes the attribute, and leading blanks need it; the schema does not know it.
            etree.strip_attributes(root, SPACE)
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


def _workload_formulas(package: Package) -> Iterator[Cell]:
    """The formula cells of Estimates and of Months below their headings."""
    title = workloads_schema().columns["workload_id"].title
    for sheet in {"Estimates", "Months"} & package.sheets.keys():
        cells = list(package.cells(sheet))
        heading = next((cell.row for cell in cells if cell.value == title), 0)
        yield from (cell for cell in cells if cell.formula is not None and cell.row > heading)


def formula_faults(package: Package) -> Faults:
    """A workload's formulas refer to cells of its own row and to defined names only.

    Excel takes a file for corrupt in which a formula shared down a column refers to another sheet.
    """
    names = {name for name, _ in _defined_names(package)}
    for cell in _workload_formulas(package):
        for token in _parts_of(cell):
            own = CELL.fullmatch(token.value)
            in_row = own is not None and int(own[2]) == cell.row
            if token.subtype == Token.RANGE and not in_row and token.value not in names:
                yield f"{cell.sheet}!{cell.address}: {token.value} in ={cell.formula}"


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
            if bottom > last:
                yield f"{name}: {area} is beyond its sheet"
            elif (
                name
                # Months asks for itself whether a cell of Estimates is blank.
                and not name.startswith(("_xlnm.", "estimates_"))
                and not all(
                    filled.get((sheet, row, column)) is not None
                    for row in range(top, bottom + 1)
                    for column in range(left, right + 1)
                )
            ):
                yield f"{name}: a blank cell in {area}"


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


def forbidden_faults(package: Package) -> Faults:
    """No merged cells, nothing hidden, no way outside, and no table, as nothing here checks one."""
    for part, root in _xml_parts(package):
        for tag in ("mergeCell", "externalReference", "ddeLink", "oleObject", "table"):
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


def _hostile_card(folder: Path) -> str:
    """The default card with code in every text that is anybody's own."""
    card = json.loads(shipped_cards()[DEFAULT_CARD].read_text(encoding="utf-8"))
    card |= dict.fromkeys(("title", "source", "caution"), HOSTILE[0])
    for rate in card["rates"]:
        rate |= {"display_name": f"=1+1 {rate['model']}", "note": HOSTILE[1]}
    path = folder / "hostile.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return str(path)


def _hostile(folder: Path) -> Made:
    options = Options(rate_card=_hostile_card(folder), on_error=SKIP)
    return made(folder, _records(HOSTILE, "=2+2"), options, "=1+1 & {x}")


def _harmless(folder: Path) -> Made:
    """The same portfolio without a text that means anything."""
    texts = tuple(f"text {row}" for row in range(len(HOSTILE)))
    return made(folder, _records(texts, "heading"), Options(on_error=SKIP), "harmless")


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
    }


@pytest.fixture(scope="session")
def packages(
    workbooks: dict[str, Made], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Package]:
    blank = tmp_path_factory.mktemp("template") / "blank.xlsx"
    assert outputs.save_template(blank, force=False) == []
    paths = {name: one.path for name, one in workbooks.items()} | {"template": blank}
    return {name: Package.at(path) for name, path in paths.items()}


CASES = ("varied", "one_row", "house", "centers", "hostile", "template")


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


# One fault each: the check that must see it, where, the last of which elements, and what is done.
BOOK, NAMES = "xl/workbook.xml", ".//{*}definedName"
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
    "unknown_name": (formula_faults, "Estimates", ".//{*}f", _writes("no_such_name")),
    "another_formula": (column_faults, "Estimates", ".//{*}f", _writes("1+1")),
    "no_formula": (column_faults, "Estimates", ".//{*}f", _drop),
    "name_of_nothing": (reference_faults, BOOK, NAMES, _writes("Rates!$A$7000")),
    "name_of_a_blank": (reference_faults, BOOK, NAMES, _writes("Rates!$XFD$7")),
    "false_dimension": (
        range_faults, "Estimates", ".//{*}dimension", lambda one: one.set("ref", "A1:B2"),
    ),
    "filter_too_short": (
        range_faults, "Estimates", ".//{*}autoFilter", lambda one: one.set("ref", "A6:B7"),
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
    formulas = [(c.sheet, c.address, c.formula) for c in _all_cells(package) if c.formula]
    inner = [
        (part, str(one.tag), one.text or "", *map(str, one.attrib.values()))
        for part, root in _xml_parts(package)
        for tag in ("hyperlink", "formula", "formula1", "formula2")
        for one in root.iter(MAIN + tag)
    ]
    return [*formulas, *_defined_names(package), *inner, *((part,) for part in package.parts)]


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
