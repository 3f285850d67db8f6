"""The masks of a schema flag the cells that jsonschema refuses, and no others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from estimator.basis.assumptions import assumptions_sheet_schema
from estimator.model.column import WORDS
from estimator.model.money import EXACT, grouped_number
from estimator.model.schema import Schema, parse_schema, rates_schema, workloads_schema
from estimator.model.text import join_phrase, quote_text
from estimator.validate.documents import schema_validator
from estimator.validate.schema_rules import (
    broken_rules,
    compile_rules,
    row_documents,
)

Cell = Decimal | str | None
Spec = Mapping[str, Any]

SHIPPED = {
    "workloads": workloads_schema(),
    "rates": rates_schema(),
    "assumptions": assumptions_sheet_schema(),
}
SMALLEST = Decimal("0.000000000001")
DATES = [
    "2026-11-22", "2024-02-29", "2026-02-29", "0001-01-01", "0000-01-01", "9999-12-31",
    "10000-01-01", "+10000-01-01", "-0001-01-01", "20261122", "2026-W47-7", "2026-11-2",
    "2026-11", "2026-13", "2026-00", "1900-12", "1901-01", "9999-12", "2026-11\n",
    "\uff12026-11", "2026-W4",
    "2026/11/22", "2026-11-22\n", " 2026-11-22", "2026-11-22T00:00:00", "\uff12026-11-22", "soon",
]  # fmt: skip
ODD = ["", " ", "\n", "gpt-4o\n", "gpt-4o\n\n", "gpt 4o", "USD", "usd", "\u00e9", "e\u0301", "\U0001f600", "\x00"]  # fmt: skip  # noqa: E501


def frame(of: Schema, rows: Sequence[Mapping[str, Cell]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            pl.Series(name, [row[name] for row in rows], EXACT if one.numeric else pl.String)
            for name, one in of.columns.items()
        ]
    )


class Violation(NamedTuple):
    column: str
    keyword: str
    code: str
    expected: str


def violations(of: Schema, values: Mapping[str, Any]) -> Iterator[Violation]:
    """The oracle: what jsonschema refuses of a row, and what is to be said of it."""
    for error in schema_validator(of.row).iter_errors(values):
        if error.validator == "required":
            # One error for each missing name, which is in the message only.
            (name,) = (one for one in of.columns if error.message.startswith(repr(one)))
            yield Violation(name, "required", "missing-value", "a value; every row needs one")
        else:
            name, keyword = str(error.absolute_path[0]), str(error.validator)
            yield Violation(name, keyword, *answer(of, name, error))


def answer(  # noqa: PLR0911 - a case a keyword
    of: Schema, name: str, error: ValidationError
) -> tuple[str, str]:
    """The code of a broken keyword, and what was expected."""
    value: Any = error.instance
    limit: Any = error.validator_value
    column = of.columns[name]
    match str(error.validator):
        case "type":
            return "not-a-whole-number", column.expected
        case "minimum":
            return ("negative" if value < 0 <= limit else "too-small"), column.expected
        case "maximum":
            return "too-large", column.expected
        case "maxLength":
            return "too-long", f"at most {grouped_number(Decimal(limit))} characters"
        case "enum":
            return "not-allowed", join_phrase([quote_text(one) for one in limit], "or")
        case "format":
            return f"not-a-{limit}", column.expected
        case _:
            described = column.description[:1].lower() + column.description[1:]
            return "not-allowed", described.rstrip(".")


def by_masks(of: Schema, cells: pl.DataFrame) -> set[tuple[int, str, str]]:
    return {
        (row, rule.column, rule.keyword)
        for rule in compile_rules(of)
        for row in cells.select(rule.broken.alias("broken"))["broken"].arg_true()
    }


def assert_equal(of: Schema, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Row by row jsonschema breaks what the masks flag, and says what is said of all of them."""
    cells = frame(of, rows)
    asked = [
        (row, said)
        for row, values in enumerate(row_documents(cells, of))
        for said in violations(of, values)
    ]
    assert by_masks(of, cells) == {(row, said.column, said.keyword) for row, said in asked}
    assert {
        (row, rule.column, rule.code, rule.expected)
        for rule, broken in broken_rules(cells, of)
        for row in broken
    } == {(row, said.column, said.code, said.expected) for row, said in asked}


