"""Documents held to a JSON Schema by jsonschema.

jsonschema takes longer to load than a small sheet to read. So this module is imported where a
document of the user is judged; those that are shipped are judged by a test.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, TypeChecker
from jsonschema.validators import extend

from estimator.model.plan import FIRST_MONTH


def schema_validator(document: Mapping[str, Any]) -> Any:  # noqa: ANN401 - jsonschema's own protocol class
    """A validator of ``document`` that knows Decimals, dates and months."""
    return _exact_validator()(document, format_checker=_format_checker())


@cache
def _exact_validator() -> Any:  # noqa: ANN401 - as above
    def is_number(_: TypeChecker, value: object) -> bool:
        return isinstance(value, Decimal | int | float) and not isinstance(value, bool)

    def is_integer(_: TypeChecker, value: object) -> bool:
        return is_number(_, value) and value % 1 == 0  # type: ignore[operator]  # a number

    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": is_number, "integer": is_integer}
    )
    made: Any = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]  # of jsonschema
    return made


@cache
def _format_checker() -> FormatChecker:
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
