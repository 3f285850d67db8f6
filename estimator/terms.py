"""On what terms the rows are priced: the cost model, the assumptions and the rate card of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from estimator import cards
from estimator.formula.converted import converted
from estimator.formula.program import compile_model
from estimator.model import resource
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.currency import Currency
from estimator.model.money import EXACT
from estimator.model.options import Options
from estimator.model.problem import Problem, errors
from estimator.model.scenario import BASE, Scenario
from estimator.model.schema import workloads
from estimator.model.sheet import Book
from estimator.model.words import listed, quote
from estimator.read import own
from estimator.read.documents import document
from estimator.report.sheets import scenarios as sheets
from estimator.validate import assumptions as assumption_values
from estimator.validate import cost_model as cost_models
from estimator.validate import exchange
from estimator.validate import mapping as mappings
from estimator.validate import scenarios as scenario_values
from estimator.validate.judge import Terms
from estimator.validate.plan import plan
from estimator.validate.rows import whole_typed

ASSUMPTIONS = "Assumptions"


def terms(books: Sequence[Book], options: Options) -> tuple[Terms | None, list[Problem]]:
    """The terms that ``options`` set, and a workbook of ours where it is the only one in ``books``.

    None with an error. Several inputs are priced alike: the prices of one of them are not taken
    for the others unless the options name it.
    """
    as_of, problems = day(options.as_of)
    program, told = cost_model(options.cost_model)
    problems += told
    alone = books[0] if len(books) == 1 else None
    card, told = cards.card(alone, options.rate_card, as_of)
    problems += told + _not_asked([] if alone else books, options.rate_card)
    if program is None:
        return None, problems
    model, columns = program
    sheet, told = _assumptions_in(alone)
    problems += told
    rate, told = _rate(sheet, options)
    problems += told
    chosen, told = _assumptions(sheet, model, rate, options.assume)
    problems += told
    scenarios, told = _scenarios(alone, model)
    problems += told
    scenario, told = _scenario(alone, scenarios, options.scenario)
    problems += told
    holds_on = as_of or (card.date_checked if card else date.min)
    months, told = plan(options.fiscal_year_start, options.months, holds_on)
    problems += told
    if card is None or scenario is None or errors(problems):
        return None, problems
    return Terms(
        replace(model, currency=Currency(exchange.code_of(rate))),
        columns,
        chosen,
        card,
        holds_on,
        months,
        scenarios,
        scenario,
        options.locale,
    ), problems


def in_currency(
    program: cost_models.Program, currency: Currency
) -> tuple[cost_models.Program | None, list[Problem]]:
    """``program`` in ``currency``; the rate is among its assumptions. None where it cannot be."""
    if not currency.converts:
        return program, []
    model, wrong = converted(*program, currency)
    columns, unfit = compile_model(model)
    wrong += [f"the column {name}: {said}" for name, said in unfit]
    problems = [Problem("bad-cost-model", says=f"In {currency.code}, {said}.") for said in wrong]
    return (None if wrong else (model, columns)), problems


def _not_asked(books: Sequence[Book], word: str) -> list[Problem]:
    """The notice that workbooks of ours among several inputs give their rows only."""
    files = [quote(book.file) for book in books if book.ours and not word]
    if not files:
        return []
    said = (
        f"The Rates, Assumptions and Budgets of {listed(files)} were not used: several inputs are "
        "priced alike. --rate-card FILE takes the rates of a workbook, --budgets FILE its budgets."
    )
    return [Problem("workbook-values", says=said)]


def mapping(options: Options) -> tuple[dict[str, str], list[Problem]]:
    """The columns that headings mean by ``options``: a mapping file, and single words over it."""
    mapped: dict[str, str] = {}
    problems: list[Problem] = []
    if options.mapping is not None:
        content, problems = document(options.mapping, "bad-mapping")
        if content is not None:
            file = options.mapping.name
            mapped, problems = mappings.from_document(file, content, workloads())
    told, wrong = mappings.given(options.map, workloads())
    return {**mapped, **told}, problems + wrong


def day(text: str) -> tuple[date | None, list[Problem]]:
    """The date that ``text`` writes, None where it is empty; or the problem that it is none."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        said = f"--as-of {quote(text)} is not a date; write it as YYYY-MM-DD."
        return None, [Problem("bad-date", says=said)]


def cost_model(house: Path | None = None) -> tuple[cost_models.Program | None, list[Problem]]:
    """The shipped cost model, with the columns that the file ``house`` adds."""
    files: list[tuple[str, Mapping[str, Any]]] = [
        (name, resource.toml(name))
        for name in ("assumptions.toml", "scenarios.toml", "cost_model.toml")
    ]
    if house is not None:
        content, problems = document(house, "bad-cost-model")
        if content is None:
            return None, problems
        files.append((house.name, content))
    return cost_models.cost_model(files, house.name if house else "")


def _assumptions_in(read: Book | None) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of the Assumptions sheet of a workbook of ours; none of any other book."""
    schema = assumption_values.sheet_schema()
    found, problems = own.table_in(read, ASSUMPTIONS, "", sheets.SECTIONS, schema)
    if found is None:
        none = {name: EXACT if one.numeric else pl.String for name, one in schema.columns.items()}
        return pl.DataFrame(schema=none), problems
    rows, told = whole_typed(found, schema)
    return rows, problems + told


def _rate(sheet: pl.DataFrame, options: Options) -> tuple[Assumption | None, list[Problem]]:
    """The exchange rate that the options set; unasked, that of a workbook of ours."""
    rate, problems = exchange.given(options)
    return (rate, problems) if options.currency or problems else exchange.from_sheet(sheet)


def _assumptions(
    sheet: pl.DataFrame, model: CostModel, rate: Assumption | None, words: tuple[str, ...]
) -> tuple[tuple[Assumption, ...], list[Problem]]:
    """Shipped values, then those on the ``sheet`` of a workbook of ours, then the options'."""
    chosen, problems = assumption_values.from_sheet(model.assumptions, sheet)
    before = {one.name: one.value for one in model.assumptions}
    problems += _taken([one.word for one in chosen if one.value != before[one.name]])
    rated = (*chosen, rate) if rate else chosen
    chosen, told = assumption_values.given(rated, words, "--assume")
    return chosen, problems + told


def _scenarios(read: Book | None, model: CostModel) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """Those of the cost model, with the factors that they have in a workbook of ours."""
    schema = scenario_values.sheet_schema()
    found, problems = own.table_in(read, ASSUMPTIONS, sheets.TABLE, sheets.SECTIONS, schema)
    if found is None:
        return model.scenarios, problems
    scenarios, told = scenario_values.from_sheet(model.scenarios, found)
    changed = [one.name for one in scenarios if one not in model.scenarios]
    return scenarios, problems + told + _taken(changed)


def _taken(names: Sequence[str]) -> list[Problem]:
    """The notice that the values of ``names`` are those of a workbook of ours."""
    said = f"Taken from the workbook's own Assumptions sheet: {', '.join(names)}."
    return [Problem("workbook-values", says=said)] if names else []


def _scenario(
    read: Book | None, scenarios: tuple[Scenario, ...], word: str
) -> tuple[Scenario | None, list[Problem]]:
    """The scenario that is asked for; unasked, the one that a workbook of ours shows, else Base."""
    shown = "" if word else own.beside(read, sheets.SUMMARY, sheets.LABEL)
    found, problems = scenario_values.chosen(scenarios, word or shown)
    if found and shown and found.name != BASE:
        said = f"The scenario is that of the workbook's own Summary ({found.name})."
        problems.append(Problem("workbook-values", says=said))
    return found, problems
