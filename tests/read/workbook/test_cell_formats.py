"""Number formats show days where an independent reader of workbooks says that they do."""

import io
import math
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from estimator.model.cells import DATE, ERROR_VALUE, FORMATTED, NUMBER
from estimator.model.options import Options
from estimator.model.shown_numbers import FormatSection
from estimator.pipeline import estimate
from estimator.read.cells import cell_content
from estimator.read.workbook.cell_formats import (
    BUILT_IN,
    DAY,
    HOURS,
    MOST_FORMATS,
    PLAIN_NUMBER,
    KnownFormats,
    StyleFormats,
    classify_format,
    year_pattern,
)
from estimator.read.workbook.findings import UnreadableError
from tests import hostile
from tests.sheets import GOOD, codes
from tests.workbooks import needs_libreoffice, recalculated

PIECES = st.sampled_from(
    [
        *("y", "yyyy", "m", "mm", "d", "h", "s", "M", "[h]", "[hh]", "[mm]", "[ss]", "[H]", "[hm]"),
        *("[Red]", "[>5]", "[$-409]", "[$€-407]", "[$-F800]", '"abc"', '"d"', '"', "\\", "_", "*"),
        *("0", "0.00", "#", ";", "AM/PM", "A/P", "am", "a", "p", "/", "-", " ", ",", "@", "%"),
        *("General", "E+", "x", "\\d", "_d", "*d"),
    ]
)


def by_the_other(codes: list[str]) -> list[int]:
    """How an independent reader shows 1.5 in each of several formats."""
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for number, code in enumerate(codes, 200)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in range(200, 200 + len(codes)))
    cells = "".join(f'<c s="{style}"><v>1.5</v></c>' for style in range(len(codes)))
    return _shown(f"<numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs>", cells)


def _shown(styles: str, cells: str) -> list[int]:
    part = f'<styleSheet xmlns="{hostile.MAIN}">{styles}</styleSheet>'.encode()
    made = {**hostile.parts(f"<row>{cells}</row>"), "xl/styles.xml": part}
    book = CalamineWorkbook.from_filelike(io.BytesIO(hostile.packed(made)))
    (values,) = book.get_sheet_by_name("Plan").to_python()
    return [_kind(value) for value in values]


def _kind(value: object) -> int:
    if isinstance(value, float):
        return PLAIN_NUMBER
    return HOURS if isinstance(value, timedelta) else DAY


@settings(max_examples=30)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=6).map("".join), min_size=1, max_size=40))
def test_a_format_is_classified_as_by_the_other_reader(codes: list[str]) -> None:
    assert [classify_format(code) for code in codes] == by_the_other(codes)


def test_the_formats_of_excel_are_those_of_the_other_reader() -> None:
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in range(100))
    cells = "".join(f'<c s="{style}"><v>1.5</v></c>' for style in range(100))
    told = _shown(f"<cellXfs>{styles}</cellXfs>", cells)
    assert [BUILT_IN.get(number, PLAIN_NUMBER) for number in range(100)] == told


def test_a_format_of_the_workbook_goes_over_one_of_excel() -> None:
    formats = StyleFormats([14, 0], {14: "0.00", 0: "d"}, since_1904=False)
    assert [formats.classify_style(style) for style in range(-1, 3)] == [0, PLAIN_NUMBER, DAY, 0]


@pytest.mark.parametrize(
    ("number", "style", "text", "kind"),
    [
        (1, 0, "1900-01-01", DATE),
        (59, 0, "1900-02-28", DATE),
        (61, 0, "1900-03-01", DATE),
        (2_958_465, 0, "9999-12-31", DATE),
        (2_958_466, 0, "2958466", NUMBER),
        (0.5, 0, "12:00:00", DATE),
        (1.5, 1, "1 day, 12:00:00", DATE),
        (1.5, 2, "1.5", NUMBER),
    ],
)
def test_a_number_is_read_as_it_is_shown(number: float, style: int, text: str, kind: int) -> None:
    assert StyleFormats([14, 46], {}, since_1904=False).read_number(number, style) == (text, kind)


