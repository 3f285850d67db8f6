"""What a column, a row's number or a problem means, in words."""

from dataclasses import replace
from pathlib import Path

from estimator.model.cost_model import CostModel
from estimator.model.currency import Currency
from estimator.model.layout import layout
from estimator.model.options import Options
from estimator.model.problem import Problem, catalogue, errors
from estimator.model.words import did_you_mean, quote
from estimator.pipeline import estimate
from estimator.report import explain
from estimator.terms import cost_model, in_currency
from estimator.validate import exchange


def explanation(  # noqa: PLR0911 - a case a thing to explain
    name: str, source: Path | None, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    """A column or a problem's code in words; a column also with the numbers of a ``row``."""
    if name in catalogue():
        return list(explain.problem(catalogue()[name])), []
    model, problems = _model(options)
    if model is None:
        return [], problems
    known = [column.name for column in layout(model)]
    if not name:
        return list(explain.columns(model)), []
    if name not in known:
        said = f"There is no column or problem {quote(name)}."
        return [], [Problem("unknown-name", says=said + did_you_mean(name, [*known, *catalogue()]))]
    if source is None and not row:
        return list(explain.column(model, name)), []
    if source is None or not row:
        said = f"A row is explained with its file and its id: explain {name} INPUT --row ID."
        return [], [Problem("unknown-name", says=said)]
    return _explained_row(name, source, row, options)


def _model(options: Options) -> tuple[CostModel | None, list[Problem]]:
    """The cost model, in the currency of the report."""
    program, problems = cost_model(options.cost_model)
    rate, told = exchange.given(options)
    problems += told
    if program is None or errors(problems):
        return None, problems
    model, columns = program
    if rate:
        model = replace(model, assumptions=(*model.assumptions, rate))
    program, told = in_currency((model, columns), Currency(exchange.code_of(rate)))
    return (program[0] if program else None), told


def _explained_row(
    name: str, source: Path, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    outcome = estimate(source, options)
    if outcome.estimate is None:
        return [], list(outcome.errors)
    lines = explain.row(outcome.estimate, outcome.tables, name, row)
    if lines is None:
        ids = outcome.estimate.frame["workload_id"].to_list()
        said = f"{quote(source.name)} has no workload {quote(row)} that can be estimated."
        said += " `estimator check` says what is wrong with the rows that cannot."
        return [], [Problem("unknown-name", says=said + did_you_mean(row, ids))]
    return list(lines), []
