"""Explanations in words: a column and what it depends on, or a problem."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from estimator.formula.excel import legible_formula
from estimator.formula.syntax import names_in, parse_formula
from estimator.model.calendar import ORIGIN, calendar_columns, rate_months
from estimator.model.column import MONTH, SHARE
from estimator.model.cost_model import BASE, FACTORS, CostModel
from estimator.model.money import currency_codes, grouped_amount, grouped_number
from estimator.model.output_columns import INPUT, PLANNED, OutputColumn, output_layout
from estimator.model.plan import REPLACE
from estimator.model.problem import ProblemKind, problem_catalog
from estimator.model.text import plain_words

Columns = dict[str, OutputColumn]


def format_value(value: object, unit: str) -> str:
    """``value`` for people: amounts with two places at least, shares in percent."""
    match value:
        case None:
            return "blank"
        case Decimal() if unit == SHARE:
            return f"{grouped_number(value * 100)}%"
        case Decimal() if unit[:3] in currency_codes():
            return grouped_amount(value)
        case Decimal():
            return grouped_number(value)
        case int() if unit == MONTH:
            return f"{ORIGIN + timedelta(days=value):%Y-%m}"
        case _:
            return str(value)


def explained_columns(model: CostModel, months: int, *, grows: bool = True) -> Columns:
    """The columns that can be explained, by name: those of the result and of the calendar.

    Args:
        model: the cost model in the report's currency.
        months: the length of the plan.
        grows: whether the cost of a month depends on the month before.
    """
    columns = {column.name: column for column in output_layout(model)}
    currency = model.currency

    def shown(name: str) -> str:
        twin = currency.name_shown(name)
        return twin if twin in columns else name

    for column in calendar_columns(months, grows=grows, after=model.after_retirement):
        tree = parse_formula(column.formula)
        twins = {name: shown(name) for name in names_in(tree)}
        formula = legible_formula(tree, twins) if currency.converts else column.formula
        name, unit = shown(column.name), currency.code if column.money else column.unit
        new = OutputColumn(name, column.title, unit, PLANNED, column.description, column.frequency)
        # Behind what it is computed from, where it is a column of the result too.
        columns[name] = replace(columns.pop(name, new), formula=formula)
    return columns


def find_column(columns: Columns, text: str) -> str | None:
    """The name of the column whose name or title is ``text``, aside from case and punctuation."""
    by_text = {plain_words(column.title): name for name, column in reversed(columns.items())}
    return (by_text | {plain_words(name): name for name in columns}).get(plain_words(text))


def find_problem(text: str) -> ProblemKind | None:
    """The problem whose code or title is ``text``, aside from case and punctuation."""
    by_text = {plain_words(kind.title): kind for kind in problem_catalog().values()}
    return (by_text | {plain_words(code): kind for code, kind in problem_catalog().items()}).get(
        plain_words(text)
    )


def list_columns(model: CostModel) -> Iterator[str]:
    """Every column with its unit, a line each."""
    columns = output_layout(model)
    widest = max(len(column.name) for column in columns)
    for column in columns:
        yield f"{column.name:<{widest}} {column.role:<9} {_full_unit(column)}".rstrip()


def describe_problem(kind: ProblemKind) -> Iterator[str]:
    """A problem's code: its meaning and how to fix it."""
    yield f"{kind.title} ({kind.code}): {kind.severity}"
    yield kind.meaning
    yield f"Fix: {kind.fix}"


def describe_column(model: CostModel, columns: Columns, name: str) -> Iterator[str]:
    """The column ``name``: title, unit and meaning; its formula, or what a cell may hold."""
    column = columns[name]
    unit = _full_unit(column)
    yield f"{column.title} ({name}){': ' + unit if unit else ''}"
    yield column.description
    if column.role == INPUT:
        yield ""
        yield from _describe_input(model, name)
    if column.formula:
        yield ""
        yield column.formula
        yield ""
        yield "It depends on"
        for needed in dict.fromkeys(names_in(parse_formula(column.formula))):
            yield f"  {needed}: {_describe_name(model, columns, needed)}"


def _describe_input(model: CostModel, name: str) -> Iterator[str]:
    column = model.schema.columns[name]
    yield f"Expected: {column.expected}."
    if column.required:
        yield "Required."
    for assumption in model.assumptions:
        if assumption.name == column.default:
            value = format_value(assumption.value, assumption.unit)
            yield f"Default: {value} (assumption {assumption.name})."
    yield f"Headers: {', '.join((column.title, *column.aliases))}."
    if column.header_words:
        yield f"Words of other headers: {'; '.join(column.header_words)}."


def _describe_name(model: CostModel, columns: Columns, name: str) -> str:
    for assumption in model.assumptions:
        if assumption.name == name:
            return f"assumption, {grouped_number(assumption.value)} ({assumption.unit})"
    if name in rate_months(REPLACE):
        return "month, from the rate card"
    if name in FACTORS:
        return f"factor of the scenario, 1 in {BASE}"
    if name not in columns:
        return "month of the plan"
    return ", ".join(part for part in (columns[name].role, columns[name].unit) if part)


def _full_unit(column: OutputColumn) -> str:
    return ", ".join(part for part in (column.unit, column.frequency) if part)
