"""Number formats show days where an independent reader of workbooks says that they do."""

import io
import math
from datetime import timedelta
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from estimator.model.cells import DATE, ERROR_VALUE, NUMBER
from estimator.read.cells import cell_content
from estimator.read.workbook.cell_formats import (
    BUILT_IN,
    DAY,
    HOURS,
    PLAIN_NUMBER,
    StyleFormats,
    classify_format,
)
from tests import hostile

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
