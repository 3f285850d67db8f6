"""The rules of a schema are masks; what no mask can judge is refused at once."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from estimator.model.money import EXACT
from estimator.model.schema import parse_schema
from estimator.validate.schema_rules import broken_rules, compile_rules, split_words

ROW = {
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 3, "pattern": "^[a-z]*$"},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "month": {"type": "string", "format": "month"},
        "words": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    },
}
GOOD = {"name": "abc", "count": Decimal(5), "month": "2027-01", "words": "a; b"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, []),
        ({"count": None, "month": None, "words": ""}, []),
        ({"name": None}, [("name", "missing-value")]),
        ({"name": "ABC"}, [("name", "not-allowed")]),
        ({"name": "abcd"}, [("name", "too-long")]),
        ({"count": Decimal("1.5")}, [("count", "not-a-whole-number")]),
        ({"count": Decimal(0)}, [("count", "too-small")]),
        ({"count": Decimal(-1)}, [("count", "negative")]),
        ({"count": Decimal(10)}, [("count", "too-large")]),
        ({"month": "2027-13"}, [("month", "not-a-month")]),
        ({"words": "a; c"}, [("words", "not-allowed")]),
    ],
)
def test_a_row_breaks_exactly_the_rules_that_it_should(
    cells: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    types = {name: EXACT if name == "count" else pl.String for name in GOOD}
    frame = pl.DataFrame([GOOD, {**GOOD, **cells}], schema=types)
    found = list(broken_rules(frame, parse_schema(ROW)))
    assert [(rule.column, rule.code) for rule, _ in found] == expected
    assert all(rows.to_list() == [1] for _, rows in found)


@pytest.mark.parametrize(
    "spec",
    [
        {"type": "number", "multipleOf": 2},
        {"type": "number", "maximum": Decimal("1e30")},
        {"type": "string", "pattern": r"\d+"},
        {"type": "string", "format": "email"},
    ],
)
def test_a_keyword_that_no_mask_can_judge_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no mask is made of"):
        compile_rules(parse_schema({"properties": {"x": spec}}))


def test_words_are_split_at_semicolons_and_blank_ones_left_out() -> None:
    cells = pl.DataFrame({"x": ["a; b;", ";", "", None]})
    assert cells.select(split_words(pl.col("x")))["x"].to_list() == [["a", "b"], [], None, None]
