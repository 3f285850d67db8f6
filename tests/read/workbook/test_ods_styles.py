"""The styles of an .ods become the format codes that .xlsx has for the same."""

import pytest

from estimator.model.cells import NUMBER
from estimator.model.shown_numbers import NumberFormat
from estimator.read.workbook.format_codes import parse_format
from estimator.read.workbook.ods_styles import NumberStyles

Element = tuple[str, dict[str, str], str]
DIGITS: Element = ("number:number", {"number:min-integer-digits": "1"}, "")


def told(
    *parts: Element, kind: str = "number", currency: str = "", percent: bool = False
) -> NumberFormat | None:
    """The format of a cell whose style has such ``parts``; None where it says nothing."""
    styles = NumberStyles()
    styles.start_element(f"number:{kind}-style", {"style:name": "N1"})
    for name, attributes, text in parts:
        styles.start_element(name, attributes)
        styles.add_text(text)
        styles.end_element(name)
    styles.end_element(f"number:{kind}-style")
    cell = {"style:family": "table-cell", "style:name": "ce1", "style:data-style-name": "N1"}
    styles.start_element("style:style", cell)
    child = {"style:family": "table-cell", "style:name": "ce2", "style:parent-style-name": "ce1"}
    styles.start_element("style:style", child)
    found = styles.number_kind("ce2", currency, percent=percent)
    return None if found == NUMBER else styles.known.formats[0]


def words(text: str, name: str = "number:text") -> Element:
    return name, {}, text


@pytest.mark.parametrize(
    ("parts", "kind", "code"),
    [
        ([DIGITS, words("%")], "percentage", "0%"),
        ([DIGITS, words("%")], "number", '0"%"'),
        ([DIGITS, words(" M")], "number", '0" M"'),
        ([("number:number", {"number:display-factor": "1000000"}, ""), words("M")], "number",
         '0,,"M"'),
        ([DIGITS, words(" "), words("EUR", "number:currency-symbol")], "currency", "0 [$EUR]"),
        ([("number:number", {"number:min-integer-digits": "4"}, "")], "number", "0000"),
    ],
)  # fmt: skip
def test_a_style_is_read_as_its_code(parts: list[Element], kind: str, code: str) -> None:
    assert told(*parts, kind=kind) == parse_format(code)


def test_what_a_cell_says_of_itself_counts() -> None:
    assert told(DIGITS) is None
    assert told(DIGITS, currency="EUR") == parse_format("0 [$EUR]")
    assert told(DIGITS, percent=True) == parse_format("0%")
    dollars = words("$", "number:currency-symbol")
    assert told(dollars, DIGITS, kind="currency", currency="CAD") == parse_format("[$CAD]0")


def test_the_country_of_a_sign_says_whose_it_is() -> None:
    spoken = {"number:language": "en", "number:country": "CA"}
    sign = ("number:currency-symbol", spoken, "$")
    assert told(sign, DIGITS, kind="currency") == parse_format("[$CAD]0")
    # The next sign says nothing of its country.
    plain = words("$", "number:currency-symbol")
    assert told(plain, DIGITS, kind="currency") == parse_format("[$$]0")
