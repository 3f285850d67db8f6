"""On what terms the rows are priced: the cost model, the assumptions and the rate card of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from estimator.basis import arguments as mappings
from estimator.basis import assumptions as assumption_values
from estimator.basis import assumptions as scenario_values
from estimator.basis import cost_model as cost_models
from estimator.basis import currency as exchange
from estimator.basis import rate_card
from estimator.basis.arguments import plan
from estimator.basis.currency import budget_currency
from estimator.formula.conversion import converted
from estimator.formula.program import compile_model
from estimator.model import shipped
from estimator.model.cells import Book
from estimator.model.cost_model import BASE, Assumption, CostModel, Scenario
from estimator.model.currency import Currency
from estimator.model.findings import FindingList
from estimator.model.money import EXACT
from estimator.model.options import Options
from estimator.model.problem import Problem, errors
from estimator.model.schema import workloads_schema
from estimator.model.table import Table
from estimator.model.text import listed, quote
from estimator.read import exported
from estimator.read.book import book
from estimator.read.files import read_document
from estimator.read.table import Look, table
from estimator.report.sheets import assumptions as sheets
from estimator.report.sheets.budgets import SHEET
from estimator.validate.budgets import budgets, budgets_schema, twice
from estimator.validate.rows import whole_typed
from estimator.validate.workloads import Terms

ASSUMPTIONS = "Assumptions"


def terms(books: Sequence[Book], options: Options) -> tuple[Terms | None, list[Problem]]:
    """The terms that ``options`` set, and a workbook of ours where it is the only one in ``books``.

    None with an error. Several inputs are priced alike: the prices of one of them are not taken
    for the others unless the options name it.
    """
    problems = FindingList[Problem]()
    as_of = problems.collect(day(options.as_of))
    program = problems.collect(cost_model(options.cost_model))
    alone = books[0] if len(books) == 1 else None
    card = problems.collect(rate_card.card(alone, options.rate_card, as_of))
    problems += _not_asked([] if alone else books, options.rate_card)
    if program is None:
        return None, problems
    model, columns = program
    sheet = problems.collect(_assumptions_in(alone))
    rate = problems.collect(_rate(sheet, options))
    chosen = problems.collect(_assumptions(sheet, model, rate, options.assume))
    scenarios = problems.collect(_scenarios(alone, model))
    scenario = problems.collect(_scenario(alone, scenarios, options.scenario))
    holds_on = as_of or (card.date_checked if card else date.min)
    months = problems.collect(plan(options.fiscal_year_start, options.months, holds_on))
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
    wrong += [f"the column {name}: {reason}" for name, reason in unfit]
    problems = [Problem("bad-cost-model", wording=f"In {currency.code}, {one}.") for one in wrong]
    return (None if wrong else (model, columns)), problems


def _not_asked(books: Sequence[Book], word: str) -> list[Problem]:
    """The notice that workbooks of ours among several inputs give their rows only."""
    files = [quote(book.file) for book in books if book.ours and not word]
    if not files:
        return []
    wording = (
        f"The Rates, Assumptions and Budgets of {listed(files)} were not used: several inputs are "
        "priced alike. --rate-card FILE takes the rates of a workbook, --budgets FILE its budgets."
    )
    return [Problem("workbook-values", wording=wording)]


def mapping(options: Options) -> tuple[dict[str, str], list[Problem]]:
    """The columns that headings mean by ``options``: a mapping file, and single words over it."""
    mapped: dict[str, str] = {}
    problems = FindingList[Problem]()
    if options.mapping is not None:
        content = problems.collect(read_document(options.mapping, "bad-mapping"))
        if content is not None:
            file = options.mapping.name
            mapped = problems.collect(mappings.from_document(file, content, workloads_schema()))
    return mapped | problems.collect(mappings.given(options.map, workloads_schema())), problems


def day(text: str) -> tuple[date | None, list[Problem]]:
    """The date that ``text`` writes, None where it is empty; or the problem that it is none."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [Problem.of("bad-date", text=text)]


def cost_model(house: Path | None = None) -> tuple[cost_models.Program | None, list[Problem]]:
    """The shipped cost model, with the columns that the file ``house`` adds."""
    files: list[tuple[str, Mapping[str, Any]]] = [
        (name, shipped.toml(name))
        for name in ("assumptions.toml", "scenarios.toml", "cost_model.toml")
    ]
    if house is not None:
        content, problems = read_document(house, "bad-cost-model")
        if content is None:
            return None, problems
        files.append((house.name, content))
    return cost_models.cost_model(files, house.name if house else "")


