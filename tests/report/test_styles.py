"""The looks of the workbook: legible to everyone, and the same thing said by each of them."""

import pytest

from estimator.report.sheets.about import LEGEND
from estimator.report.styles import BASE_LOOK, DASH, INPUT_INK, LOOKS, NUMBER_FORMS, Look

WHITE = "#FFFFFF"
LEAST = 4.5
# A number is never shown as less than it is: General and whole numbers of our own have no sign.
UNSIGNED = {"days", "passes", "key", "date", "month", "date and time", "first day", "day after"}


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_that_of_its_definition() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", WHITE) < LEAST


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_is_legible_on_its_ground(name: str) -> None:
    look = {**BASE_LOOK, **LOOKS[name]}
    assert contrast(look["font_color"], look.get("bg_color", WHITE)) >= LEAST


def _without_colour(look: Look) -> Look:
    return {
        key: value for key, value in {**BASE_LOOK, **look}.items() if not key.endswith("_color")
    }


def test_what_is_wrong_is_told_apart_from_what_is_right_without_colour() -> None:
    """By its words: CHECK and not OK, Error and Notice; a caution is bold besides."""
    assert _without_colour(LOOKS["caution_line"]) != _without_colour(LOOKS["plain"])
    assert _without_colour(LOOKS["follows"]) != _without_colour(LOOKS["formula"])
    assert {"OK", "CHECK", "Blue", "Green", "Black"} <= {word for _, word, _ in LEGEND}


def test_what_is_blue_may_be_typed_over_and_nothing_else_of_its_kind_is_open() -> None:
    blue = {name for name, look in LOOKS.items() if look.get("font_color") == INPUT_INK}
    unlocked = {name for name, look in LOOKS.items() if look.get("locked") is False}
    assert blue == {"input", "input_right", "input_wrapped", "choice"}
    # A price that follows another until it is typed, and the lines to sign on.
    assert unlocked == blue | {"follows", "line"}


def test_the_legend_says_what_every_look_of_a_figure_means() -> None:
    looks = {look for look, _, _ in LEGEND}
    assert looks >= {"input", "follows", "link", "formula", "total", "quiet", "bad"}
    assert looks <= LOOKS.keys()


@pytest.mark.parametrize("unit", sorted(NUMBER_FORMS.keys() - UNSIGNED))
def test_negatives_have_their_sign_and_zero_is_shown(unit: str) -> None:
    positive, negative, zero = NUMBER_FORMS[unit].split(";")
    assert negative == f"-{positive}"
    # In the tables of the Summary, Breakdown and Plan a dash is for nothing.
    assert zero.startswith("0") or (zero == DASH and unit in {"money", "count", "part"})
