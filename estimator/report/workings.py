"""Workings of one workload: the arithmetic from its inputs to a column, as lines of text.

What contributes nothing is left out: branches not taken, zeros added, factors of one, and columns
that only pass a number on.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import polars as pl
from msgspec import Struct, field

from estimator.formula.calendar_formulas import month_kinds
from estimator.formula.exactness import ValueKind
from estimator.formula.polars import polars_expression
from estimator.formula.program import column_kinds
from estimator.formula.simplification import ONE, ZERO, negate_condition, simplify_operation
from estimator.formula.syntax import (
    BINDING,
    COMPARISONS,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    names_in,
    parse_formula,
)
from estimator.model.calendar import day_numbers, plan_constants, rate_months
from estimator.model.column import MONTH, SHARE
from estimator.model.cost_model import FACTORS, SHIPPED
from estimator.model.estimate import Estimate
from estimator.model.money import grouped_number
from estimator.model.output_columns import INPUT, PLANNED, PRICE, PRICE_DATE, RATE_ROW
from estimator.model.plan import REPLACE
from estimator.model.problem import TABLE
from estimator.model.table import Table
from estimator.report.explain import Columns, explained_columns, format_value

SIGNS = {"*": "\N{MULTIPLICATION SIGN}"}


def explain_row(
    estimate: Estimate, tables: Sequence[Table], name: str, workload: str
) -> Iterator[str] | None:
    """The workings of the column ``name`` for a ``workload``; None where no row has that id."""
    wanted = workload.strip().lower()
    for part in estimate.priced:
        index = part.frame["workload_id"].str.to_lowercase().index_of(wanted)
        if index is not None:
            row = part.frame[index]
            return Workings(estimate, tables[row[TABLE].item()], row).write_lines(name)
    return None


class Workings(Struct, dict=True):
    """The workings of one workload.

    Attributes:
        row: the priced workload, a frame of one row.
        steps: the columns that contribute, each after those it needs, and the sums they are.
        leaves: the names that contribute and are not computed.
        pruned: what each name met so far is replaced by.
    """

    estimate: Estimate
    table: Table
    row: pl.DataFrame
    steps: dict[str, str] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    pruned: dict[str, Node] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Columns:
        """The columns that can be explained; those of the calendar for the plan of the basis."""
        basis = self.estimate.basis
        grows = bool(self.row["monthly_growth_rate"].fill_null(0).item())
        return explained_columns(basis.model, basis.plan.length, grows=grows)

    @cached_property
    def constants(self) -> Mapping[str, Decimal | int]:
        """The assumptions, the factors of the scenario, and the months of plan and model."""
        basis = self.estimate.basis
        place, months = self.row[RATE_ROW].item() - 1, basis.rate_months
        known = months[place] if months else ()
        ends = dict(zip(rate_months(basis.model.after_retirement), known, strict=True))
        return {**basis.constants, **basis.scenario.factors, **plan_constants(basis.plan), **ends}

    @cached_property
    def kinds(self) -> Mapping[str, ValueKind]:
        """The kinds of the numbers of the cost model and of the calendar."""
        planned = [(one.name, one.unit) for one in self.columns.values() if one.role == PLANNED]
        return {**column_kinds(self.estimate.basis.model), **month_kinds(planned)}

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The row with the columns of the calendar, and its months as their formulas need them."""
        frame = self.row.with_columns(day_numbers(pl.col("start_month", "end_month")))
        for column in self.columns.values():
            if column.role == PLANNED:
                node = parse_formula(column.formula)
                value = polars_expression(node, self.constants, self.kinds)
                frame = frame.with_columns(value.alias(column.name))
        return frame

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The value of every name."""
        return {**self.frame.row(0, named=True), **self.constants}

    def write_lines(self, name: str) -> Iterator[str]:
        """The answer, the arithmetic from the inputs to it, and where its numbers come from."""
        workload, number = self.row["workload_id"].item(), self.row["source_row"].item()
        where = f"{workload}, row {number} of {self.table.source.file}"
        yield f"{self.columns[name].title} of {where}: {self._write_result(name)}"
        self._follow_name(name)
        if self.steps:
            yield ""
        width = max((len(self.columns[step].title) for step in self.steps), default=0)
        for step, working in self.steps.items():
            yield f"{self.columns[step].title:<{width}}  {working} = {self._write_result(step)}"
        yield ""
        yield from self._write_origins()

    def _follow_name(self, name: str) -> None:
        """Adds the step of the column ``name``, after those of what it needs."""
        column = self.columns.get(name)
        if name in self.steps or name in self.leaves:
            return
        if column is None or not column.formula:
            self.leaves.append(name)
            return
        formula = parse_formula(column.formula)
        chosen = self._choose_branch(formula)
        tree = self._prune_node(chosen)
        # A zero is explained by the zeros that it comes of.
        parts = [chosen if tree == ZERO else tree]
        if isinstance(tree, TextLiteral):
            parts = [self._prune_node(each) for each in self._list_conditions(formula)]
        for needed in dict.fromkeys(each for part in parts for each in names_in(part)):
            self._follow_name(needed)
        if not isinstance(parts[0], Name):
            self.steps[name] = " and ".join(self._write_node(part, 0) for part in parts)

    def _evaluate_node(self, node: Node) -> object:
        if isinstance(node, Name):
            return self.values[node.name]
        return self.frame.select(polars_expression(node, self.constants, self.kinds)).item()

    def _choose_branch(self, node: Node) -> Node:
        """``node`` without roundings, and of several values the one that it has."""
        match node:
            case Call("ROUND" | "FIRST_OF_MONTH", (value, *_)):
                return self._choose_branch(value)
            case Call("IF", (condition, then, otherwise)):
                return self._choose_branch(then if self._evaluate_node(condition) else otherwise)
            case Call("MIN" | "MAX", arguments):
                taken = self._evaluate_node(node)
                return self._choose_branch(
                    next(each for each in arguments if self._evaluate_node(each) == taken)
                )
            case Operation(sign, left, right):
                return Operation(sign, self._choose_branch(left), self._choose_branch(right))
            case _:
                return node

    def _list_conditions(self, node: Node) -> Iterator[Node]:
        """The conditions that hold on the way to the branch that is taken."""
        if isinstance(node, Call) and node.function == "IF":
            condition, then, otherwise = node.arguments
            holds = bool(self._evaluate_node(condition))
            given = (
                isinstance(condition, Operation)
                and condition.right == TextLiteral("")
                and not holds
            )
            if not given:
                yield condition if holds else negate_condition(condition)
            yield from self._list_conditions(then if holds else otherwise)

    def _prune_node(self, node: Node) -> Node:
        """``node``, a branch that was chosen, without what contributes nothing."""
        match node:
            case Name(name):
                return self._prune_name(name)
            case Operation(sign, left, right) if sign in COMPARISONS:
                chosen = [self._prune_node(self._choose_branch(each)) for each in (left, right)]
                return Operation(sign, left if right == TextLiteral("") else chosen[0], chosen[1])
            case Operation(sign, left, right):
                return simplify_operation(sign, self._prune_node(left), self._prune_node(right))
            case _:
                return node

    def _prune_name(self, name: str) -> Node:
        """``name``, or the number or name that it only passes on."""
        if name not in self.pruned:
            self.pruned[name] = self._pass_through(name)
        return self.pruned[name]

    def _pass_through(self, name: str) -> Node:
        value = self.values[name]
        if value is None or value == 0:
            return ZERO
        if name in FACTORS and value == 1:
            return ONE
        column = self.columns.get(name)
        if column and column.formula:
            tree = self._prune_node(self._choose_branch(parse_formula(column.formula)))
            if isinstance(tree, Name | Number) and self._evaluate_node(tree) == value:
                return tree
        return Name(name)

    def _write_node(self, node: Node, binding: int) -> str:  # noqa: PLR0911 - a case a node
        match node:
            case Number(value):
                return grouped_number(value)
            case Name(name):
                return format_value(self.values[name], self._find_unit(name))
            case Negative(of):
                return f"-{self._write_node(of, BINDING['*'])}"
            case Operation(sign, Name(name), TextLiteral("")):
                return f"{self.columns[name].title} {'is' if sign == '=' else 'is not'} blank"
            case Operation(sign, left, right):
                own = BINDING[sign]
                before, after = self._write_node(left, own - 1), self._write_node(right, own)
                text = f"{before} {SIGNS.get(sign, sign)} {after}"
                return f"({text})" if own <= binding else text
            case Call("AND" | "OR" as function, arguments):
                return f" {function.lower()} ".join(self._write_node(each, 0) for each in arguments)
            case Call(function, arguments):
                return f"{function}({', '.join(self._write_node(each, 0) for each in arguments)})"
            case TextLiteral(value):
                return f'"{value}"'

    def _find_unit(self, name: str) -> str:
        if name in self.columns:
            return self.columns[name].unit
        assumptions = {one.name: one.unit for one in self.estimate.basis.assumptions}
        return FACTORS[name].unit if name in FACTORS else assumptions.get(name, MONTH)

    def _write_result(self, name: str) -> str:
        unit = self.columns[name].unit
        value = self.values[name]
        shown = format_value(value, unit)
        return shown if not isinstance(value, Decimal) or unit == SHARE else f"{shown} {unit}"

    def _write_origins(self) -> Iterator[str]:
        """Where the numbers come from that are not computed."""
        basis, number = self.estimate.basis, self.row["source_row"].item()
        roles = {name: self.columns[name].role for name in self.leaves if name in self.columns}
        cells = [
            f"{self.columns[name].title} {self.table.cell_address(number, name)}"
            for name, role in roles.items()
            if role == INPUT and name in self.table.by_column
        ]
        if cells:
            yield f"Inputs, on {self.table.source.quoted_name}: {', '.join(cells)}"
        assumptions = [
            f"{one.title} {format_value(one.value, one.unit)}"
            + ("" if one.set_by == SHIPPED else f", set by {one.set_by}")
            for one in basis.assumptions
            if one.name in self.leaves
        ]
        if assumptions:
            yield f"Assumptions: {'; '.join(assumptions)}"
        factor = basis.scenario.price_factor
        if PRICE in roles.values() or not set(rate_months(REPLACE)).isdisjoint(self.leaves):
            scenario = (
                "" if factor == 1 else f", times {grouped_number(factor)} in {basis.scenario.name}"
            )
            what = "Prices" if PRICE in roles.values() else "End"
            model = self.row["model"].item()
            day = f" as of {self.row[PRICE_DATE].item()}" if basis.model.dated else ""
            card = f"rate card {basis.card.card_of(model).name}{day}{scenario}"
            yield f"{what}: {model} on {card}"
        if "volume_factor" in self.leaves:
            volume = grouped_number(basis.scenario.volume_factor)
            yield f"Scenario {basis.scenario.name}: volume factor {volume}"
