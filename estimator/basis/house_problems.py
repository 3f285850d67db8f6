"""What is wrong with a user's own cost-model file: names, units, bounds, defaults and formulas."""

from collections.abc import Iterable, Iterator, Sequence

from estimator.basis.assumptions import scenario_errors
from estimator.basis.house_file import cost_model_problem, entry_label
from estimator.basis.house_inputs import APPLIED, refuse_bounds, refuse_unit, refuse_value
from estimator.basis.house_names import HouseEntry, name_problems
from estimator.formula.house_costs import kinds_of_own, misplaced_columns, refuse_amount
from estimator.formula.unused import always_wrong
from estimator.model.column import Column, ComputedColumn
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.money import plain_number
from estimator.model.problem import Problem
from estimator.model.schema import price_columns
from estimator.model.text import did_you_mean, quote_text

# An entry of a cost-model file, and what is wrong with it.
Wrong = Iterator[tuple[HouseEntry, str]]


def model_problems(
    model: CostModel, known: Sequence[ComputedColumn], own: Sequence[ComputedColumn]
) -> Iterator[Problem]:
    """What is wrong with ``model``, which has the columns that are ``known`` and the user's own."""
    assumptions = [one for one in model.assumptions if one.set_by == model.house]
    shipped_ones = [one for one in model.assumptions if one.set_by != model.house]
    wrong = [
        *name_problems([*shipped_ones, *known, *model.house_inputs, *assumptions, *own]),
        *_unit_problems([*model.house_inputs, *assumptions, *own]),
        *_input_problems(model, assumptions),
        *_bound_problems(model, assumptions),
    ]
    for one, sentence in wrong:
        yield cost_model_problem(_place_of(one, model), sentence)
    for sentence in scenario_errors(model.scenarios):
        yield cost_model_problem(model.house, sentence)
    # What is wrong with a formula may follow from that.
    for name, sentence in () if wrong else _formula_problems(model, known, own):
        yield cost_model_problem(entry_label(model.house, "column", name), sentence)


def _place_of(one: HouseEntry, model: CostModel) -> str:
    """The entry of the user's file that ``one`` is, or comes from."""
    if isinstance(one, ComputedColumn):
        return entry_label(model.house, "column", one.name)
    if isinstance(one, Column):
        return entry_label(model.house, "input", one.name)
    kind, name = ("input", one.fills) if _is_default(one, model) else ("assumption", one.name)
    return entry_label(model.house, kind, name)


def _is_default(one: Assumption, model: CostModel) -> bool:
    """Whether ``one`` is the default that an input of the user's own has."""
    return any(each.name == one.fills and each.default == one.name for each in model.house_inputs)


def _unit_problems(named: Iterable[HouseEntry]) -> Wrong:
    for one in named:
        if sentence := refuse_unit(one.unit):
            yield one, sentence


def _bound_problems(model: CostModel, own: Iterable[Assumption]) -> Wrong:
    """Bounds between which there is nothing, and values that are not between theirs."""
    empty: dict[str, str] = {}
    for one in model.house_inputs:
        if sentence := refuse_bounds(one):
            empty[one.name] = sentence
            yield one, sentence
    for each in own:
        if not each.fills and (sentence := refuse_bounds(each.column)):
            yield each, sentence
        elif each.fills not in empty:
            yield from ((each, sentence) for sentence in _value_problems(each, model))


def _value_problems(one: Assumption, model: CostModel) -> Iterator[str]:
    values = {"default" if _is_default(one, model) else "value": one.value, "neutral": one.neutral}
    for field, value in values.items():
        if value is not None:
            yield from refuse_value(one.column, plain_number(value), field)


def _input_problems(model: CostModel, own: Iterable[Assumption]) -> Wrong:
    """Assumptions for an input or a price that there is not, or that has a default already."""
    inputs = model.schema.columns
    shipped_ones = (one for one in model.assumptions if one.set_by != model.house)
    filled = {one.fills: one.name for one in shipped_ones if one.fills}
    for one in own:
        for name in filter(None, (one.fills, one.idle_with)):
            if name not in inputs:
                yield one, f"there is no input {quote_text(name)}.{did_you_mean(name, inputs)}"
        if one.idle_without and one.idle_without not in price_columns():
            guess = did_you_mean(one.idle_without, price_columns())
            yield one, f"there is no price {quote_text(one.idle_without)}.{guess}"
        if before := filled.get(one.fills):
            yield one, f"the input {quote_text(one.fills)} has a default already: {before}"
        filled |= {one.fills: one.name} if one.fills else {}


def _formula_problems(
    model: CostModel, known: Sequence[ComputedColumn], own: Sequence[ComputedColumn]
) -> Iterator[tuple[str, str]]:
    """The columns that cannot be computed or counted, each with why."""
    misplaced, refused = dict(misplaced_columns(known, own)), dict(always_wrong(model))
    own_names = {one.name for one in own}
    wrong = {name: one for name, one in refused.items() if name in own_names} | misplaced
    counted = {one.name for one in own if one.counts}
    for name, kind in (kinds_of_own(model, own_names) if counted else {}).items():
        if name in counted - wrong.keys() and (one := refuse_amount(kind)):
            wrong[name] = one
    # What is wrong with a shipped column follows from one of the user's.
    said = {one.name: wrong[one.name] for one in own if one.name in wrong} or refused
    for name, one in said.items():
        yield name, one + _word_blank_input(one, model)


def _word_blank_input(sentence: str, model: CostModel) -> str:
    """The other answer to a ``sentence`` about an input of the user's own that can be blank."""
    for one in model.house_inputs:
        if sentence.startswith(f"{one.name} can be blank"):
            applied = APPLIED.format(one.name)
            return f", or read {applied}" if one.default else "; or give the input a default"
    return ""
