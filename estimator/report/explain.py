"""Explains a column: meaning, formula and dependencies, with the numbers of a row if asked for."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from estimator.formula.excel import legible
from estimator.formula.syntax import names, parse
from estimator.model.cost_model import BASE, FACTORS, SHIPPED, CostModel
from estimator.model.estimate import Estimate
from estimator.model.money import grouped, plain
from estimator.model.output_columns import COMPUTED, INPUT, PLANNED, OutputColumn, layout
from estimator.model.problem import TABLE, Kind
from estimator.model.table import Table


def columns(model: CostModel) -> Iterator[str]:
    """One line for each column, with its unit."""
    for column in layout(model):
        unit = ", ".join(part for part in (column.unit, column.frequency) if part)
        yield f"{column.name:<31} {column.role:<9} {unit}"


def column(model: CostModel, name: str) -> Iterator[str]:
    """The column ``name``: title, unit, meaning, formula and dependencies."""
    by_name = {one.name: one for one in layout(model)}
    one = by_name[name]
    yield from _head(one)
    if one.role != COMPUTED:
        return
    yield ""
    yield one.formula
    yield ""
    yield "Depends on"
    assumptions = {assumption.name: assumption for assumption in model.assumptions}
    for needed in dict.fromkeys(names(parse(one.formula))):
        if needed in assumptions:
            said = f"assumption, {plain(assumptions[needed].value)} ({assumptions[needed].unit})"
        elif needed in FACTORS:
            said = f"scenario factor, 1 in {BASE}"
        else:
            said = ", ".join(part for part in (by_name[needed].role, by_name[needed].unit) if part)
        yield f"  {needed}: {said}"


def _head(one: OutputColumn) -> Iterator[str]:
    unit = ", ".join(part for part in (one.unit, one.frequency) if part)
    yield f"{one.title} ({one.name}){': ' + unit if unit else ''}"
    yield one.description


def problem(kind: Kind) -> Iterator[str]:
    """A problem code: its meaning and how to fix it."""
    yield f"{kind.title} ({kind.code}): {kind.severity}"
    yield kind.meaning
    yield f"Fix: {kind.fix}"


def row(
    estimate: Estimate, tables: Sequence[Table], name: str, workload: str
) -> Iterator[str] | None:
    """The column ``name`` of ``workload`` with its numbers; None if no row has that id."""
    wanted = workload.strip().lower()
    for part in estimate.priced:
        index = part.frame["workload_id"].str.to_lowercase().index_of(wanted)
        if index is not None:
            values = part.frame.row(index, named=True)
            return _row(estimate, tables[values[TABLE]], name, values)
    return None


def _row(estimate: Estimate, table: Table, name: str, values: dict[str, object]) -> Iterator[str]:
    by_name = {one.name: one for one in layout(estimate.basis.model)}
    yield f"Workload {values['workload_id']}, row {values['source_row']} of {table.source.file}"
    yield from _head(by_name[name])
    yield ""
    constants = {
        one.name: one.value for one in estimate.basis.assumptions
    } | estimate.basis.scenario.factors
    words = {key: _word(value) for key, value in {**values, **constants}.items()}
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        one = by_name.get(current)
        if one is not None and one.role == COMPUTED:
            tree = parse(one.formula)
            yield f"{current} = {_shown(values[current])}"
            yield f"    {one.formula}"
            yield f"    {legible(tree, words)}"
            waiting += names(tree)
        else:
            yield f"{current} = {_origin(estimate, table, values, current, one)}"


def _word(value: object) -> str:
    if value is None:
        return '""'
    return plain(value) if isinstance(value, Decimal) else f'"{value}"'


def _shown(value: object) -> str:
    if value is None:
        return "blank"
    return grouped(value) if isinstance(value, Decimal) else str(value)


def _origin(
    estimate: Estimate,
    table: Table,
    values: dict[str, object],
    name: str,
    one: OutputColumn | None,
) -> str:
    scenario = estimate.basis.scenario
    if name in FACTORS:
        return f"{grouped(scenario.factors[name])}: factor of the scenario {scenario.name}"
    if one is None:
        assumption = next(each for each in estimate.basis.assumptions if each.name == name)
        by = assumption.set_by
        said = by if by == SHIPPED else f"set by {by}"
        return f"{grouped(assumption.value)}: assumption, {said}"
    if one.role == INPUT:
        place = (
            table.place(int(str(values["source_row"])), name)
            if name in table.by_column
            else "not in the file"
        )
        return f"{_shown(values[name])}: input, {place}"
    if one.role == PLANNED:
        return f"{_shown(values[name])}: calendar, from {estimate.totals.calendar.plan.start}"
    said = f"{_shown(values[name])}: rate card {estimate.basis.card.name}, {values['model']}"
    factor = scenario.price_factor
    changed = f", multiplied by {plain(factor)} in the scenario {scenario.name}"
    return said if factor == 1 else said + changed