# Cells on both sides of whatever a column's spec says.


def numbers(spec: Spec) -> list[Cell]:
    bounds = [Decimal(spec[name]) for name in ("minimum", "maximum") if name in spec]
    near = [Decimal(0), Decimal(1), Decimal("0.5"), Decimal(-1), Decimal(10) ** 24, *bounds]
    steps = [Decimal(0), SMALLEST, -SMALLEST, Decimal(1), Decimal(-1)]
    return [None, *(number + step for number in near for step in steps)]


def texts(spec: Spec) -> list[Cell]:
    bounds = [spec[name] for name in ("minLength", "maxLength") if name in spec]
    sized = [
        character * max(0, length + step)
        for length in bounds
        for step in (-1, 0, 1)
        for character in ("a", "\u00e9", "\U0001f600")
    ]
    return [None, *ODD, *DATES, *sized, *spec.get("enum", ())]


def lists(spec: Spec) -> list[Cell]:
    words = [str(text) for text in texts(spec["items"]) if text]
    return [
        None,
        "",
        ";",
        " ; ",
        *words,
        ";".join(words),
        *(f"{word}; a ;{word}" for word in words),
    ]


def candidates(of: Schema, name: str) -> list[Cell]:
    spec, column = of.row["properties"][name], of.columns[name]
    if column.numeric:
        return numbers(spec)
    return lists(spec) if column.kind == WORDS else texts(spec)


def cells(of: Schema, name: str) -> st.SearchStrategy[Cell]:
    likely = st.sampled_from(candidates(of, name))
    if of.columns[name].numeric:
        return likely | st.decimals(-(10**13), 10**13, places=12)
    return likely | st.text(max_size=12) | st.text("a1-;\n ", max_size=12)


def rows(of: Schema) -> st.SearchStrategy[list[dict[str, Cell]]]:
    row = st.fixed_dictionaries({name: cells(of, name) for name in of.columns})
    return st.lists(row, min_size=1, max_size=4)


# The shipped schemas.


def test_every_keyword_of_the_shipped_schemas_is_broken_by_the_cells_at_its_bounds() -> None:
    broken = set()
    for of in SHIPPED.values():
        blank: dict[str, Cell] = dict.fromkeys(of.columns)
        every = [blank | {name: cell} for name in of.columns for cell in candidates(of, name)]
        assert_equal(of, every)
        broken |= {keyword for _, _, keyword in by_masks(of, frame(of, every))}
    # A blank cell is absent, so that nothing is shorter than the one character that is asked for.
    possible = {rule.keyword for of in SHIPPED.values() for rule in compile_rules(of)} - {
        "minLength"
    }
    assert broken == possible


@given(st.sampled_from(list(SHIPPED.values())).flatmap(lambda of: st.tuples(st.just(of), rows(of))))
def test_the_masks_of_the_shipped_schemas_flag_what_jsonschema_refuses(
    given_rows: tuple[Schema, list[dict[str, Cell]]],
) -> None:
    assert_equal(*given_rows)


# Schemas at random, of the keywords that masks are made of.

PATTERNS = ["^[a-z][a-z0-9._:/-]*$", "^a+$", "a-?1", "[^a]", "^[a-]", "1$", " *", "^$"]


def number() -> st.SearchStrategy[Spec]:
    bound = st.integers(-100, 100) | st.decimals(-100, 100, places=3)
    return st.fixed_dictionaries(
        {"type": st.sampled_from(["number", "integer"])},
        optional={"minimum": bound, "maximum": bound},
    )


