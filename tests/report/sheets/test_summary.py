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
    over = {
        row["workload_id"]: row["fiscal_year_variance"]
        for row in frame.iter_rows(named=True)
        if row["budget_status"] == "over"
    }
    wanted = sorted(over.values())[:5]
    assert len(over) > 5
    listed = below(page(tmp_path, "Summary"), "Over budget, largest overrun first")
    assert [Decimal(str(row[4])) for row in listed[:5]] == [Decimal(f"{one:.2f}") for one in wanted]
    assert f"{len(over) - 5} more workload" in str(listed[5][0])


def test_what_needs_attention_links_to_the_rows_that_it_is_about(tmp_path: Path) -> None:
    written(
        tmp_path,
        {},
        {"Epochs": "x"},
        {"Cached input share": "0.1234567", "Workload ID": "fine"},
        {"Model": "nobody", "Workload ID": "unpriced"},
        options=Options(on_error=SKIP),
    )
    with ZipFile(tmp_path / "made.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    targets = re.findall(r'<hyperlink ref="[A-Z]+\d+" location="([^"]+)" display="([^"]+)"', xml)
    rejected = next(place for place, said in targets if "in no total: 2 rows" in said)
    assert "1 of them without a price" in next(said for _, said in targets if "in no total" in said)
    assert page(tmp_path, "Rejected")[rejected.rpartition("!")[2]].value is not None
    rounded = next(place for place, said in targets if "rounded to 6 decimals" in said)
    assert page(tmp_path, "Estimates")[rounded.rpartition("!")[2]].value == "fine"


def test_a_workload_that_is_much_of_the_whole_is_pointed_out(tmp_path: Path) -> None:
    usual: list[dict[str, str]] = [{} for _ in range(11)]
    written(tmp_path, *usual, {"Workload name": "The giant", "Monthly output tokens": "9000000000"})
    said = [str(row[0]) for row in below(page(tmp_path, "Summary"), "Needs attention")]
    assert [one for one in said if one.startswith("The giant alone is 100%")] != []


def test_every_chart_has_a_title_and_says_in_words_what_it_shows(tmp_path: Path) -> None:
    written(tmp_path, {}, {"Annual budget": "5"})
    with ZipFile(tmp_path / "made.xlsx") as package:
        names = package.namelist()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [package.read(one).decode() for one in names if one.startswith("xl/charts/chart")]
    assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20,}"', drawing)) == len(charts) >= 3
    titles = ["".join(re.findall(r"<a:t>([^<]*)</a:t>", chart)) for chart in charts]
    assert sorted(titles) == [
        "First-year cost by cost center",
        "Fiscal-year cost against budget, by budget status",
        "Monthly run rate by model",
        "Spend by month",
    ]
    for chart in charts:
        # The cells that it draws are stored with it: it is drawn before anything is recalculated.
        assert re.findall(r"<c:numCache>.*?<c:v>[\d.]+</c:v>", chart)


def test_the_place_of_a_row_counts_those_that_are_left_out_before_it(tmp_path: Path) -> None:
    changes = [{"Epochs": "x" if n % 3 == 1 else "1"} for n in range(9)]
    made = written(tmp_path, *changes, options=Options(on_error=SKIP))
    assert made.estimate is not None
    (source,) = made.estimate.priced.sources
    first = source.header_row + 1
    found = [
        made.estimate.rejected.accepted_position(source, first + n) for n in range(len(changes))
    ]
    assert found == [1, 0, 2, 3, 0, 4, 5, 0, 6]
