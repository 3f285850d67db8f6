"""Building the basis of a run: from options, and from a workbook made by estimator."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from estimator.basis.assumptions import (
    assumption_rows,
    choose_assumptions,
    choose_scenario,
    choose_scenarios,
)
from estimator.basis.card_choice import choose_rate_card
from estimator.basis.cost_model import convert_cost_model
from estimator.basis.currency import (
    BudgetCodes,
    budget_currency,
    choose_exchange_rate,
    cost_currencies,
    rate_currency,
)
from estimator.basis.house import keep_plan
from estimator.basis.plan import choose_plan
from estimator.basis.price_day import choose_as_of
from estimator.basis.rate_card import other_card_of
from estimator.basis.retirement import choose_after_retirement
from estimator.model.basis import Basis, Budgets, typed_amounts
from estimator.model.cells import Book
from estimator.model.cost_model import CostModel, exchange_rate
from estimator.model.disk import is_there
from estimator.model.money import Currency
from estimator.model.options import Options
from estimator.model.own_workbook import BUDGETS
from estimator.model.plan import Plan
from estimator.model.problem import FindingList, Problem, only_errors
from estimator.model.rate_card import RateCard, hold_forever
from estimator.model.schema import budgets_schema
from estimator.model.table import Table
from estimator.model.text import join_phrase, quote_text
from estimator.read.book import read_book
from estimator.read.table import TableSearch, find_table
from estimator.validate.budgets import check_budget_years, check_two_budgets, parse_budgets


def build_basis(
    books: Sequence[Book], tables: Sequence[Table], options: Options, model: CostModel | None
) -> tuple[Basis | None, list[Problem]]:
    """The basis that ``options`` set, completed by a workbook made by estimator if it is the input.

    Several inputs are priced alike: the prices in one of them are used only if the options name
    it. With an error in the budgets the basis has none, so that workloads can still be judged.

    Args:
        books: the inputs.
        tables: the workloads in them, for the currency of their budgets.
        options: of the run.
        model: as loaded; None with an error.

    Returns:
        None with an error in anything but the budgets.
    """
    problems = FindingList[Problem]()
    alone = books[0] if len(books) == 1 else None
    as_of = problems.collect(choose_as_of(alone, options))
    asked = options.fiscal_year_start
    options = problems.collect(keep_plan(alone, options))
    card = problems.collect(choose_rate_card(alone, options.rate_cards, as_of))
    problems += [] if alone else _unused_sheets(books, named=bool(options.rate_card))
    if model is None:
        return None, problems
    sheet = problems.collect(assumption_rows(alone))
    rate = problems.collect(choose_exchange_rate(options, sheet))
    model = problems.collect(choose_assumptions(model, sheet, rate, options.assume))
    model = problems.collect(choose_scenarios(alone, model))
    scenario = problems.collect(choose_scenario(alone, model.scenarios, options.scenario))
    prices_on = as_of or (card.date_checked if card else date.min)
    plan = problems.collect(choose_plan(options, tables, asked=bool(asked)))
    if card is None or scenario is None or only_errors(problems):
        return None, problems
    read = _read_budgets(books, tables, options, model, plan)
    found, currency, codes = problems.collect(read)
    converted = problems.collect(convert_cost_model(model, currency))
    if converted is None:
        return None, problems
    card, dated = _on_one_day(card, prices_on)
    after, said = choose_after_retirement(alone, options.after_retirement, card, prices_on)
    problems += said
    if only_errors(said):
        return None, problems
    converted = replace(converted, after_retirement=after, dated=dated)
    basis = Basis(
        converted,
        card,
        prices_on,
        plan,
        scenario,
        options.locale,
        found,
        codes,
        options.title,
        other_card_of(card),
    )
    return basis, problems


def _on_one_day(card: RateCard, day: date) -> tuple[RateCard, bool]:
    """``card``, and whether the prices of any model depend on the month in which a workload starts.

    Then one day holds for all of several cards, ``day``: that of a workload is it or a later one.
    """
    dated = not all(hold_forever(one.rates_from(on), on) for one, on in card.cards_on(day))
    return (replace(card, own_days=False) if dated else card), dated


def _unused_sheets(books: Sequence[Book], *, named: bool) -> list[Problem]:
    """The notice that only the rows of workbooks made by estimator, among several inputs, count."""
    files = [quote_text(book.file) for book in books if book.made_by_estimator and not named]
    if not files:
        return []
    wording = (
        f"The Rates, Assumptions, Budgets, cost model and plan of {join_phrase(files)} were not "
        "used: several inputs are "
        "priced alike. Use --rate-card FILE or --budgets FILE to use those of one workbook."
    )
    return [Problem("workbook-values", wording=wording)]


def _read_budgets(
    books: Sequence[Book],
    tables: Sequence[Table],
    options: Options,
    model: CostModel,
    plan: Plan,
) -> tuple[tuple[Budgets | None, Currency, BudgetCodes], list[Problem]]:
    """The budgets by cost center; the currencies of the report and the budgets, and by table."""
    problems = FindingList[Problem]()
    rate = exchange_rate(model.assumptions)
    given = problems.collect(_budget_table(books, options.budgets))
    given = None if only_errors(problems) else given
    among, currency = [given] if given else tables, Currency(rate_currency(rate))
    currency, codes = problems.collect(budget_currency(among, currency))
    problems += cost_currencies(tables, currency, model.schema)
    if given is None:
        return (None, currency, codes), problems
    problems += [*check_two_budgets(tables), *check_budget_years([given], plan)]
    amounts = typed_amounts(currency, rate, codes.get(given.source))
    found = problems.collect(parse_budgets(given, amounts, plan, options.locale))
    return (found, currency, codes), problems


def _budget_table(books: Sequence[Book], word: str) -> tuple[Table | None, list[Problem]]:
    """The table of budgets by cost center in the file or the sheet called ``word``."""
    alone = books[0] if len(books) == 1 else None
    if not word and alone and _has_budgets_sheet(alone):
        found, problems = _find_budget_table(alone, BUDGETS)
        wording = "Budgets on the workbook's Budgets sheet are used."
        return found, [*problems, Problem("workbook-values", wording=wording)]
    if not word:
        return None, []
    if is_there(Path(word)):
        read, problems = read_book(Path(word), budgets_schema())
        if read is None:
            return None, problems
        sheet = BUDGETS if _has_budgets_sheet(read) else ""
        found, wrong = _find_budget_table(replace(read, named=True), sheet)
        return found, problems + wrong
    if alone and any(sheet.name.casefold() == word.casefold() for sheet in alone.sheets):
        return _find_budget_table(alone, word)
    wording = f"There is no file {quote_text(word)}"
    wording += f", and no such sheet in {quote_text(alone.file)}." if alone else "."
    return None, [Problem("no-such-budgets", wording=wording)]


def _has_budgets_sheet(read: Book) -> bool:
    """Whether ``read`` was made by estimator with budgets by cost center."""
    return read.made_by_estimator and any(sheet.name == BUDGETS for sheet in read.sheets)


def _find_budget_table(read: Book, sheet: str) -> tuple[Table | None, list[Problem]]:
    look = TableSearch(sheet=sheet, as_written=read.made_by_estimator)
    return find_table(replace(read, made_by_estimator=False), budgets_schema(), look)
