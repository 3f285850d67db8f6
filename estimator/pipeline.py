"""The pipeline on one page: read -> validate -> cost."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from estimator.basis.arguments import parse_limits, unmatched_mappings
from estimator.basis.basis import build_basis
from estimator.basis.change_log import read_change_log
from estimator.basis.file_options import options_of_file, unmatched_files
from estimator.basis.house import choose_cost_model
from estimator.cost.budgets import budget_by_center
from estimator.cost.costless import costless_notice
from estimator.cost.groups import number_groups
from estimator.cost.job_limits import over_limit_notices
from estimator.cost.over_budget import list_over_budget
from estimator.cost.pricing import PricedSlices, sum_slices
from estimator.cost.totals import portfolio_totals
from estimator.formula.unused import basis_in_use, optional_inputs
from estimator.model.cells import Book
from estimator.model.disk import error_reason
from estimator.model.estimate import Estimate, Outcome
from estimator.model.estimates_columns import MONTH_OR_CHECK, own_titles
from estimator.model.findings import Finding, Findings
from estimator.model.input_file import FoundFile, InputFile
from estimator.model.options import SKIP, Options
from estimator.model.own_workbook import REJECTED
from estimator.model.problem import FindingList, Problem, only_errors
from estimator.model.schema import Schema, workloads_schema
from estimator.model.table import COMPUTED_BY_ESTIMATOR, Table
from estimator.model.text import plain_words, quote_text
from estimator.read.book import read_book
from estimator.read.inputs import find_inputs
from estimator.read.table import match_tables as tables_in
from estimator.validate.filled_inputs import filled_inputs
from estimator.validate.rows_above import find_rows_above
from estimator.validate.set_columns import set_column_notices
from estimator.validate.workloads import ValidatedWorkloads, validate_workloads

Input = str | Path | InputFile
Inputs = Input | Sequence[Input]


def estimate(inputs: Inputs, options: Options | None = None) -> Outcome:
    """Price the workloads in the files ``inputs``, and find every problem in them.

    ``Outcome.estimate`` is None if there are errors and ``options.on_error`` is "fail".
    """
    return _run_pipeline(inputs, options or Options(), cost=True)


def check(inputs: Inputs, options: Options | None = None) -> Outcome:
    """Find every problem that ``estimate`` would find, without pricing."""
    return _run_pipeline(inputs, options or Options(), cost=False)


def _run_pipeline(inputs: Inputs, options: Options, *, cost: bool) -> Outcome:
    try:
        return _build_outcome(inputs, options, cost=cost)
    except OSError as error:
        # Rows are read when needed: meanwhile a file may be removed or changed, or the disk full.
        wording = f"The run cannot continue: {error_reason(error)}."
        return Outcome(Findings([Problem("unreadable-file", wording=wording)]))


def _build_outcome(inputs: Inputs, options: Options, *, cost: bool) -> Outcome:
    problems = FindingList[Finding]()
    books = problems.collect(_read_books(inputs, options))
    # The cost model says what is read from the sheets, besides how it is priced.
    alone = books[0] if len(books) == 1 else None
    model, wrong = choose_cost_model(alone, options.cost_model)
    schema = model.schema if model else workloads_schema()
    tables = problems.collect(find_tables(books, options, schema))
    problems += wrong
    sources = [table.source for table in tables]
    basis = problems.collect(build_basis(books, tables, options, model))
    if basis is None or not tables:
        return Outcome(Findings(problems, sources), tuple(tables))
    titles = own_titles(basis.model, basis.plan)
    tables = [_recognize_computed(table, titles) for table in tables]
    # An error in a file or its headers affects every row.
    broken = bool(only_errors(problems))
    judged = problems.collect(validate_workloads(tables, basis, titles))
    filled = filled_inputs(optional_inputs(basis.model), judged.valid, tables)
    basis = problems.collect(basis_in_use(basis, filled))
    good = 0 if broken else judged.valid.rows
    stopped = good == 0 or bool(only_errors(problems) and options.on_error != SKIP)
    outcome = Outcome(
        Findings(problems, sources),
        tuple(tables),
        rows=sum(table.height for table in tables),
        good=good,
        basis=basis,
        stopped=stopped,
    )
    if stopped:
        return outcome
    slices = PricedSlices(basis, tuple(sources), judged.valid)
    limited = over_limit_notices(judged.valid, tables, basis)
    outcome = replace(outcome, problems=outcome.problems.followed_by(limited))
    if not cost:
        notices = costless_notice(slices.find_costless(), tables)
        return replace(outcome, problems=outcome.problems.followed_by(notices))
    made = _price_portfolio(slices, judged, tables, outcome.problems)
    made = replace(made, change_log=read_change_log(books))
    over = list_over_budget(made) if options.fail_over_budget else None
    return replace(outcome, estimate=made, problems=made.problems, over_budget=over)


def _read_books(inputs: Inputs, options: Options) -> tuple[list[Book], list[Problem]]:
    """Read every input, so that one that cannot be read does not hide the problems of others."""
    problems = FindingList[Problem]()
    bounds = problems.collect(parse_limits(options.limit))
    found = problems.collect(list_input_files(inputs, options))
    books = []
    for one in found:
        read = problems.collect(
            read_book(one.path, workloads_schema(), one.name, bounds, pipes=True)
        )
        if read:
            several, own = len(found) > 1, one.own_options
            books.append(replace(read, named=several, words=one.words, own_options=own))
    return books, problems


def list_input_files(inputs: Inputs, options: Options) -> tuple[list[FoundFile], list[Problem]]:
    """The files to read: those that ``inputs`` name, or else those that ``options`` describe."""
    words = [inputs] if isinstance(inputs, str | Path | InputFile) else inputs
    named = [one if isinstance(one, InputFile) else InputFile(str(one)) for one in words]
    return find_inputs(named or options.inputs, options.inputs, options.sheet)


def find_tables(
    books: Sequence[Book], options: Options, schema: Schema
) -> tuple[list[Table], list[Finding]]:
    """The tables of workloads in ``books``, with their headers mapped as ``options`` ask.

    ``schema`` is that of the workloads.
    """
    problems = FindingList[Finding]()
    wrong = FindingList[Problem]()
    found: list[Table] = []
    for read in books:
        chosen = wrong.collect(options_of_file(read, options, schema))
        several = read.named or (chosen.look.all_sheets and len(read.sheets) > 1)
        named = replace(read, named=several)
        tables = problems.collect(tables_in(named, schema, chosen.look))
        own_map = read.own_options.get("map", ())
        wrong += unmatched_mappings(own_map, tables, read.file) if tables else []
        # The rows of another table above are reported with its headers.
        reported = {one.source for one in problems if one.code == "headers-above"}
        for table in tables:
            # Who says where the headers are has seen what stands above them.
            seen = chosen.look.header_row or table.source in reported
            problems += [] if seen else find_rows_above(table, schema)
            found.append(chosen.apply_to(table))
            problems += set_column_notices(found[-1])
        problems += _left_out_before(read)
    wrong += unmatched_files(options, books)
    wrong += unmatched_mappings(options.map, found) if found else []
    # What is wrong with an option for all inputs is said once.
    return found, [*dict.fromkeys(wrong), *problems]


def _left_out_before(read: Book) -> list[Problem]:
    """The notice that a workbook made by estimator lists rows that an earlier run rejected."""
    if not read.made_by_estimator or all(sheet.name != REJECTED for sheet in read.sheets):
        return []
    wording = (
        f"{quote_text(read.file)} has a sheet {quote_text(REJECTED)} with rows that "
        "an earlier run skipped; "
        "they are not read. Fix them in the input that they came from."
    )
    return [Problem("rejected-before", wording=wording)]


def _price_portfolio(
    slices: PricedSlices, judged: ValidatedWorkloads, tables: Sequence[Table], problems: Findings
) -> Estimate:
    basis = slices.basis
    sums, by_month = sum_slices(slices)
    groups = number_groups(sums.groups, basis)
    totals = portfolio_totals(sums, by_month, groups, basis)
    if basis.budgets is not None:
        totals = budget_by_center(totals, basis.budgets, groups["cost_center"], basis)
    numbered = {name: totals.spellings[name] for name in totals.numbered}
    priced = replace(slices, groups=groups, numbered=numbered)
    said = problems.followed_by(costless_notice(sums.costless, tables))
    return Estimate(basis, priced, totals, judged.pass_through, judged.rejected, said)


def _recognize_computed(table: Table, computed: Mapping[str, str]) -> Table:
    """``table``, with the computed columns of a workbook made by estimator marked as such."""
    if not table.made_by_estimator:
        return table
    headings = tuple(
        replace(one, matched=COMPUTED_BY_ESTIMATOR)
        if not one.column
        and (plain_words(one.text) in computed or MONTH_OR_CHECK.fullmatch(one.text))
        else one
        for one in table.headings
    )
    return replace(table, headings=headings)
