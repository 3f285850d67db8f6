"""What JSON Schema says of a row, in the user's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, TypeChecker, ValidationError
from jsonschema.validators import extend

from estimator.model.column import MONTH, Column
from estimator.model.money import grouped
from estimator.model.plan import FIRST_MONTH
from estimator.model.schema import Schema
from estimator.model.text import listed, quote


@dataclass(frozen=True)
class Violation:
    """One thing that the schema does not allow: in which column, by which keyword; what to say.

    What is said depends on the keyword alone, and for ``minimum`` on the number's sign.
    """

    column: str
    keyword: str
    code: str
    expected: str


def violations(schema: Schema, values: Mapping[str, Any]) -> Iterator[Violation]:
    """Every violation of ``schema`` by the row ``values``: Decimals, texts and lists of texts."""
    for error in _validator(schema).iter_errors(values):
        yield from _violations(schema, error)


def validator(document: Mapping[str, Any]) -> Any:  # noqa: ANN401 - jsonschema's own protocol class
    """A validator of ``document`` that knows Decimals, dates and months."""
    return _exact_validator()(document, format_checker=_formats())


@cache
def _validator(schema: Schema) -> Any:  # noqa: ANN401 - as above
    return validator(schema.row)


@cache
def _exact_validator() -> Any:  # noqa: ANN401 - as above
    def is_number(_: TypeChecker, value: object) -> bool:
        return isinstance(value, Decimal | int | float) and not isinstance(value, bool)

    def is_integer(_: TypeChecker, value: object) -> bool:
        return is_number(_, value) and value % 1 == 0  # type: ignore[operator]

    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": is_number, "integer": is_integer}
    )
    made: Any = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]
    return made


@cache
def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())

    @checker.checks("date", raises=ValueError)
    def is_date(value: object) -> bool:
        return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value

    @checker.checks("month", raises=ValueError)
    def is_month(value: object) -> bool:
        if not isinstance(value, str):
            return True
        return date.fromisoformat(f"{value}-01").isoformat()[:7] == value >= FIRST_MONTH

    return checker


def _violations(schema: Schema, error: ValidationError) -> Iterator[Violation]:
    if error.validator == "required":
        # jsonschema reports all missing names of a row one by one; the name is in the message only.
        required: list[str] = list(cast("list[str]", error.validator_value))
        names = [name for name in required if name not in cast("Mapping[str, Any]", error.instance)]
        name = next(name for name in names if error.message.startswith(repr(name)))
        yield Violation(name, "required", "missing-value", "a value; every row needs one")
        return
    column = schema.columns[str(error.absolute_path[0])]
    keyword = str(error.validator)
    yield Violation(column.name, keyword, *_said(column, keyword, error))


def _said(  # noqa: PLR0911 - a case a keyword
    column: Column, keyword: str, error: ValidationError
) -> tuple[str, str]:
    """The code for a broken ``keyword``, and what was expected."""
    value, limit = cast("Any", error.instance), cast("Any", error.validator_value)
    match keyword:
        case "type":
            whole = limit == "integer"
            return ("not-a-whole-number" if whole else "not-a-number"), column.expected
        case "minimum":
            return ("negative" if value < 0 <= limit else "too-small"), column.expected
        case "maximum":
            return "too-large", column.expected
        case "maxLength":
            return "too-long", f"at most {grouped(Decimal(limit))} characters"
        case "enum":
            return "not-allowed", listed([quote(str(one)) for one in limit], "or")
        case "format":
            return ("not-a-month" if column.kind == MONTH else "not-a-date"), column.expected
        case _:
            said = column.description[:1].lower() + column.description[1:]
            return "not-allowed", said.rstrip(".")
