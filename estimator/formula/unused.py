"""Leaving out of a cost model what nothing uses: optional prices, inputs, assumptions and columns.

A price that no model has, and an input that is blank in every row and whose default adds nothing,
are numbers or other names. They are folded into the formulas; an optional column that comes to
nothing, or that no other column names any more, is left out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from msgspec.structs import replace

from estimator.formula.exactness import ValueKind
from estimator.formula.excel import written_formula
from estimator.formula.program import compile_model, compiled_columns
from estimator.formula.replacement import add_replacement_columns
from estimator.formula.simplification import BLANK, replace_names
from estimator.formula.syntax import FormulaError, Name, Node, Number, names_in, parse_formula
from estimator.model.basis import Basis
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate
from estimator.model.schema import price_columns, workloads_schema


def leave_out_unused(model: CostModel, rates: Sequence[Rate], filled: Collection[str]) -> CostModel:
    """``model`` without the optional parts that change nothing.

    Args:
        model: whole.
        rates: in force.
        filled: those of ``optional_inputs`` with a value in any row.
    """
    known = dict([*_absent_prices(rates), *_neutral_inputs(model.assumptions, filled)])
    columns = _join_columns(_fold_columns(model, known, _blank_inputs(model.assumptions, filled)))
    named = _named_by(columns)
    assumptions = tuple(one for one in model.assumptions if one.name in named or _stays(one))
    named |= {one.idle_without for one in assumptions}
    columns = [one for one in columns if one.name in named or not one.optional]
    left_out = frozenset(name for name in optional_names() if name not in named | {*filled})
    return replace(model, columns=tuple(columns), assumptions=assumptions, left_out=left_out)


def basis_in_use(basis: Basis, filled: Collection[str]) -> tuple[Basis, list[Problem]]:
    """``basis`` whose cost model has no more than its rates and the ``filled`` inputs use.

    It has the columns of replacements too, where models are replaced.

    Problems: columns of the user's own whose numbers can grow too large with what is in use.
    """
    used = leave_out_unused(basis.model, basis.list_prices, filled)
    model = add_replacement_columns(used)
    problems = [
        Problem("bad-cost-model", wording=f"{model.house}, column {name}: {sentence}.")
        for name, sentence in compile_model(model)[1]
    ]
    return replace(basis, model=model), problems


def always_wrong(model: CostModel) -> tuple[tuple[str, str], ...]:
    """The wrong columns of ``model``, each with what is wrong; none if that is due to options.

    What an optional price or input can come to may be too large for a column of the user's own,
    which then is wrong only where they are in use.
    """
    wrong = compile_model(model)[1]
    with suppress(FormulaError):
        if wrong and not compile_model(leave_out_unused(model, (), ()))[1]:
            return ()
    return wrong


def optional_inputs(model: CostModel) -> frozenset[str]:
    """The inputs without which something is left out of ``model``."""
    named = {name for one in model.columns if one.optional for name in _names_of(one)}
    return frozenset(named.union(optional_names()).intersection(workloads_schema().columns))


def optional_names() -> Iterator[str]:
    """The inputs and the prices that are left out where nothing uses them."""
    for columns in (workloads_schema().columns, price_columns()):
        yield from (name for name, one in columns.items() if one.optional)


def _stays(assumption: Assumption) -> bool:
    """Whether ``assumption`` is there even if no formula names it."""
    column = workloads_schema().columns.get(assumption.fills)
    return column is None or not column.optional


def _absent_prices(rates: Sequence[Rate]) -> Iterator[tuple[str, Node]]:
    """The optional prices that no rate has, each with what applies in its place."""
    for name, column in price_columns().items():
        if column.optional and all(rate.follows(name) for rate in rates):
            nothing = column.absent if isinstance(column.absent, Decimal) else Decimal(0)
            yield name, Name(column.follows) if column.follows else Number(nothing)


def _neutral_inputs(
    assumptions: Iterable[Assumption], filled: Collection[str]
) -> Iterator[tuple[str, Node]]:
    """The optional inputs without a value whose defaults add nothing, and these defaults."""
    defaults = {one.fills: one for one in assumptions}
    for name, column in workloads_schema().columns.items():
        if not column.optional or name in filled:
            continue
        default = defaults.get(name)
        if default is None:
            yield name, BLANK
        elif default.value == default.neutral:
            yield name, BLANK
            yield default.name, Number(default.value)


def _blank_inputs(assumptions: Iterable[Assumption], filled: Collection[str]) -> Mapping[str, Node]:
    """The inputs without a value and without a default, as they are in optional columns.

    The other columns keep them, for values that are typed in the workbook.
    """
    defaults = {one.fills for one in assumptions}
    return {name: BLANK for name in workloads_schema().columns if name not in {*defaults, *filled}}


def _fold_columns(
    model: CostModel, known: dict[str, Node], blank: Mapping[str, Node]
) -> Iterator[ComputedColumn]:
    """The columns of ``model`` with ``known`` names folded in, and ``blank`` ones if optional.

    An optional one that is a number, or another name, becomes ``known`` itself, and so does any
    that is always blank.
    """
    kinds: Mapping[str, ValueKind] = {one.name: one.kind for one in compiled_columns(model)}
    for column in model.columns:
        written = parse_formula(column.formula)
        node = replace_names(written, {**blank, **known} if column.optional else known, kinds)
        if node == BLANK or (column.optional and isinstance(node, Number | Name)):
            known[column.name] = node
        else:
            yield column if node == written else replace(column, formula=written_formula(node))


def _join_columns(folded: Iterable[ComputedColumn]) -> list[ComputedColumn]:
    """``folded``, with one column in place of two where one is all that the other consists of.

    It has the name of the column that is always there, and the formula of the optional one.
    """
    columns = {one.name: one for one in folded}
    named = Counter(name for one in columns.values() for name in _names_of(one))
    for name, column in [*columns.items()]:
        node = parse_formula(column.formula)
        part = columns.get(node.name) if isinstance(node, Name) else None
        if part is not None and part.optional and named[part.name] == 1:
            columns[name] = replace(column, formula=part.formula)
            del columns[part.name]
    return [*columns.values()]


def _named_by(columns: Sequence[ComputedColumn]) -> set[str]:
    """The names that ``columns`` depend on, but for those that only unnamed optional ones name."""
    named: set[str] = set()
    for column in reversed(columns):
        if not column.optional or column.name in named:
            named.update(_names_of(column))
    return named


def _names_of(column: ComputedColumn) -> set[str]:
    return {*names_in(parse_formula(column.formula))}