def _assumptions_in(read: Book | None) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of the Assumptions sheet of a workbook of ours; none of any other book."""
    schema = assumption_values.assumptions_sheet_schema()
    found, problems = exported.table_in(read, ASSUMPTIONS, "", sheets.SECTIONS, schema)
    if found is None:
        none = {name: EXACT if one.numeric else pl.String for name, one in schema.columns.items()}
        return pl.DataFrame(schema=none), problems
    rows, wrong = whole_typed(found, schema)
    return rows, problems + wrong


def _rate(sheet: pl.DataFrame, options: Options) -> tuple[Assumption | None, list[Problem]]:
    """The exchange rate that the options set; unasked, that of a workbook of ours."""
    rate, problems = exchange.given(options)
    return (rate, problems) if options.currency or problems else exchange.from_sheet(sheet)


def _assumptions(
    sheet: pl.DataFrame, model: CostModel, rate: Assumption | None, words: tuple[str, ...]
) -> tuple[tuple[Assumption, ...], list[Problem]]:
    """Shipped values, then those on the ``sheet`` of a workbook of ours, then the options'."""
    chosen, problems = assumption_values.assumptions_from_sheet(model.assumptions, sheet)
    before = {one.name: one.value for one in model.assumptions}
    problems += _from_sheet([one.word for one in chosen if one.value != before[one.name]])
    rated = (*chosen, rate) if rate else chosen
    chosen, wrong = assumption_values.given(rated, words, "--assume")
    return chosen, problems + wrong


def _scenarios(read: Book | None, model: CostModel) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """Those of the cost model, with the factors that they have in a workbook of ours."""
    schema = scenario_values.scenarios_sheet_schema()
    found, problems = exported.table_in(read, ASSUMPTIONS, sheets.TABLE, sheets.SECTIONS, schema)
    if found is None:
        return model.scenarios, problems
    scenarios, wrong = scenario_values.scenarios_from_sheet(model.scenarios, found)
    changed = [one.name for one in scenarios if one not in model.scenarios]
    return scenarios, problems + wrong + _from_sheet(changed)


def _from_sheet(names: Sequence[str]) -> list[Problem]:
    """The notice that the values of ``names`` are those of a workbook of ours."""
    wording = f"Taken from the workbook's own Assumptions sheet: {', '.join(names)}."
    return [Problem("workbook-values", wording=wording)] if names else []


def _scenario(
    read: Book | None, scenarios: tuple[Scenario, ...], word: str
) -> tuple[Scenario | None, list[Problem]]:
    """The scenario that is asked for; unasked, the one that a workbook of ours shows, else Base."""
    shown = "" if word else exported.beside(read, sheets.SUMMARY, sheets.LABEL)
    found, problems = scenario_values.chosen(scenarios, word or shown)
    if found and shown and found.name != BASE:
        wording = f"The scenario is that of the workbook's own Summary ({found.name})."
        problems.append(Problem("workbook-values", wording=wording))
    return found, problems


Found = tuple[Table | None, list[Problem]]


def settled(
    agreed: Terms, tables: Sequence[Table], books: Sequence[Book], options: Options
) -> tuple[Terms | None, list[Problem]]:
    """``agreed`` with the budgets of the run, in their currency.

    With an error in the budgets it is without them, so that what is wrong with the workloads can be
    reported too; None where the cost model cannot be converted to the currency.

    Args:
        agreed: what the options and the books set.
        tables: of workloads.
        books: that they are in; a sheet with budgets may be in the only one.
        options: say where budgets by cost center are.
    """
    problems = FindingList[Problem]()
    given = problems.collect(_given(books, options.budgets))
    given = None if errors(problems) else given
    currency = problems.collect(
        budget_currency([given] if given else tables, agreed.model.currency)
    )
    found = None
    if given:
        problems += twice(tables)
        found = problems.collect(budgets(given, currency.budgets, options.locale))
    model = replace(agreed.model, assumptions=agreed.assumptions)
    program = problems.collect(in_currency((model, agreed.columns), currency))
    if program is None:
        return None, problems
    return replace(agreed, model=program[0], columns=program[1], budgets=found), problems


def _given(books: Sequence[Book], word: str) -> Found:
    """The table with budgets by cost center that ``word`` names: a file, or a sheet of the book."""
    alone = books[0] if len(books) == 1 else None
    if not word and alone and _has_own(alone):
        found, problems = _in(alone, SHEET)
        wording = "Budgets are those of the workbook's own Budgets sheet."
        return found, [*problems, Problem("workbook-values", wording=wording)]
    if not word:
        return None, []
    if Path(word).exists():
        read, problems = book(Path(word), budgets_schema())
        if read is None:
            return None, problems
        found, wrong = _in(replace(read, named=True), SHEET if _has_own(read) else "")
        return found, problems + wrong
    if alone and any(sheet.name.casefold() == word.casefold() for sheet in alone.sheets):
        return _in(alone, word)
    wording = f"There is no file {quote(word)}"
    wording += f", and no such sheet in {quote(alone.file)}." if alone else "."
    return None, [Problem("no-such-budgets", wording=wording)]


def _has_own(read: Book) -> bool:
    """Whether ``read`` is a workbook of ours with budgets by cost center."""
    return read.ours and any(sheet.name == SHEET for sheet in read.sheets)


def _in(read: Book, sheet: str) -> Found:
    return table(replace(read, ours=False), budgets_schema(), Look(sheet=sheet))
