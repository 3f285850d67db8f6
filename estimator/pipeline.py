"""The whole story on one page: read -> validate -> cost -> report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from estimator.cost import totals
from estimator.cost.slices import Slices, summed
from estimator.model.estimate import Estimate
from estimator.model.faults import Told
from estimator.model.layout import layout, own_titles
from estimator.model.options import DEFAULT_CARD, SKIP, Options
from estimator.model.outcome import Outcome
from estimator.model.problem import Problem, catalogue, errors
from estimator.model.problems import Problems
from estimator.model.schema import workloads as workloads_schema
from estimator.model.source import Source
from estimator.model.table import OURS, Book, Table
from estimator.model.words import did_you_mean, plain, quote
from estimator.read.book import book
from estimator.read.find import Look
from estimator.read.find import tables as tables_in
from estimator.read.inputs import inputs as files
from estimator.report import data, explain, json, output, template
from estimator.report import mapping as mappings
from estimator.report.annotated import Marked, annotated
from estimator.report.grid import fits
from estimator.report.output import XLSX, Endings, Fill
from estimator.report.sheets.rejected import SHEET as REJECTED
from estimator.report.workbook import workbook
from estimator.terms import cost_model, day, mapping, rate_card, shipped_cards, terms
from estimator.validate.limits import limits
from estimator.validate.mapping import unmatched
from estimator.validate.workloads import Judged, Terms, workloads

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
        said = f"The run cannot go on: {error.strerror or type(error).__name__}."
        return Outcome(Problems([Problem("unreadable-file", says=said)]))


def _outcome(inputs: Inputs, options: Options, *, cost: bool) -> Outcome:
    books, found = _books(inputs, options)
    problems: list[Told] = [*found]
    agreed, said = terms(books, options)
    problems += said
    tables, told = _tables(books, options)
    problems += told
    sources = [table.source for table in tables]
    if agreed is None or not tables:
        return Outcome(Problems(problems, sources), tuple(tables))
    titles = own_titles(agreed.model)
    tables = [_recognized(table, titles) for table in tables]
    judged, told = workloads(tables, agreed, titles)
    # What is wrong with a whole file is no matter of single rows.
    broken = errors(problems)
    told = [*problems, *told]
    good = 0 if broken else judged.good.rows
    stopped = good == 0 or bool(errors(told) and options.on_error != SKIP)
    outcome = Outcome(
        Problems(told, sources),
        tuple(tables),
        rows=sum(table.height for table in tables),
        good=good,
        card=agreed.card,
        as_of=agreed.as_of,
        stopped=stopped,
    )
    if stopped or not cost:
        return outcome
    return replace(outcome, estimate=_cost(sources, judged, agreed, outcome.problems))


def _books(inputs: Inputs, options: Options) -> tuple[list[Book], list[Problem]]:
    """Every input as read; one that cannot be read does not hide what is wrong with the others."""
    bounds, problems = limits(options.limit)
    paths, told = _files(inputs)
    problems += told
    books = []
    for name, path in paths.items():
        read, told = book(path, workloads_schema(), name, bounds)
        problems += told
        books += [replace(read, named=len(paths) > 1)] if read else []
    return books, problems


def _files(inputs: Inputs) -> tuple[Mapping[str, Path], list[Problem]]:
    words = [inputs] if isinstance(inputs, str | Path) else inputs
    return files(str(word) for word in words)


def _tables(books: Sequence[Book], options: Options) -> tuple[list[Table], list[Told]]:
    mapped, told_first = mapping(options)
    problems: list[Told] = [*told_first]
    look = Look(options.sheet, options.header_row, options.all_sheets, mapped)
    found: list[Table] = []
    for read in books:
        several = read.named or (options.all_sheets and len(read.sheets) > 1)
        tables, told = tables_in(replace(read, named=several), workloads_schema(), look)
        found += tables
        problems += [*told, *_left_out_before(read)]
    return found, [*problems, *(unmatched(options.map, found) if found else [])]


def _left_out_before(read: Book) -> list[Problem]:
    """The notice that a workbook of ours lists rows that an earlier run left out."""
    if not read.ours or all(sheet.name != REJECTED for sheet in read.sheets):
        return []
    said = (
        f"{quote(read.file)} has a sheet {quote(REJECTED)} of rows that were left out of it; they "
        "are not read. Mend them in the input that they came from."
    )
    return [Problem("rejected-before", says=said)]


def _cost(sources: Sequence[Source], judged: Judged, agreed: Terms, problems: Problems) -> Estimate:
    rates = tuple(agreed.card.on(agreed.as_of).values())
    slices = Slices(judged.good, tuple(sources), rates, agreed.columns, agreed.values)
    names = [column.name for column in agreed.model.totals]
    sums = summed(slices, names, agreed.assumptions)
    groups = totals.numbered(sums, [rate.model for rate in rates])
    return Estimate(
        sources=tuple(sources),
        rows=sums.rows,
        slices=replace(slices, groups=groups),
        carried_headings=judged.carried,
        rejected=judged.rejected,
        totals=totals.totals(sums, names),
        groups={name: one.drop("text") for name, one in groups.items()},
        assumed=totals.assumed(sums, agreed.assumptions),
        budgeted=totals.budgeted(sums),
        largest=sums.largest,
        leaves=totals.leaves(sums),
        blank=totals.blank(sums),
        fractional=totals.fractional(sums),
        model=agreed.model,
        assumptions=agreed.assumptions,
        card=agreed.card,
        rates=rates,
        as_of=agreed.as_of,
        problems=problems,
    )


def _recognized(table: Table, computed: Mapping[str, str]) -> Table:
    """``table`` of a workbook of ours, its computed columns known as such; others as they are."""
    if not table.ours:
        return table
    headings = tuple(
        replace(one, matched=OURS) if not one.column and plain(one.text) in computed else one
        for one in table.headings
    )
    return replace(table, headings=headings)


def refused(inputs: Inputs, targets: Mapping[Path, Endings], *, force: bool) -> Outcome | None:
    """The outcome of a run that cannot write one of ``targets``, said before any work; else None.

    Args:
        inputs: as they will be read; none of them is ever replaced.
        targets: the files to write, each with the endings that its name may have.
        force: whether a file that is there may be replaced.
    """
    paths, wrong = _files(inputs)
    problems = [
        problem
        for target, endings in targets.items()
        for problem in output.refused(target, paths.values(), force=force, endings=endings)
    ]
    return Outcome(Problems(problems)) if problems and not wrong else None


def save(outcome: Outcome, target: Path, *, force: bool = True) -> Outcome:
    """``outcome`` with its estimate written to ``target``, or without one where that failed.

    More workloads than a worksheet holds go to a Parquet file beside the workbook.

    Args:
        outcome: of a run.
        target: by its ending, a workbook or the rows alone.
        force: whether that file beside it may be replaced.
    """
    estimate = outcome.estimate
    if estimate is None:
        return outcome
    if target.suffix.lower() == XLSX and not fits(estimate.rows):
        problems = _save_apart(outcome, estimate, target, force=force)
    else:
        problems = output.made(target, _content(outcome, estimate, target))
    if not problems:
        return outcome
    told = outcome.problems.followed_by(problems)
    return replace(outcome, estimate=None, stopped=True, problems=told)


def _save_apart(
    outcome: Outcome, estimate: Estimate, target: Path, *, force: bool
) -> list[Problem]:
    """Writes the rows beside the workbook ``target``; both appear, or neither."""
    beside = output.beside(target)
    refused_rows = output.refused(beside, (), force=force)
    if refused_rows:
        return refused_rows
    rows = data.parquet(estimate)
    book = workbook(estimate, outcome.rows, beside.name)
    return output.made(beside, lambda stream: rows(stream) or output.made(target, book))


def _content(outcome: Outcome, estimate: Estimate, target: Path) -> Fill:
    match target.suffix.lower():
        case ".csv":
            return data.csv(estimate)
        case ".parquet":
            return data.parquet(estimate)
        case ".json":
            return json.portfolio(outcome, estimate, str(target))
        case _:
            return workbook(estimate, outcome.rows)


def save_marked(outcome: Outcome, target: Path) -> Outcome:
    """``outcome`` with the sheets that were read written to ``target``, what is wrong marked."""
    sheets = [
        Marked(
            table.source,
            table.sheet,
            outcome.problems.about(table.source),
            {name: heading.position for name, heading in table.by_column.items()},
        )
        for table in outcome.tables
    ]
    others = outcome.problems.of_none(table.source for table in outcome.tables)
    content, problems = annotated(sheets, others)
    return _told(outcome, problems or output.write(target, content))


def save_mapping(outcome: Outcome, target: Path) -> Outcome:
    """``outcome`` with what its headings mean written to ``target``."""
    content = mappings.text(outcome.tables).encode("utf-8")
    return _told(outcome, output.write(target, content))


def _told(outcome: Outcome, problems: list[Problem]) -> Outcome:
    """``outcome`` with ``problems``, which end the run as errors do."""
    stopped = outcome.stopped or bool(problems)
    return replace(outcome, stopped=stopped, problems=outcome.problems.followed_by(problems))


def save_template(target: Path, *, force: bool) -> list[Problem]:
    """Writes a blank sheet of workloads to ``target``, .xlsx or .csv."""
    endings = (".xlsx", ".csv")
    problems = output.refused(target, (), force=force, endings=endings)
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
    if outcome.estimate is None:
        return [], list(outcome.errors)
    lines = explain.row(outcome.estimate, outcome.tables, name, row)
    if lines is None:
        ids = outcome.estimate.frame["workload_id"].to_list()
        said = f"{quote(source.name)} has no workload {quote(row)} that can be estimated."
        said += " `estimator check` says what is wrong with the rows that cannot."
        return [], [Problem("unknown-name", says=said + did_you_mean(row, ids))]
    return list(lines), []
