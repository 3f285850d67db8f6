"""What one may type into a cell, as a spreadsheet holds one to it."""

from collections.abc import Mapping

from estimator.model.column import NUMERIC, WHOLE, Column

Rule = Mapping[str, object]

ANYTHING: Rule = {"validate": "any"}


def within_bounds(column: Column) -> Rule:
    """The rule that a number lies within the bounds of ``column``; none where it has none."""
    low, high = column.minimum, column.maximum
    if column.kind not in NUMERIC or low is None or high is None:
        return ANYTHING
    kind = "integer" if column.kind == WHOLE else "decimal"
    bounds = {"minimum": float(low), "maximum": float(high)}
    return {"validate": kind, "criteria": "between", **bounds}


def one_of(choices: object) -> Rule:
    """The rule that one of ``choices`` is taken: a list, or a formula that names their cells."""
    return {"validate": "list", "source": choices}


def expected(column: Column) -> str:
    """What a cell of ``column`` may hold, as a sentence."""
    return f"Expected: {column.expected}."


def if_blank(column: Column) -> str:
    """What it means that a cell of ``column`` is left blank, to go on with."""
    if column.default:
        return " Left blank, the assumption applies."
    return "" if column.required else " May be left blank."
