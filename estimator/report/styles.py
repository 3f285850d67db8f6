"""The looks of the workbook: one format for each role and unit, by the conventions of finance.

Inputs are blue, formulas black, links to other sheets green; About has a legend. Every color has
a contrast of at least 4.5 to 1 on its background, and none is the only signal.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any

from estimator.model.column import PER
from estimator.model.money import currency_codes
from estimator.model.rate_card import PRICE_UNIT

INK = "#1F2933"
INPUT_INK = "#0000FF"
INPUT_GROUND = "#FFF9E5"
LINK_INK = "#00663A"
QUIET_INK = "#52606D"
BAND = "#1F3A5F"
GROUND = "#F0F4F8"
LINE = "#CBD2D9"
BAD_GROUND = "#FDE2E2"
BAD_INK = "#8A1C1C"
WARN_INK = "#664D03"
WARN_GROUND = "#FFF3CD"

# The lighter of two colors in a chart, and the bars in cells.
PALE = "#B8C9DC"
# The color of one-time costs in a chart.
ACCENT = "#C2702A"
# Negative amounts: over budget.
OVER_INK = "#B42318"
FONT = "Arial"
# Of no theme, whose font would be shown instead.
DEFAULT_FONT = {"font_name": FONT, "font_size": 10, "font_scheme": "none"}

TEXT_FORM = "@"
WHOLE_FORM, CENTS_FORM = "#,##0;-#,##0;0", "#,##0.00;-#,##0.00;0.00"
DASH = '"–"'  # noqa: RUF001 - the sign for nothing in tables
DASHED_FORM = f"#,##0;-#,##0;{DASH}"
# By unit; the second section is for negative numbers, the third for zero, which is never blank.
NUMBER_FORMS = {
    # Money in any currency.
    "amount": CENTS_FORM,
    # Amounts and counts on Summary, Breakdown and Plan: no cents, and a dash for nothing.
    "money": DASHED_FORM,
    "count": DASHED_FORM,
    # SheetJS shows no separators of thousands beside optional decimals.
    PRICE_UNIT: "0.00####;-0.00####;0.00",
    # Of groups, below one another.
    "unit cost": "#,##0.0000;-#,##0.0000;0.0000",
    "share": "0.0#####%;-0.0#####%;0.0%",
    "tokens": WHOLE_FORM,
    "million tokens": WHOLE_FORM,
    "thousand requests": WHOLE_FORM,
    # Quantities of which some are not whole.
    "fractions": CENTS_FORM,
    "examples": WHOLE_FORM,
    "requests": WHOLE_FORM,
    "passes": "0",
    "days": "General",
    "factor": "0.00##;-0.00##;0.00",
    "key": "0",
    "rows": WHOLE_FORM,
    "part": f"0.0%;-0.0%;{DASH}",
    "tolerance": "#,##0.000;-#,##0.000;0.000",
    "date": "yyyy-mm-dd",
    # The first section is that of dates: by it programs tell a date from a number.
    "first day": '[>367]yyyy-mm-dd;"always"',
    "day after": '[<2958465]yyyy-mm-dd;"no end"',
    "month": "yyyy-mm",
    "date and time": "yyyy-mm-dd hh:mm:ss",
}

Look = dict[str, Any]

BASE_LOOK: Look = {**DEFAULT_FONT, "font_color": INK, "valign": "top"}
HEADER_LOOK: Look = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": BAND,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": LINE,
}
RULED_LOOK: Look = {"bottom": 1, "bottom_color": BAND}
BAND_LOOK: Look = {"bold": True, "font_color": BAND, "bg_color": GROUND}
UNIT_LOOK: Look = {"italic": True, "font_color": QUIET_INK, "bg_color": GROUND, "font_size": 9}
# The headers of the tables on Summary and Breakdown: light, above a line.
COLUMN_LOOK: Look = {"font_color": QUIET_INK, "bottom": 1, "bottom_color": BAND}
COLUMN_LOOK |= {"text_wrap": True, "valign": "bottom"}
SUM_LOOK: Look = {"bold": True, "top": 1, "top_color": INK}
TILE_LOOK: Look = {"bg_color": GROUND, "align": "left"}
# The font sizes of headline figures, of which the largest that fits is used.
TILE_SIZES = (20, 18, 16, 14, 12, 11, 10)
# Errors and notices in the user's own sheet.
ERROR_LOOK: Look = {"font_color": BAD_INK, "bg_color": BAD_GROUND, "bold": True}
WARNING_LOOK: Look = {"font_color": WARN_INK, "bg_color": WARN_GROUND}
LOOKS: dict[str, Look] = {
    "plain": {},
    "title": {"font_size": 18, "bold": True, "font_color": BAND},
    "subtitle": {"font_color": QUIET_INK},
    "section": {
        "font_size": 12,
        "bold": True,
        "font_color": BAND,
        "bottom": 2,
        "bottom_color": BAND,
    },
    "heading": HEADER_LOOK,
    "heading_right": {**HEADER_LOOK, "align": "right"},
    "unit": UNIT_LOOK,
    "unit_right": {**UNIT_LOOK, "align": "right"},
    "band": BAND_LOOK,
    "band_right": {**BAND_LOOK, "align": "right"},
    "band_month": {**BAND_LOOK, "align": "right", "font_color": LINK_INK},
    # Headers without a ground, of a page that is read rather than worked in.
    "block_title": {
        "bold": True,
        "font_size": 11,
        "font_color": BAND,
        "bottom": 1,
        "bottom_color": BAND,
    },
    "block_head": {"font_color": QUIET_INK, "bottom": 1, "bottom_color": BAND},
    "block_head_right": {
        "font_color": QUIET_INK,
        "bottom": 1,
        "bottom_color": BAND,
        "align": "right",
    },
    "subtotal": {"bold": True, "bg_color": GROUND},
    "total_above": {"bold": True, "bottom": 1, "bottom_color": BAND},
    "label": {"bold": True},
    "quiet": {"font_color": QUIET_INK},
    "quiet_right": {"font_color": QUIET_INK, "align": "right"},
    "input": {"font_color": INPUT_INK, "locked": False},
    "input_right": {"font_color": INPUT_INK, "locked": False, "align": "right"},
    "input_wrapped": {"font_color": INPUT_INK, "locked": False, "text_wrap": True},
    # A formula that an input may replace.
    "follows": {"italic": True, "locked": False},
    # Text, so that a chosen name is not taken for a date or a boolean.
    "choice": {
        "font_color": INPUT_INK,
        "bg_color": INPUT_GROUND,
        "border": 1,
        "border_color": LINE,
        "locked": False,
        "bold": True,
        "num_format": TEXT_FORM,
    },
    "link": {"font_color": LINK_INK},
    "link_right": {"font_color": LINK_INK, "align": "right"},
    "formula": {},
    # Text next to numbers, indented as they are aligned right.
    "word": {"indent": 1, "align": "left"},
    "beside": {"font_color": QUIET_INK, "indent": 1, "align": "left"},
    "total": {"bold": True, "top": 1, "bottom": 6},
    "table": {**COLUMN_LOOK, "bold": True, "font_size": 11, "font_color": BAND, "text_wrap": False},
    "column": COLUMN_LOOK,
    "column_right": {**COLUMN_LOOK, "align": "right"},
    "column_spilling": {**COLUMN_LOOK, "text_wrap": False},
    "sum": SUM_LOOK,
    "tile_label": {**TILE_LOOK, "font_color": QUIET_INK, "top": 2, "top_color": BAND},
    "tile_note": {**TILE_LOOK, "font_color": QUIET_INK},
    **{
        f"tile_{size}": {**TILE_LOOK, "bold": True, "font_size": size, "valign": "vcenter"}
        for size in TILE_SIZES
    },
    "subtitle_right": {"font_color": QUIET_INK, "align": "right"},
    "check_right": {"bold": True, "font_color": LINK_INK, "align": "right", "valign": "vcenter"},
    "over": {"font_color": OVER_INK},
    "wrapped": {"text_wrap": True},
    "caution_line": {"font_color": WARN_INK, "bold": True},
    "bad": ERROR_LOOK,
    "error": ERROR_LOOK,
    "warning": WARNING_LOOK,
    "heading_error": {**HEADER_LOOK, **ERROR_LOOK},
    "heading_warning": {**HEADER_LOOK, **WARNING_LOOK},
    "place": {"font_color": LINK_INK, "underline": 1, "text_wrap": True},
    "linked_right": {"font_color": LINK_INK, "underline": 1, "align": "right"},
    "linked_line": {"font_color": LINK_INK, "underline": 1},
    "check": {"bold": True, "font_color": LINK_INK, "align": "left"},
    "result": {"bold": True, "font_color": LINK_INK, "align": "right"},
    "right": {"align": "right"},
    "centered": {"align": "center"},
    "line": {"bottom": 1, "bottom_color": QUIET_INK, "locked": False},
}


# Asked for by each cell.
@cache
def unit_shown_as(unit: str) -> str:
    """The unit whose format numbers in ``unit`` have: one for amounts of any currency."""
    code, per, _ = unit.partition(PER)
    if code not in currency_codes():
        return unit
    return PRICE_UNIT if per else "amount"


class Styles:
    """The formats of one workbook, each made at its first use."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self._workbook = workbook
        self._made: dict[tuple[str, str], Any] = {}

    def cell_format(self, look: str, unit: str = "") -> Any:  # noqa: ANN401 - as above
        """The format of a cell with this ``look``, for a number in ``unit`` or for text."""
        unit = unit_shown_as(unit)
        key = (look, unit)
        if key not in self._made:
            form = {"num_format": NUMBER_FORMS[unit]} if unit in NUMBER_FORMS else {}
            form = {"num_format": TEXT_FORM} if unit == "text" else form
            self._made[key] = self._workbook.add_format({**BASE_LOOK, **LOOKS[look], **form})
        return self._made[key]