def text() -> st.SearchStrategy[Spec]:
    length = st.integers(0, 6)
    return st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": length,
            "maxLength": length,
            "enum": st.lists(st.text(max_size=2), min_size=1, max_size=3),
            "pattern": st.sampled_from(PATTERNS),
            "format": st.sampled_from(["date", "month"]),
        },
    )


def words() -> st.SearchStrategy[Spec]:
    return text().map(lambda items: {"type": "array", "items": items})


@st.composite
def schemas(draw: st.DrawFn) -> tuple[Schema, list[dict[str, Cell]]]:
    properties = draw(
        st.dictionaries(st.sampled_from("abc"), number() | text() | words(), min_size=1)
    )
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True))
    of = parse_schema(
        {"required": required, "properties": properties, "additionalProperties": False}
    )
    return of, draw(rows(of))


@given(schemas())
def test_the_masks_of_any_schema_flag_what_jsonschema_refuses(
    generated: tuple[Schema, list[dict[str, Cell]]],
) -> None:
    assert_equal(*generated)


# What no mask is made of.

KNOWN = {
    "number": {"type", "minimum", "maximum"},
    "string": {"type", "minLength", "maxLength", "enum", "pattern", "format"},
    "array": {"type", "items"},
}


# "dependentSchemas", "unevaluatedProperties" and whatever else jsonschema would judge.
UNKNOWN = [
    (kind, keyword)
    for kind, known in KNOWN.items()
    for keyword in sorted({*Draft202012Validator.VALIDATORS, "madeUp"} - known)
]


@pytest.mark.parametrize(("kind", "keyword"), UNKNOWN)
def test_a_keyword_without_a_mask_is_refused_with_its_column(kind: str, keyword: str) -> None:
    of = parse_schema({"properties": {"size": {"type": kind, keyword: 1}}})
    with pytest.raises(ValueError, match=f"of size: .*'{re.escape(keyword)}'"):
        compile_rules(of)


@pytest.mark.parametrize(
    "keyword",
    sorted(
        {*Draft202012Validator.VALIDATORS}
        - {"type", "properties", "required", "additionalProperties"}
    ),
)
def test_a_keyword_of_the_whole_row_without_a_mask_is_refused(keyword: str) -> None:
    with pytest.raises(ValueError, match=f"of a row: .*'{re.escape(keyword)}'"):
        compile_rules(parse_schema({"properties": {"size": {"type": "number"}}, keyword: 1}))


@pytest.mark.parametrize(
    ("spec", "keyword"),
    [
        ({"type": "boolean"}, "type"),
        ({"type": ["string", "null"]}, "type"),
        ({"type": "number", "minimum": Decimal("1e-13")}, "minimum"),
        ({"type": "number", "maximum": 10**26}, "maximum"),
        ({"type": "number", "maximum": 0.1}, "maximum"),
        ({"type": "string", "format": "email"}, "format"),
        ({"type": "string", "enum": [1]}, "enum"),
        ({"type": "string", "enum": []}, "enum"),
        ({"type": "string", "pattern": r"\d+"}, "pattern"),
        ({"type": "string", "pattern": "(?i)a"}, "pattern"),
        ({"type": "string", "pattern": "a|b"}, "pattern"),
        ({"type": "string", "pattern": "[a-z&&[aeiou]]"}, "pattern"),
        ({"type": "array", "items": {"type": "number"}}, "items"),
        ({"type": "array", "items": {"type": "string", "const": "a"}}, "const"),
    ],
)
def test_a_keyword_in_a_form_without_a_mask_is_refused(spec: Spec, keyword: str) -> None:
    with pytest.raises(ValueError, match=f"of size: .*'{keyword}'"):
        compile_rules(parse_schema({"properties": {"size": spec}}))


def test_a_required_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="'required'"):
        compile_rules(
            parse_schema({"properties": {"size": {"type": "number"}}, "required": ["sice"]})
        )