@pytest.mark.parametrize("style", [0, 1, 2])
@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_an_error(number: float, style: int) -> None:
    formats = StyleFormats([14, 46], {}, since_1904=False)
    assert formats.read_number(number, style) == ("#NUM!", ERROR_VALUE)


@pytest.mark.parametrize("number", [1e9, 1e300, 1.7e308])
def test_a_day_beyond_all_years_is_a_number(number: float) -> None:
    assert StyleFormats([14], {}, since_1904=True).read_number(number, 0) == cell_content(number)


def test_more_hours_than_there_are_are_no_time() -> None:
    with pytest.raises(OverflowError):
        StyleFormats([46], {}, since_1904=False).read_number(1e12, 0)


def test_formats_that_say_something_are_few() -> None:
    known = KnownFormats()
    sections = [(FormatSection(before=f"{n}-"),) for n in range(MOST_FORMATS)]
    assert [known.number_kind(one) for one in sections] == [*range(FORMATTED, 256)]
    assert known.number_kind(sections[7]) == FORMATTED + 7
    assert known.number_kind(()) == NUMBER
    with pytest.raises(UnreadableError, match="number formats"):
        known.number_kind((FormatSection(behind="x"),))


Value = int | float | str
CELLS: dict[str, tuple[Value, str]] = {
    "Workload ID": (815, "0000"),
    "Cost center": (7, '"CC-"00'),
    "Model": ("gpt-4o", "General"),
    "Training tokens": (5, '0" M"'),
    "Monthly input tokens": (5_000_000, '0.0,,"M"'),
    "Monthly output tokens": (2_000, "#,##0"),
    "Retry rate": (0.5, '0.0"%"'),
    "Annual budget": (1_500, '"$"#,##0.00'),
    "House fee": (12, "0.00 [$EUR]"),
}


def plan(folder: Path, **changed: tuple[Value, str]) -> Path:
    """A workbook of one row whose cells have number formats."""
    cells = CELLS | {name.replace("_", " "): one for name, one in changed.items()}
    content = Workbook()
    page = content.worksheets[0]
    page.append(list(cells))
    for column, (value, code) in enumerate(cells.values(), 1):
        cell = page.cell(2, column, value)
        cell.number_format = code
    content.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def judged(path: Path, options: Options | None = None) -> tuple[dict[str, object], list[str]]:
    found = estimate(path, options)
    assert found.estimate is not None, [one.message for one in found.errors]
    return found.estimate.frame.row(0, named=True), codes(found)


READ = {
    "workload_id": "0815",
    "cost_center": "CC-07",
    "training_tokens": 5_000_000,
    "monthly_input_tokens": 5_000_000,
    "monthly_output_tokens": 2_000,
    "retry_rate": Decimal("0.005"),
    "annual_budget": 1_500,
}


@pytest.mark.parametrize(
    "kind", ["xlsx", *(pytest.param(one, marks=needs_libreoffice) for one in ("ods", "xls"))]
)
def test_what_a_person_sees_is_read_in_every_kind_of_workbook(kind: str, tmp_path: Path) -> None:
    path = plan(tmp_path)
    row, told = judged(path if kind == "xlsx" else recalculated(path, kind))
    assert {name: row[name] for name in READ} == READ
    assert sorted(told) == ["carried-columns", "read-as-shown", "read-as-shown"]


@pytest.mark.parametrize("code", ['0 "M"', "#,##0,", "0000"])
def test_a_number_in_a_column_of_texts_is_the_text_that_is_shown(code: str, tmp_path: Path) -> None:
    row, told = judged(plan(tmp_path, Workload_ID=(815_000, code)))
    # A format in thousands hides them; the text says them.
    shown = {'0 "M"': "815000 M", "#,##0,": "815 k", "0000": "815000"}
    assert row["workload_id"] == shown[code]
    # The two of the columns of numbers.
    assert told.count("read-as-shown") == 2