# Pixels in a point, and the widths of characters of the default font as parts of its size.
DOT = 4 / 3
DIGIT, COMMA, MINUS = 0.556, 0.278, 0.333
# The pixels that a cell needs besides its number.
PADDING = 8


def figure_pixels(text: str, size: int = 10) -> float:
    """The width in pixels of a cell with the number ``text`` in a font of ``size`` points."""
    signs = {",": COMMA, ".": COMMA, "-": MINUS}
    return sum(signs.get(one, DIGIT) for one in text) * size * DOT + PADDING


def figure_width(text: str) -> int:
    """The width in characters of a column for the number ``text``."""
    return ceil((figure_pixels(text) - 5) / 7)


# The part of a character that a column takes beside its own. A page of A4 in landscape, with
# margins of 0.3 inches, holds columns of so many characters together if text of 10 points is
# printed at 8. LibreOffice takes 5.56 points for a character, and Excel less. On a screen, the
# columns are narrower than 1,300 pixels.
COLUMN_MARGIN, PAGE_CHARACTERS, SIDE_MARGIN = 0.72, 178, 0.3
# The least scale, in percent, at which text of 10 points is printed at 8.
LEAST_SCALE = 80


def page_characters(widths: Iterable[float]) -> float:
    """The characters that columns of ``widths`` take together."""
    return sum(width + COLUMN_MARGIN for width in widths)


def column_pixels(width: float) -> float:
    """The width in pixels of a column of ``width`` characters."""
    return 7 * width + 5


# In points; the most that Excel allows is 409.
LINE_HEIGHT, HIGHEST = 13, 400
# Points in a pixel; the height of a row is a whole number of pixels.
POINTS = 0.75
# The most UTF-16 code units in a cell or a note; an emoji takes two.
CELL_LIMIT = 32_767


def fit_cell_text(text: str) -> str:
    """``text`` cut to the length of a cell, with an ellipsis if it is longer."""
    if len(text) <= CELL_LIMIT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * CELL_LIMIT - 2].decode("utf-16-le", "ignore") + "…"


def count_lines(text: str, width: float) -> int:
    """The number of lines of ``text``, wrapped in ``width`` characters."""
    return sum(ceil(len(part) / width) or 1 for part in text.split("\n"))


def row_height(texts: Sequence[str], widths: Mapping[int, float]) -> float:
    """The height in points of a row of ``texts``, wrapped in columns of ``widths``."""
    most = max(count_lines(text, widths.get(column, 8)) for column, text in enumerate(texts, 1))
    pixels = round(min(most * LINE_HEIGHT, HIGHEST) / POINTS)
    return pixels * POINTS
