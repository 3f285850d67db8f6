"""What a reader of the workbook may do, what holds them to it, and how the file presents itself."""

from collections.abc import Iterator

import pytest
from lxml.etree import _Element as Element
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from estimator.model.options import SKIP
from estimator.model.output_columns import INPUT
from estimator.model.own_workbook import own_sheets
from estimator.report.page import HEADER_ROWS
from tests.workbooks import MAIN, Made, Package, Record, by_center, house, made, varied

LOCKED = {name for name, sheet in own_sheets().items() if sheet.locked}
OPEN = ("Estimates", "Rejected")
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A workbook with every sheet, rejected rows and budgets among them, made at a fixed time."""
    folder = tmp_path_factory.mktemp("access")
    rejected: Record = {**varied(1)[0], "workload_id": "bad", "epochs": "none"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795000000")
        records, options = by_center(folder, 8)
        options = replace(options, on_error=SKIP, cost_model=house(folder).cost_model)
        return made(folder, [*records, rejected], options, "access")


@pytest.fixture(scope="module")
def package(one: Made) -> Package:
    return Package.at(one.path)


def sheets(package: Package) -> Iterator[tuple[str, Element]]:
    for name, part in package.sheets.items():
        yield name, package.xml(part)


def _unlocked(package: Package) -> set[int]:
    """The styles of cells that may be typed over on a protected sheet."""
    styles = package.xml("xl/styles.xml").iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    return {
        number
        for number, style in enumerate(styles)
        if (found := style.find(f"{MAIN}protection")) is not None and found.get("locked") == "0"
    }


def test_sheets_are_protected_without_a_password_where_that_stops_no_sorting(
    package: Package,
) -> None:
    protected = {
        name: dict(found.attrib)
        for name, root in sheets(package)
        if (found := root.find(f"{MAIN}sheetProtection")) is not None
    }
    assert set(protected) == LOCKED
    assert set(package.sheets) - set(protected) == set(OPEN)
    assert not any("password" in said or "hashValue" in said for said in protected.values())
    assert {said["sheet"] for said in protected.values()} == {"1"}


def test_a_protected_sheet_lets_formulas_be_read_and_inputs_be_typed(package: Package) -> None:
    unlocked = _unlocked(package)
    formulas = {
        cell.style for name in LOCKED for cell in package.cells(name) if cell.formula is not None
    }
    prices = [cell for cell in package.cells("Rates") if cell.style in unlocked]
    values = [cell for cell in package.cells("Assumptions") if cell.style in unlocked]
    # What follows a price may be typed over as that price may.
    follows = {cell.style for cell in prices if cell.formula is not None}
    assert formulas & unlocked == follows
    assert len(prices) == 4 * len({cell.row for cell in prices})
    # The values of the assumptions, the two factors of the scenarios, and the day of the rate.
    assert {cell.column for cell in values} == {2, 3, 7}
    budgets = [cell for cell in package.cells("Budgets") if cell.style in unlocked]
    assert {cell.column for cell in budgets} == {4}
    assert {cell.formula for cell in budgets} == {None}
    assert {cell.style for cell in package.cells("Checks")} & unlocked == set()


def _validations(package: Package, sheet: str) -> dict[int, dict[str, str]]:
    """By column: what is said of its cells, the rule, and the rows that it holds for."""
    found = {}
    for rule in package.xml(package.sheets[sheet]).iter(f"{MAIN}dataValidation"):
        column, first, last, last_row = range_boundaries(str(rule.get("sqref")))
        assert column == last
        formulas = {f"formula{n}": one.text or "" for n, one in enumerate(rule, 1)}
        found[int(column or 0), int(first or 0)] = {
            **{str(key): str(value) for key, value in rule.attrib.items()},
            **formulas,
            "rows": f"{first} to {last_row}",
        }
    return {column: said for (column, _), said in found.items()}


def test_every_input_of_estimates_says_what_may_be_typed_in_every_row(
    one: Made, package: Package
) -> None:
    rules = _validations(package, "Estimates")
    inputs = [column for column in one.grid.columns if column.role == INPUT]
    assert set(rules) == {one.grid.column_position(column.name) for column in inputs}
    rows = f"{one.grid.first_row} to {one.grid.range_end}"
    assert one.grid.range_end > one.grid.last_row
    assert {rule["rows"] for rule in rules.values()} == {rows}
    assert all(rule["prompt"] for rule in rules.values())


def test_a_model_is_chosen_among_those_of_rates(one: Made, package: Package) -> None:
    rule = _validations(package, "Estimates")[one.grid.column_position("model")]
    assert (rule["type"], rule["formula1"]) == ("list", "rate_models")


@pytest.mark.parametrize(
    ("name", "kind", "low", "high"),
    [("epochs", "whole", 1, 50), ("retry_rate", "decimal", 0, 1)],
)
def test_an_input_is_held_to_the_bounds_of_its_schema(
    one: Made, package: Package, name: str, kind: str, low: float, high: float
) -> None:
    rule = _validations(package, "Estimates")[one.grid.column_position(name)]
    bounds = float(rule["formula1"]), float(rule["formula2"])
    assert (rule["type"], *bounds) == (kind, low, high)


def test_prices_and_assumptions_say_what_may_be_typed(one: Made, package: Package) -> None:
    prices = _validations(package, "Rates")
    assert {rule["type"] for rule in prices.values()} == {"decimal"}
    assert len(prices) == 4
    values = package.xml(package.sheets["Assumptions"]).findall(f".//{MAIN}dataValidation")
    assert len(values) == len(one.estimate.basis.assumptions)
    assert all(value.get("prompt") for value in values)


def test_every_sheet_says_in_its_header_that_stays_whether_the_checks_hold(
    package: Package,
) -> None:
    for name, root in sheets(package):
        pane = root.find(f".//{MAIN}pane")
        assert pane is not None, name
        assert pane.get("state") == "frozen"
        assert int(pane.get("ySplit", "0")) >= HEADER_ROWS
        header = [cell for cell in package.cells(name) if cell.row <= HEADER_ROWS and cell.formula]
        assert any("Checks!$B$3" in str(cell.formula) or name == "Checks" for cell in header), name
        split = int(pane.get("xSplit", "0"))
        assert split == 0 or split >= min(cell.column for cell in header), name


def test_every_sheet_says_what_may_be_changed(package: Package) -> None:
    for name in package.sheets:
        if name != "Summary":
            header = [str(cell.value) for cell in package.cells(name) if cell.row <= HEADER_ROWS]
            said = " ".join(header)
            assert any(word in said for word in ("You can change", "You can sort", "Read only")), (
                name
            )
    about = {cell.value for cell in package.cells("About") if cell.column == 1}
    assert set(package.sheets) <= about


def test_every_sheet_prints_landscape_one_page_wide_with_its_headings(package: Package) -> None:
    names = [
        (one.get("name"), (one.text or "").partition("!")[0].strip("'"))
        for one in package.xml("xl/workbook.xml").iter(f"{MAIN}definedName")
    ]
    for name, root in sheets(package):
        setup = root.find(f"{MAIN}pageSetup")
        footer = root.find(f"{MAIN}headerFooter/{MAIN}oddFooter")
        assert setup is not None
        assert footer is not None
        said = (setup.get("orientation"), setup.get("fitToWidth", "1"), setup.get("fitToHeight"))
        # The Summary is one page in all, and the calendar a page wide for each of its years.
        assert said == ("landscape", "1", None if name == "Summary" else "0"), name
        assert "&P of &N" in str(footer.text)
        assert ("_xlnm.Print_Area", name) in names
        assert ("_xlnm.Print_Titles", name) in names or name == "Summary"


def test_the_workbook_opens_on_the_summary_at_its_first_cell(package: Package) -> None:
    view = package.xml("xl/workbook.xml").find(f".//{MAIN}workbookView")
    assert view is not None
    assert view.get("activeTab", "0") == "0"
    assert view.get("firstSheet", "0") == "0"
    assert next(iter(package.sheets)) == "Summary"
    selected = [
        name
        for name, root in sheets(package)
        for found in root.iter(f"{MAIN}sheetView")
        if found.get("tabSelected") == "1"
    ]
    assert selected == ["Summary"]
    summary = package.xml(package.sheets["Summary"])
    cells = {found.get("activeCell", "A1") for found in summary.iter(f"{MAIN}selection")}
    tops = {found.get("topLeftCell", "A1") for found in summary.iter(f"{MAIN}sheetView")}
    assert (cells, tops) == ({"A1"}, {"A1"})


def test_the_properties_say_what_the_file_is_and_when_it_was_made(package: Package) -> None:
    core = package.xml("docProps/core.xml")
    assert core.findtext(f"{DUBLIN}title") == "LLM fine-tuning budget"
    assert "cost" in str(core.findtext(f"{DUBLIN}subject"))
    assert core.findtext(f"{DUBLIN}creator") == "estimator"
    assert core.findtext(f"{TERMS}created") == "2026-11-18T11:06:40Z"


def test_rejected_rows_can_be_filtered_and_so_can_workloads(one: Made) -> None:
    book = load_workbook(one.path)
    assert book["Rejected"].auto_filter.ref
    (table,) = book["Estimates"].tables.values()
    assert table.autoFilter.ref == table.ref
    assert not book["Estimates"].auto_filter.ref
