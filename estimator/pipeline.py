"""A run on one page: read -> validate -> cost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from estimator.basis.arguments import limits, unmatched
from estimator.basis.basis import mapping, settled, terms
from estimator.cost import totals
from estimator.cost.budgets import by_center
from estimator.cost.calendar import calendar
from estimator.cost.groups import numbered
from estimator.cost.pricing import Slices, summed
from estimator.cost.totals import Wanted
from estimator.formula.program import added_up
from estimator.model.cells import Book
from estimator.model.estimate import Estimate, Outcome
from estimator.model.findings import Finding, FindingList, Findings
from estimator.model.options import SKIP, Options
from estimator.model.output_columns import own_titles
from estimator.model.problem import Problem, Source, errors
from estimator.model.schema import workloads_schema
from estimator.model.table import OURS, Table
from estimator.model.text import plain, quote
from estimator.read.book import book
from estimator.read.files import inputs as files
from estimator.read.table import Look
from estimator.read.table import tables as tables_in
from estimator.report.sheets.rejected import SHEET as REJECTED
from estimator.validate.workloads import Judged, Terms, workloads

Inputs = str | Path | Sequence[str | Path]


def estimate(inputs: Inputs, options: Options | None = None) -> Outcome:
    """The workloads in the files ``inputs``, priced; with every problem that was found.

    ``Outcome.estimate`` is None where there are errors and ``options.on_error`` is "fail".
    """
    return _run(inputs, options or Options(), cost=True)


def check(inputs: Inputs, options: Options | None = None) -> Outcome:
    """The same judgement as ``estimate``, without the estimate."""
    return _run(inputs, options or Options(), cost=False)


def _run(inputs: Inputs, options: Options, *, cost: bool) -> Outcome:
    try:
        return _outcome(inputs, options, cost=cost)
    except OSError as error:
        # Rows are read as they are needed: a file may go, change, or the disk fill meanwhile.
        wording = f"The run cannot go on: {error.strerror or type(error).__name__}."
        return Outcome(Findings([Problem("unreadable-file", wording=wording)]))


def _outcome(inputs: Inputs, options: Options, *, cost: bool) -> Outcome:
    problems = FindingList[Finding]()
    books = problems.collect(_books(inputs, options))
    agreed = problems.collect(terms(books, options))
    tables = problems.collect(_tables(books, options))
    sources = [table.source for table in tables]
    if agreed is not None:
        agreed = problems.collect(settled(agreed, tables, books, options))
    if agreed is None or not tables:
        return Outcome(Findings(problems, sources), tuple(tables))
    titles = own_titles(agreed.model)
    tables = [_recognized(table, titles) for table in tables]
    # What is wrong with a whole file is no matter of single rows.
    broken = errors(problems)
    judged = problems.collect(workloads(tables, agreed, titles))
    good = 0 if broken else judged.good.rows
    stopped = good == 0 or bool(errors(problems) and options.on_error != SKIP)
    outcome = Outcome(
        Findings(problems, sources),
        tuple(tables),
        rows=sum(table.height for table in tables),
        good=good,
        card=agreed.card,
        as_of=agreed.as_of,
        scenario=agreed.scenario,
        currency=agreed.model.currency,
        rate=agreed.rate,
        stopped=stopped,
    )
    if stopped or not cost:
        return outcome
    return replace(outcome, estimate=_cost(sources, judged, agreed, outcome.problems))


def _books(inputs: Inputs, options: Options) -> tuple[list[Book], list[Problem]]:
    """Every input as read; one that cannot be read does not hide what is wrong with the others."""
    problems = FindingList[Problem]()
    bounds = problems.collect(limits(options.limit))
    found = problems.collect(paths(inputs))
    books = []
    for name, path in found.items():
        read = problems.collect(book(path, workloads_schema(), name, bounds))
        books += [replace(read, named=len(found) > 1)] if read else []
    return books, problems


def paths(inputs: Inputs) -> tuple[Mapping[str, Path], list[Problem]]:
    """The files that ``inputs`` name, by what people tell them apart with."""
    words = [inputs] if isinstance(inputs, str | Path) else inputs
    return files(str(word) for word in words)


def _tables(books: Sequence[Book], options: Options) -> tuple[list[Table], list[Finding]]:
    problems = FindingList[Finding]()
    mapped = problems.collect(mapping(options))
    look = Look(options.sheet, options.header_row, options.all_sheets, mapped)
    found: list[Table] = []
    for read in books:
        several = read.named or (options.all_sheets and len(read.sheets) > 1)
        named = replace(read, named=several)
        found += problems.collect(tables_in(named, workloads_schema(), look))
        problems += _left_out_before(read)
    return found, [*problems, *(unmatched(options.map, found) if found else [])]


def _left_out_before(read: Book) -> list[Problem]:
    """The notice that a workbook of ours lists rows that an earlier run left out."""
    if not read.ours or all(sheet.name != REJECTED for sheet in read.sheets):
        return []
    wording = (
        f"{quote(read.file)} has a sheet {quote(REJECTED)} of rows that were left out of it; they "
        "are not read. Mend them in the input that they came from."
    )
    return [Problem("rejected-before", wording=wording)]


def _cost(sources: Sequence[Source], judged: Judged, agreed: Terms, problems: Findings) -> Estimate:
    slices = Slices(
        judged.good,
        tuple(sources),
        agreed.rates,
        agreed.columns,
        agreed.values,
        agreed.plan,
        agreed.scenario,
        agreed.model.currency,
    )
    names = [column.name for column in agreed.model.totals]
    added = added_up(agreed.model, agreed.columns)
    wanted = Wanted(names, (*names, *agreed.model.dollars), added, agreed.assumptions)
    sums, by_month = summed(slices, wanted, agreed.scenarios)
    cost = agreed.model.currency.shown("first_year_cost")
    groups = numbered(sums.groups, [rate.model for rate in agreed.rates], cost)
    slices = replace(slices, groups=groups)
    made = Estimate(
        sources=tuple(sources),
        rows=sums.rows,
        slices=slices,
        months=slices.months,
        carried_headings=judged.carried,
        rejected=judged.rejected,
        totals=totals.totals(sums, names),
        sums=totals.totals(sums, added),
        groups={name: one.drop("text") for name, one in groups.items()},
        assumed=totals.assumed(sums, agreed.assumptions),
        budgeted=totals.budgeted(sums),
        largest=sums.largest,
        over=sums.over,
        calendar=calendar(agreed.plan, by_month, groups),
        budgets=None,
        leaves=totals.leaves(sums),
        blank=totals.blank(sums),
        fractional=totals.fractional(sums),
        model=agreed.model,
        assumptions=agreed.assumptions,
        card=agreed.card,
        rates=agreed.rates,
        as_of=agreed.as_of,
        scenario=agreed.scenario,
        scenarios=agreed.scenarios,
        scenario_totals=totals.scenario_totals(sums, names, agreed.scenarios, agreed.scenario),
        problems=problems,
    )
    if agreed.budgets is None:
        return made
    return by_center(made, agreed.budgets, groups["cost_center"], agreed.columns)


def _recognized(table: Table, computed: Mapping[str, str]) -> Table:
    """``table`` of a workbook of ours, its computed columns known as such; others as they are."""
    if not table.ours:
        return table
    headings = tuple(
        replace(one, matched=OURS) if not one.column and plain(one.text) in computed else one
        for one in table.headings
    )
    return replace(table, headings=headings)
