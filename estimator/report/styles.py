"""The looks of the workbook: one format for each role and unit, by the conventions of finance.

Inputs are blue, formulas black, links to other sheets green; About has a legend. Every color has
a contrast of at least 4.5 to 1 on its background, and none is the only signal.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from estimator.model.money import currency_codes

INK = "#1F2933"
INPUT_INK = "#0000FF"
LINK_INK = "#00663A"
QUIET_INK = "#52606D"
BAND = "#1F3A5F"
GROUND = "#F0F4F8"
LINE = "#CBD2D9"
BAD_GROUND = "#FDE2E2"
BAD_INK = "#8A1C1C"
WARN_INK = "#664D03"
WARN_GROUND = "#FFF3CD"

# The lighter of two colors in a chart.
PALE = "#B8C9DC"
FONT = "Arial"

TEXT_FORM = "@"
WHOLE_FORM, CENTS_FORM = "#,##0;-#,##0;0", "#,##0.00;-#,##0.00;0.00"
# By unit; the second section is for negative numbers, the third for zero, which is never blank.
NUMBER_FORMS = {
    # Money in any currency.
    "amount": CENTS_FORM,
    # Amounts by month, whose cents are not shown.
    "whole amount": WHOLE_FORM,
    "USD per 1M tokens": "#,##0.00####;-#,##0.00####;0.00",
    "share": "0.0#####%;-0.0#####%;0.0%",
    "tokens": WHOLE_FORM,
    # Quantities of which some are not whole.
    "fractions": CENTS_FORM,
    "examples": WHOLE_FORM,
    "requests": WHOLE_FORM,
    "passes": "0",
    "days": "General",
    "factor": "0.00##;-0.00##;0.00",
    "key": "0",
    "rows": WHOLE_FORM,
    "part": "0.0%;-0.0%;0.0%",
    "tolerance": "#,##0.000;-#,##0.000;0.000",
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "date and time": "yyyy-mm-dd hh:mm:ss",
}

Look = dict[str, Any]

BASE_LOOK: Look = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
HEADER_LOOK: Look = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": BAND,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": LINE,
}
BAND_LOOK: Look = {"bold": True, "font_color": BAND, "bg_color": GROUND}
UNIT_LOOK: Look = {"italic": True, "font_color": QUIET_INK, "bg_color": GROUND, "font_size": 9}
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
    "label": {"bold": True},
    "quiet": {"font_color": QUIET_INK, "font_size": 9},
    "input": {"font_color": INPUT_INK, "locked": False},
    "input_wrapped": {"font_color": INPUT_INK, "locked": False, "text_wrap": True},
    # A formula that an input may replace.
    "follows": {"italic": True, "locked": False},
    # Text, so that a chosen name is not taken for a date or a boolean.
    "choice": {"font_color": INPUT_INK, "locked": False, "bold": True, "num_format": TEXT_FORM},
    "link": {"font_color": LINK_INK},
    "link_right": {"font_color": LINK_INK, "align": "right"},
    "formula": {},
    # Text next to numbers, indented as they are aligned right.
    "word": {"indent": 1, "align": "left"},
    "beside": {"font_color": QUIET_INK, "font_size": 9, "indent": 1, "align": "left"},
    "total": {"bold": True, "top": 1, "bottom": 6},
    "headline": {"bold": True, "font_size": 12},
    "headline_left": {"bold": True, "font_size": 12, "align": "left"},
    "wrapped": {"text_wrap": True},
    "caution_line": {"font_color": WARN_INK, "bold": True},
    "bad": ERROR_LOOK,
    "error": ERROR_LOOK,
    "warning": WARNING_LOOK,
    "heading_error": {**HEADER_LOOK, **ERROR_LOOK},
    "heading_warning": {**HEADER_LOOK, **WARNING_LOOK},
    "place": {"font_color": LINK_INK, "underline": 1, "text_wrap": True},
    "linked_line": {"font_color": LINK_INK, "underline": 1},
    "check": {"bold": True, "font_color": LINK_INK, "align": "left"},
    "result": {"bold": True, "font_color": LINK_INK, "align": "right"},
    "right": {"align": "right"},
    "centered": {"align": "center"},
    "line": {"bottom": 1, "bottom_color": QUIET_INK, "locked": False},
}


def unit_shown_as(unit: str) -> str:
    """The unit whose format numbers in ``unit`` have: one for amounts of any currency."""
    return "amount" if unit in currency_codes() else unit


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
