"""Data validation: the values that a cell of the workbook accepts."""

from collections.abc import Mapping

from estimator.model.column import NUMERIC, WHOLE, Column
from estimator.model.schema import Alternatives, workloads_schema
from estimator.model.text import join_phrase

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
    if column.required:
        return " Required."
    entry = find_alternatives(column)
    if entry is None:
        return " May be left blank."
    titles = workloads_schema().columns
    ways = [join_phrase([titles[name].title for name in way]) for way in entry.ways]
    return f" Required in one way: {'; or '.join(ways)}. Enter 0 if there is none."


def find_alternatives(column: Column) -> Alternatives | None:
    """The alternatives that ``column`` is one of; None if it is given in no other way."""
    every = workloads_schema().alternatives
    return next((one for one in every for way in one.ways if column.name in way), None)