def test_a_carried_number_is_the_one_that_is_stored(tmp_path: Path) -> None:
    found = estimate(plan(tmp_path)).estimate
    assert found is not None
    (part,) = found.priced
    assert part.passed_through.rows() == [("12",)]
    assert part.carried_kinds.rows() == [(NUMBER,)]


EUROS = Options(currency="EUR", fx="0.9", fx_date="2026-11-20")


def test_an_amount_is_in_the_currency_that_it_shows(tmp_path: Path) -> None:
    path = plan(tmp_path, Annual_budget=(100, "#,##0.00 [$\u20ac-407]"))
    assert "other-currency" in codes(estimate(path))
    row, _ = judged(path, EUROS)
    assert row["annual_budget"] == 100


def test_a_percentage_under_a_header_that_says_percent_is_read_as_shown(tmp_path: Path) -> None:
    cells = {name: one for name, one in CELLS.items() if name != "Retry rate"}
    content = Workbook()
    page = content.worksheets[0]
    page.append([*cells, "Retry %"])
    page.append([*(value for value, _ in cells.values()), 0.05])
    page.cell(2, len(cells) + 1).number_format = "0%"
    content.save(tmp_path / "plan.xlsx")
    row, told = judged(tmp_path / "plan.xlsx")
    assert row["retry_rate"] == Decimal("0.05")
    assert "share-or-percent" not in told


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ((5_000_000, "0%"), "stray-percent"),
        ((5_000_000, '"$"0'), "stray-currency"),
        ((5, '0" FTE"'), "not-a-number"),
        ((0, '0;-0;"n/a"'), "not-a-number"),
        ((5, '0" T"'), "unclear-multiplier"),
    ],
)
def test_what_is_shown_is_asked_about_like_a_text(
    cell: tuple[Value, str], code: str, tmp_path: Path
) -> None:
    assert code in codes(estimate(plan(tmp_path, Training_tokens=cell)))


def test_a_scale_in_the_format_may_be_that_of_the_header(tmp_path: Path) -> None:
    cells = dict(CELLS)
    del cells["Training tokens"]
    for code, scaled in (("#,##0,", "(k)"), ('0.0,,"M"', "(M)")):
        content = Workbook()
        page = content.worksheets[0]
        page.append([*cells, f"Training tokens {scaled}"])
        page.append([*(value for value, _ in cells.values()), 5_000_000])
        page.cell(2, len(cells) + 1).number_format = code
        content.save(tmp_path / "plan.xlsx")
        assert judged(tmp_path / "plan.xlsx")[0]["training_tokens"] == 5_000_000


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ("yyyy", "%Y"),
        ("yy", "%y"),
        ("[$-409]yyyy;@", "%Y"),
        ('"Q1" yyyy', "Q1 %Y"),
        (r"\F\Yyy", "FY%y"),
        ("mmm yyyy", ""),
        ("yyyy-mm-dd", ""),
        ("h:mm", ""),
        ("0.00", ""),
        ('"y"0', ""),
    ],
)
def test_a_format_can_show_a_year_alone(code: str, pattern: str) -> None:
    assert year_pattern(code) == pattern


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [(46388, "yyyy", "2027"), (2027, "yyyy", "1905"), (46388, '"Q1" yyyy', "Q1 2027")],
)
def test_a_year_alone_is_no_month(stored: int, code: str, shown: str, tmp_path: Path) -> None:
    book = Workbook()
    rows = book.worksheets[0]
    rows.append([*GOOD, "Start month"])
    rows.append([*GOOD.values(), stored])
    rows["F2"].number_format = code
    book.save(tmp_path / "plan.xlsx")
    found = [one for one in estimate(tmp_path / "plan.xlsx").problems if one.severity == "error"]
    assert [one.code for one in found] == ["not-a-month"]
    assert f'found "{shown}"' in found[0].message
