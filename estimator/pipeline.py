"""The whole story on one page: read -> validate -> cost -> report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from estimator.cost.price import priced
from estimator.cost.totals import assumed, budgeted, groups, keyed, totals
from estimator.formula.program import Compiled
from estimator.model import resource
from estimator.model.cost_model import SHIPPED, Assumption, CostModel
from estimator.model.estimate import Estimate, Source
from estimator.model.layout import INPUT, layout
from estimator.model.options import DEFAULT_CARD, INPUT_CARD, SKIP, Options
from estimator.model.outcome import WRONG_USAGE, Outcome
from estimator.model.problem import Problem, catalogue, errors, in_order
from estimator.model.rate_card import RateCard
from estimator.model.schema import rates as rates_schema
from estimator.model.schema import workloads as workloads_schema
from estimator.model.table import Book, Table
from estimator.model.words import did_you_mean, plain, quote
from estimator.read.book import book
from estimator.read.documents import document
from estimator.read.find import table
from estimator.report import data, explain, json, output, template
from estimator.report.workbook import workbook
from estimator.validate import assumptions as assumption_values
from estimator.validate import cost_model as cost_models
from estimator.validate import rate_card as rate_cards
from estimator.validate.workloads import Workloads, workloads

ESTIMATES, RATES, ASSUMPTIONS = "Estimates", "Rates", "Assumptions"


@dataclass(frozen=True)
class _Terms:
    """On what terms the rows are priced."""

    model: CostModel
    columns: tuple[Compiled, ...]
    assumptions: tuple[Assumption, ...]
    card: RateCard
    as_of: date

    @property
    def values(self) -> Mapping[str, Decimal]:
        return {assumption.name: assumption.value for assumption in self.assumptions}


def estimate(source: Path, options: Options | None = None) -> Outcome:
    """The workloads in the file ``source``, priced; with every problem that was found.

    ``Outcome.estimate`` is None where there are errors and ``options.on_error`` is "fail".
    """
    return _run(source, options or Options(), cost=True)


def check(source: Path, options: Options | None = None) -> Outcome:
    """The same judgement as ``estimate``, without the estimate."""
    return _run(source, options or Options(), cost=False)


def _run(source: Path, options: Options, *, cost: bool) -> Outcome:
    read, problems = book(source)
    if read is None:
        return Outcome(tuple(problems))
    terms, told = _terms(read, options)
    problems += told
    found, told = table(read, workloads_schema(), options.sheet)
    problems += told
    if terms is None or found is None:
        return Outcome(tuple(in_order(problems)), found)
    judged, told = workloads(
        found, terms.card, terms.as_of, terms.columns, terms.values, _titles(terms), ours=read.ours
    )
    broken = errors(problems)
    problems = in_order(problems + told)
    good = 0 if broken else len(judged.frame)
    outcome = Outcome(tuple(problems), found, len(found.rows), good, terms.card, terms.as_of)
    stopped = good == 0 or (outcome.errors and options.on_error != SKIP)
    if stopped or not cost:
        return outcome
    return replace(outcome, estimate=_cost(read, found, judged, terms, problems))


def _cost(
    read: Book, found: Table, judged: Workloads, terms: _Terms, problems: list[Problem]
) -> Estimate:
    rates = tuple(terms.card.on(terms.as_of).values())
    models = [rate.model for rate in rates]
    frame = keyed(priced(judged.frame, rates, terms.columns, terms.values), models)
    names = [column.name for column in terms.model.totals]
    return Estimate(
        source=Source(read.file, found.sheet, found.header_row, read.sha256),
        frame=frame,
        carried=judged.carried,
        rejected=judged.rejected,
        rejected_headings=tuple(heading.text for heading in found.headings),
        totals=totals(frame, names),
        groups=groups(frame, names),
        assumed=assumed(frame, terms.assumptions),
        budgeted=budgeted(frame),
        model=terms.model,
        assumptions=terms.assumptions,
        card=terms.card,
        rates=rates,
        as_of=terms.as_of,
        problems=tuple(problems),
    )


def _titles(terms: _Terms) -> dict[str, str]:
    """The headings of the output's own columns, inputs aside, by their plain words."""
    own = [column for column in layout(terms.model) if column.role != INPUT]
    return {plain(text): column.title for column in own for text in (column.name, column.title)}


def _terms(read: Book, options: Options) -> tuple[_Terms | None, list[Problem]]:
    as_of, problems = _day(options.as_of)
    program, told = cost_model(options.cost_model)
    problems += told
    card, told = _card(read, options.rate_card, as_of)
    problems += told
    if program is None:
        return None, problems
    model, columns = program
    chosen, told = _assumptions(read, model, options.assume)
    problems += told
    if card is None or errors(problems):
        return None, problems
    return _Terms(model, columns, chosen, card, as_of or card.date_checked), problems


def _day(text: str) -> tuple[date | None, list[Problem]]:
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        said = f"--as-of {quote(text)} is not a date; write it as YYYY-MM-DD."
        return None, [Problem("bad-date", says=said)]


