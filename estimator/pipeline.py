"""The whole story on one page: read -> validate -> cost -> report."""

from dataclasses import replace
from pathlib import Path

from estimator.cost.price import priced
from estimator.cost.totals import assumed, budgeted, groups, keyed, totals
from estimator.model.estimate import Estimate, Source
from estimator.model.layout import INPUT, layout
from estimator.model.options import DEFAULT_CARD, SKIP, Options
from estimator.model.outcome import Outcome
from estimator.model.problem import Problem, catalogue, errors, in_order
from estimator.model.schema import workloads as workloads_schema
from estimator.model.table import Book, Table
from estimator.model.words import did_you_mean, plain, quote
from estimator.read.book import book
from estimator.read.find import table
from estimator.report import data, explain, json, output, template
from estimator.report.workbook import workbook
from estimator.terms import cost_model, day, rate_card, shipped_cards, terms
from estimator.validate.workloads import Terms, Workloads, workloads

__all__ = [
    "check",
    "cost_model",
    "day",
    "estimate",
    "explanation",
    "rate_card",
    "refused",
    "save",
    "save_template",
    "shipped_cards",
]


def estimate(source: Path, options: Options | None = None) -> Outcome:
    """The workloads in the file ``source``, priced; with every problem that was found.

    ``Outcome.estimate`` is None where there are errors and ``options.on_error`` is "fail".
    """
    return _run(source, options or Options(), cost=True)


def check(source: Path, options: Options | None = None) -> Outcome:
    """The same judgement as ``estimate``, without the estimate."""
    return _run(source, options or Options(), cost=False)


def _run(source: Path, options: Options, *, cost: bool) -> Outcome:
    read, problems = book(source, workloads_schema())
    if read is None:
        return Outcome(tuple(problems))
    agreed, told = terms(read, options)
    problems += told
    found, told = table(read, workloads_schema(), options.sheet, options.header_row)
    problems += told
    if agreed is None or found is None:
        return Outcome(tuple(in_order(problems)), found)
    judged, told = workloads(found, agreed, _titles(agreed), ours=read.ours)
    broken = errors(problems)
    problems = in_order(problems + told)
    good = 0 if broken else len(judged.frame)
    stopped = good == 0 or bool(errors(problems) and options.on_error != SKIP)
    outcome = Outcome(
        tuple(problems), found, len(found.rows), good, agreed.card, agreed.as_of, stopped=stopped
    )
    if stopped or not cost:
        return outcome
    return replace(outcome, estimate=_cost(read, found, judged, agreed, problems))


def _cost(
    read: Book, found: Table, judged: Workloads, agreed: Terms, problems: list[Problem]
) -> Estimate:
    rates = tuple(agreed.card.on(agreed.as_of).values())
    models = [rate.model for rate in rates]
    frame = keyed(priced(judged.frame, rates, agreed.columns, agreed.values), models)
    names = [column.name for column in agreed.model.totals]
    return Estimate(
        source=Source(read.file, found.sheet, found.header_row, read.sha256),
        frame=frame,
        carried=judged.carried,
        carried_kinds=judged.carried_kinds,
        rejected=judged.rejected,
        rejected_headings=tuple(heading.text for heading in found.headings),
        totals=totals(frame, names),
        groups=groups(frame, names),
        assumed=assumed(frame, agreed.assumptions),
        budgeted=budgeted(frame),
        model=agreed.model,
        assumptions=agreed.assumptions,
        card=agreed.card,
        rates=rates,
        as_of=agreed.as_of,
        problems=tuple(problems),
    )


def _titles(agreed: Terms) -> dict[str, str]:
    """The headings of the output's own columns, inputs aside, by their plain words."""
    own = [column for column in layout(agreed.model) if column.role != INPUT]
    return {plain(text): column.title for column in own for text in (column.name, column.title)}


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
    return replace(outcome, estimate=None, stopped=True, problems=(*outcome.problems, *problems))


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


def explanation(  # noqa: PLR0911 - a case a thing to explain
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
    if source is None and not row:
        return list(explain.column(model, name)), []
    if source is None or not row:
        said = f"A row is explained with its file and its id: explain {name} INPUT --row ID."
        return [], [Problem("unknown-name", says=said)]
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
        said += " `estimator check` says what is wrong with the rows that cannot."
        return [], [Problem("unknown-name", says=said + did_you_mean(row, ids))]
    return list(lines), []
