"""Data validation: the values that a cell of the workbook accepts."""

from collections.abc import Mapping

from estimator.model.column import NUMERIC, WHOLE, Column

InputRule = Mapping[str, object]

ANYTHING: InputRule = {"validate": "any"}


def bounds_rule(column: Column) -> InputRule:
    """The rule that a number is within the bounds of ``column``, if it has any."""
    low, high = column.minimum, column.maximum
    if column.kind not in NUMERIC or low is None or high is None:
        return ANYTHING
    kind = "integer" if column.kind == WHOLE else "decimal"
    bounds = {"minimum": float(low), "maximum": float(high)}
    return {"validate": kind, "criteria": "between", **bounds}


def choice_rule(choices: object) -> InputRule:
    """The rule that the value is one of ``choices``: a list, or a formula for their cells."""
    return {"validate": "list", "source": choices}


def expected_sentence(column: Column) -> str:
    """The sentence on the values that ``column`` accepts."""
    return f"Expected: {column.expected}."


def blank_sentence(column: Column) -> str:
    """The sentence on blank cells of ``column``, to append."""
    if column.default:
        return " If blank, the assumption applies."
    return "" if column.required else " May be left blank."