def cost_model(house: Path | None = None) -> tuple[cost_models.Program | None, list[Problem]]:
    """The shipped cost model, with the columns that the file ``house`` adds."""
    files: list[tuple[str, Mapping[str, Any]]] = [
        (name, resource.toml(name)) for name in ("assumptions.toml", "cost_model.toml")
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
    read, problems = book(path)
    return _card_in(read, path.stem, as_of) if read else (None, problems)


def _card_in(
    read: Book, name: str, as_of: date | None, sheet: str = ""
) -> tuple[RateCard | None, list[Problem]]:
    found, problems = table(replace(read, ours=False), rates_schema(), sheet)
    problems = [replace(problem, exits=WRONG_USAGE) for problem in problems]
    if found is None or errors(problems):
        return None, problems
    card, told = rate_cards.from_table(found, name, as_of)
    return card, problems + told


def _card(read: Book, word: str, as_of: date | None) -> tuple[RateCard | None, list[Problem]]:
    """The card that the options name; unasked, the one in a workbook of ours, else the default."""
    own = read.ours and any(sheet.name == RATES for sheet in read.sheets)
    if word == INPUT_CARD or (own and not word):
        card, problems = _card_in(read, Path(read.file).stem, as_of, RATES)
        if card and not word:
            said = f"Prices are those of the workbook's own Rates sheet ({card.name})."
            problems.append(Problem("workbook-values", says=said))
    else:
        card, problems = rate_card(word or DEFAULT_CARD, as_of)
    if card and card.caution:
        problems.append(Problem("card-caution", says=card.caution))
    return card, problems


def _assumptions(
    read: Book, model: CostModel, words: tuple[str, ...]
) -> tuple[tuple[Assumption, ...], list[Problem]]:
    """Shipped values, then those of a workbook of ours, then those of the options."""
    chosen, problems = model.assumptions, list[Problem]()
    if read.ours and any(sheet.name == ASSUMPTIONS for sheet in read.sheets):
        schema = assumption_values.sheet_schema()
        found, problems = table(replace(read, ours=False), schema, ASSUMPTIONS)
        if found is not None and not errors(problems):
            chosen, told = assumption_values.from_sheet(chosen, found)
            problems += told
            changed = [one.word for one in chosen if one.set_by != SHIPPED]
            if changed:
                said = f"Taken from the workbook's own Assumptions sheet: {', '.join(changed)}."
                problems.append(Problem("workbook-values", says=said))
    chosen, told = assumption_values.given(chosen, words, "--assume")
    return chosen, problems + told


def refused(source: Path, target: Path, *, force: bool) -> Outcome | None:
    """The outcome of a run whose output cannot be written, said before any work; None if it can."""
    problems = output.refused(target, source, force=force) if source.exists() else []
    return Outcome(tuple(problems)) if problems else None


def save(outcome: Outcome, target: Path) -> Outcome:
    """``outcome`` with its estimate written to ``target``, or without one where that failed."""
    if outcome.estimate is None:
        return outcome
    content, problems = _content(outcome, outcome.estimate, target)
    problems = problems or output.write(target, content)
    if not problems:
        return outcome
    return replace(outcome, estimate=None, problems=(*outcome.problems, *problems))


def _content(outcome: Outcome, priced_rows: Estimate, target: Path) -> tuple[bytes, list[Problem]]:
    match target.suffix.lower():
        case ".csv":
            return data.csv(priced_rows).encode("utf-8"), []
        case ".parquet":
            return data.parquet(priced_rows), []
        case ".json":
            return json.text(json.portfolio(outcome, str(target))).encode("utf-8"), []
        case _:
            return workbook(priced_rows, outcome.rows)


def save_template(target: Path, *, force: bool) -> list[Problem]:
    """Writes a blank sheet of workloads to ``target``, .xlsx or .csv."""
    endings = (".xlsx", ".csv")
    problems = output.refused(target, Path(), force=force, endings=endings)
    if problems:
        return problems
    card, problems = rate_card(DEFAULT_CARD)
    if card is None:
        return problems
    csv = target.suffix.lower() == ".csv"
    return output.write(target, template.csv() if csv else template.workbook(card))


def explanation(
    name: str, source: Path | None, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    """A column or a problem's code in words; a column also with the numbers of a ``row``."""
    if name in catalogue():
        return list(explain.problem(catalogue()[name])), []
    program, problems = cost_model(options.cost_model)
    if program is None:
        return [], problems
    model, _ = program
    known = [column.name for column in layout(model)]
    if not name:
        return list(explain.columns(model)), []
    if name not in known:
        said = f"There is no column or problem {quote(name)}."
        return [], [Problem("unknown-name", says=said + did_you_mean(name, [*known, *catalogue()]))]
    if source is None:
        return list(explain.column(model, name)), []
    return _explained_row(name, source, row, options)


def _explained_row(
    name: str, source: Path, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    outcome = estimate(source, options)
    if outcome.estimate is None or outcome.table is None:
        return [], outcome.errors
    lines = explain.row(outcome.estimate, outcome.table, name, row)
    if lines is None:
        ids = outcome.estimate.frame["workload_id"].to_list()
        said = f"{quote(source.name)} has no workload {quote(row)} that can be estimated."
        return [], [Problem("unknown-name", says=said + did_you_mean(row, ids))]
    return list(lines), []
