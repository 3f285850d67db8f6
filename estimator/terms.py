"""On what terms the rows are priced: the cost model, the assumptions and the rate card of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from estimator.model import resource
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.options import DEFAULT_CARD, INPUT_CARD, Options
from estimator.model.outcome import WRONG_USAGE
from estimator.model.problem import Problem, errors
from estimator.model.rate_card import RateCard
from estimator.model.scenario import BASE, Scenario
from estimator.model.schema import rates as rates_schema
from estimator.model.schema import workloads
from estimator.model.sheet import Book
from estimator.model.words import did_you_mean, listed, quote
from estimator.read import own
from estimator.read.book import book
from estimator.read.documents import document
from estimator.read.find import Look, table
from estimator.report.sheets import scenarios as sheets
from estimator.report.sheets.rates import IN_SCENARIO
from estimator.validate import assumptions as assumption_values
from estimator.validate import cost_model as cost_models
from estimator.validate import mapping as mappings
from estimator.validate import rate_card as rate_cards
from estimator.validate import scenarios as scenario_values
from estimator.validate.judge import Terms
from estimator.validate.plan import plan

RATES, ASSUMPTIONS = "Rates", "Assumptions"


def terms(books: Sequence[Book], options: Options) -> tuple[Terms | None, list[Problem]]:
    """The terms that ``options`` set, and a workbook of ours where it is the only one in ``books``.

    None with an error. Several inputs are priced alike: the prices of one of them are not taken
    for the others unless the options name it.
    """
    as_of, problems = day(options.as_of)
    program, told = cost_model(options.cost_model)
    problems += told
    alone = books[0] if len(books) == 1 else None
    card, told = _card(alone, options.rate_card, as_of)
    problems += told + _not_asked([] if alone else books, options.rate_card)
    if program is None:
        return None, problems
    model, columns = program
    chosen, told = _assumptions(alone, model, options.assume)
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
        model,
        columns,
        chosen,
        card,
        holds_on,
        months,
        scenarios,
        scenario,
        options.locale,
    ), problems


def _not_asked(books: Sequence[Book], word: str) -> list[Problem]:
    """The notice that workbooks of ours among several inputs give their rows only."""
    files = [quote(book.file) for book in books if book.ours and not word]
    if not files:
        return []
    said = (
        f"The Rates and Assumptions of {listed(files)} were not used: several inputs are priced "
        "alike. --rate-card FILE takes the rates of a workbook."
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


def shipped_cards() -> dict[str, Path]:
    """The shipped rate cards by name."""
    folder = resource.path("data", "rate_cards")
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def rate_card(word: str, as_of: date | None = None) -> tuple[RateCard | None, list[Problem]]:
    """The rate card that ``word`` names: a shipped one, or a JSON, CSV or workbook file."""
    shipped = shipped_cards()
    path = shipped.get(word) or Path(word)
    if not path.exists():
        known = did_you_mean(word, shipped) or f" Shipped are {', '.join(shipped)}."
        said = f"There is no rate card and no file {quote(word)}.{known}"
        return None, [Problem("bad-rate-card", says=said)]
    if path.suffix.lower() == ".json":
        content, problems = document(path, "bad-rate-card")
        return rate_cards.from_document(path.name, content) if content else (None, problems)
    read, problems = book(path, rates_schema())
    return _card_in(read, path.stem, as_of) if read else (None, problems)


def _card_in(
    read: Book, name: str, as_of: date | None, sheet: str = ""
) -> tuple[RateCard | None, list[Problem]]:
    """The card in a book; our own Rates sheet says by a formula that a cached price is lacking.

    Saved by another program, the formula has lost its result; then the price is lacking still.
    """
    found, problems = table(replace(read, ours=False), rates_schema(), Look(sheet=sheet))
    card = None
    if found is not None and not errors(problems):
        whole = found.whole()
        if read.ours:
            listed_only = [one for one in whole.headings if not one.text.endswith(IN_SCENARIO)]
            whole = replace(whole, headings=tuple(listed_only))
            whole = whole.without_uncalculated("cached_input_price")
        card, told = rate_cards.from_table(whole, name, as_of)
        problems += told
    # What would be wrong data in a plan is wrong usage in a card.
    return card, [replace(problem, exits=WRONG_USAGE) for problem in problems]


def _card(
    read: Book | None, word: str, as_of: date | None
) -> tuple[RateCard | None, list[Problem]]:
    """The card that the options name; unasked, the one in a workbook of ours, else the default."""
    rated = read is not None and read.ours and any(sheet.name == RATES for sheet in read.sheets)
    if word == INPUT_CARD and read is None:
        said = f"--rate-card {INPUT_CARD} goes with one input; name the file that has the rates."
        return None, [Problem("bad-rate-card", says=said)]
    if read is not None and (word == INPUT_CARD or (rated and not word)):
        card, problems = _card_in(read, Path(read.file).stem, as_of, RATES)
        card = _attributed(card, read.file) if card else None
        if card and not word:
            said = f"Prices are those of the workbook's own Rates sheet ({card.name})."
            problems.append(Problem("workbook-values", says=said))
    else:
        card, problems = rate_card(word or DEFAULT_CARD, as_of)
    if card and card.caution:
        problems.append(Problem("card-caution", says=card.caution))
    return card, problems


def _attributed(card: RateCard, file: str) -> RateCard:
    """``card`` from a workbook: under its shipped name only while it has the shipped prices."""
    path = shipped_cards().get(card.name)
    shipped = rate_card(card.name)[0] if path else None
    if shipped is None:
        return card
    prices = {rate.model: rate.prices for rate in shipped.rates}
    if all(rate.prices == prices.get(rate.model) for rate in card.rates):
        return replace(card, title=shipped.title, caution=shipped.caution)
    source = f"the Rates sheet of {file}, edited; before that: {card.source}"
    return replace(card, name=f"{card.name} (edited)", source=source, caution=shipped.caution)


def _assumptions(
    read: Book | None, model: CostModel, words: tuple[str, ...]
) -> tuple[tuple[Assumption, ...], list[Problem]]:
    """Shipped values, then those of a workbook of ours, then those of the options."""
    schema = assumption_values.sheet_schema()
    found, problems = own.table_in(read, ASSUMPTIONS, "", sheets.SECTIONS, schema)
    chosen = model.assumptions
    if found is not None:
        chosen, told = assumption_values.from_sheet(chosen, found)
        before = {one.name: one.value for one in model.assumptions}
        changed = [one.word for one in chosen if one.value != before[one.name]]
        problems += told + _taken(changed)
    chosen, told = assumption_values.given(chosen, words, "--assume")
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
