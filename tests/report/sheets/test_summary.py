"""The page that finance signs: what it lists, links and draws is what the rows say."""

import re
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.estimate import Outcome
from estimator.model.options import SKIP, Options
from estimator.outputs import save_estimate
from estimator.report.sheets.summary import MOST_OVER
from tests.sheets import outcome

BUDGETS = ("5", "1000000", "", "0.5", "3", "1", "2", "0.25", "4", "6", "7")


def written(tmp_path: Path, *changes: dict[str, str], options: Options | None = None) -> Outcome:
    """A workbook of a workload for each of ``changes``, and what it was made of."""
    rows = [{"Workload ID": f"W-{n}", **change} for n, change in enumerate(changes, 1)]
    made = outcome(tmp_path, *rows, options=options or Options())
    assert save_estimate(made, tmp_path / "made.xlsx").estimate is not None
    return made


def page(tmp_path: Path, name: str) -> Worksheet:
    book: Workbook = load_workbook(tmp_path / "made.xlsx", data_only=True)
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def below(sheet: Worksheet, heading: str) -> list[list[object]]:
    """The rows below ``heading``, from its column on, up to a blank one."""
    top = next(cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
    rows = sheet.iter_rows(top.row + 1, min_col=top.column, values_only=True)
    found: list[list[object]] = []
    for row in rows:
        if row[0] is None:
            break
        found.append(list(row))
    return found


def test_workloads_over_their_budgets_are_listed_furthest_first(tmp_path: Path) -> None:
    made = written(tmp_path, *({"Annual budget": budget} for budget in BUDGETS))
    assert made.estimate is not None
    frame = made.estimate.frame
    over = frame.filter(frame["budget_status"] == "over")["fiscal_year_variance"].sort()
    assert len(over) > MOST_OVER
    sheet = page(tmp_path, "Summary")
    listed = below(sheet, "Over budget")
    titles = [cell.value for row in sheet.iter_rows() for cell in row]
    assert f"ID, {MOST_OVER} of {len(over)}" in titles
    assert [Decimal(str(row[4])) for row in listed] == over.to_list()[:MOST_OVER]


def test_skipped_rows_link_to_rejected(tmp_path: Path) -> None:
    written(
        tmp_path,
        {},
        {"Epochs": "x"},
        {"Model": "nobody", "Workload ID": "unpriced"},
        options=Options(on_error=SKIP),
    )
    with ZipFile(tmp_path / "made.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    targets = re.findall(r'<hyperlink ref="[A-Z]+\d+" location="([^"]+)" display="([^"]+)"', xml)
    place = next(place for place, said in targets if "1 without a price" in said)
    assert page(tmp_path, "Rejected")[place.rpartition("!")[2]].value is not None


def test_every_chart_has_a_title_and_says_in_words_what_it_shows(tmp_path: Path) -> None:
    written(tmp_path, {"Cost center": "A"}, {"Cost center": "B", "Annual budget": "5"})
    with ZipFile(tmp_path / "made.xlsx") as package:
        names = package.namelist()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [package.read(one).decode() for one in names if one.startswith("xl/charts/chart")]
    assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20,}"', drawing)) == len(charts) == 2
    # The title, and that of the axis of amounts.
    titles = [re.findall(r"<a:t>([^<]*)</a:t>", chart) for chart in charts]
    assert titles == [
        ["Cost and budget by cost center, FY2027", "USD"],
        ["Spend by month, FY2027", "USD"],
    ]
    for chart in charts:
        # The cells that it draws are stored with it: it is drawn before anything is recalculated.
        assert re.findall(r"<c:numCache>.*?<c:v>[\d.]+</c:v>", chart)


def test_no_text_of_the_page_is_in_small_print(tmp_path: Path) -> None:
    """10 points are printed as 8; what is smaller is not legible."""
    written(tmp_path, *({"Annual budget": budget} for budget in BUDGETS))
    sheet = page(tmp_path, "Summary")
    sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert min(sizes) >= 10


def test_the_page_has_the_same_number_of_lines_however_many_groups_there_are(
    tmp_path: Path,
) -> None:
    for groups in (2, 60):
        rows = ({"Cost center": f"C{n}", "Annual budget": "1"} for n in range(groups))
        written(tmp_path, *rows)
        # What fits on A4 at 8 points, with the lines to sign on.
        assert page(tmp_path, "Summary").max_row <= 50
