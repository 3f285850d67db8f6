"""Writing the outputs of a run, and refusing beforehand what cannot be written."""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from estimator.basis.arguments import parse_limits
from estimator.basis.card_choice import load_rate_cards, load_single_card
from estimator.basis.cost_model import convert_cost_model, load_cost_model
from estimator.basis.currency import exchange_rate_option, rate_currency
from estimator.formula.replacement import add_replacement_columns
from estimator.model.causes import list_causes
from estimator.model.cost_model import CostModel
from estimator.model.disk import is_there
from estimator.model.estimate import Estimate, Outcome
from estimator.model.findings import Findings
from estimator.model.money import Currency
from estimator.model.options import Options
from estimator.model.plan import MOST_MONTHS, REPLACE, YEAR
from estimator.model.problem import FindingList, Problem, only_errors, problem_catalog
from estimator.model.text import did_you_mean, quote_text
from estimator.pipeline import Inputs, estimate, list_input_files
from estimator.report import card_files, data, explain, json, template, workings
from estimator.report import files as output
from estimator.report import terminal as mappings
from estimator.report.annotate.user_workbook import is_xlsx, mark_user_workbook, values_only_notice
from estimator.report.annotate.workbook import MarkedSheet, annotate_values
from estimator.report.files import XLSX, Endings, StreamWriter
from estimator.report.grid import fits_worksheet
from estimator.report.workbook import prepare_workbook


def refuse_targets(
    inputs: Inputs, options: Options, targets: Mapping[Path, Endings], *, force: bool
) -> Outcome | None:
    """The outcome of a run that cannot write one of ``targets``, before any work; else None.

    Args:
        inputs: never replaced.
        options: of the run; files that they name are never replaced either.
        targets: the files to write, each with the file extensions allowed.
        force: whether existing files may be replaced.
    """
    files, wrong = list_input_files(inputs, options)
    read = [*(one.path for one in files), *options.files]
    problems = [
        problem
        for target, endings in targets.items()
        for problem in output.target_problems(target, read, force=force, endings=endings)
    ]
    return Outcome(Findings(problems)) if problems and not wrong else None


def save_estimate(outcome: Outcome, target: Path, *, force: bool = True) -> Outcome:
    """Write the estimate of ``outcome`` to ``target``; if that fails, the result has no estimate.

    More workloads than a worksheet holds go to a Parquet file beside the workbook.

    Args:
        outcome: of a run.
        target: a workbook, or a data file with the rows alone, by its file extension.
        force: whether existing files may be replaced, also those that came meanwhile.
    """
    estimate = outcome.estimate
    if estimate is None:
        return outcome
    if target.suffix.lower() == XLSX and not fits_worksheet(estimate.totals.rows):
        problems = _save_apart(outcome, estimate, target, force=force)
    else:
        content = _output_content(outcome, estimate, target)
        problems = output.make_file(target, content, force=force)
    if not problems:
        return outcome
    return replace(_add_problems(outcome, problems), estimate=None)


def _save_apart(
    outcome: Outcome, estimate: Estimate, target: Path, *, force: bool
) -> list[Problem]:
    """Write the rows to a file beside the workbook ``target``: both appear, or neither."""
    beside = output.rows_file(target)
    refused_rows = output.target_problems(beside, (), force=force)
    if refused_rows:
        return refused_rows
    rows = data.parquet_output(estimate)
    book = prepare_workbook(estimate, outcome.rows, beside.name)

    def fill_both(stream: BinaryIO) -> list[Problem]:
        return rows(stream) or output.make_file(target, book, force=force)

    return output.make_file(beside, fill_both, force=force)


def _output_content(outcome: Outcome, estimate: Estimate, target: Path) -> StreamWriter:
    match target.suffix.lower():
        case ".csv":
            return data.csv_output(estimate)
        case ".parquet":
            return data.parquet_output(estimate)
        case ".json":
            return json.json_output(outcome, estimate, str(target))
        case _:
            return prepare_workbook(estimate, outcome.rows)


def save_marked(outcome: Outcome, target: Path, inputs: Inputs, options: Options) -> Outcome:
    """Write a copy of the sheets that were read to ``target``, with their problems marked.

    A single .xlsx input is copied as it is; from any other input only the values are copied.
    """
    sheets = [
        MarkedSheet(
            table.source,
            table.sheet,
            outcome.problems.about_table(table.source),
            {name: heading.position for name, heading in table.by_column.items()},
        )
        for table in outcome.tables
    ]
    others = outcome.problems.of_none(table.source for table in outcome.tables)
    files = [one.path for one in list_input_files(inputs, options)[0]]
    workbooks = [path for path in files if is_xlsx(path)]
    content, notices = b"", list[Problem]()
    if len(files) > 1:
        notices = [values_only_notice(path, "there are other inputs") for path in workbooks[:1]]
    elif workbooks:
        bounds, _ = parse_limits(options.limit)
        content, notices = mark_user_workbook(workbooks[0], sheets, others, bounds)
    if not content:
        content, problems = annotate_values(sheets, others)
        notices = [*problems, *notices]
    if only_errors(notices):
        return _add_problems(outcome, notices)
    written = output.replace_file(target, content, force=options.force)
    return _add_problems(outcome, [*written, *notices])


def save_mapping(outcome: Outcome, target: Path, *, force: bool = True) -> Outcome:
    """Write the columns that the headers of ``outcome`` were matched to, as a mapping file."""
    content = mappings.mapping_toml(outcome.tables).encode("utf-8")
    return _add_problems(outcome, output.replace_file(target, content, force=force))


def _add_problems(outcome: Outcome, problems: list[Problem]) -> Outcome:
    """``outcome`` with ``problems``; an error among them ends the run."""
    stopped = outcome.stopped or bool(only_errors(problems))
    return replace(outcome, stopped=stopped, problems=outcome.problems.followed_by(problems))


def save_template(target: Path, options: Options) -> list[Problem]:
    """Write a blank sheet of workloads to ``target``, .xlsx or .csv.

    Its columns are those that the cost model of ``options`` reads, the models to choose from those
    of its rate cards.
    """
    force, endings = options.force, (".xlsx", ".csv")
    found = FindingList[Problem]()
    found += output.target_problems(target, options.files, force=force, endings=endings)
    if found:
        return found
    card = found.collect(load_rate_cards(options.rate_cards))
    model = found.collect(load_cost_model(options.cost_model))
    if card is None or model is None:
        return found
    csv, schema = target.suffix.lower() == ".csv", model.schema
    content = template.csv_template(schema) if csv else template.workbook_template(card, schema)
    return found + output.replace_file(target, content, force=force)


def save_rate_card(target: Path, source: str, *, force: bool) -> list[Problem]:
    """Write a rate card of one's own to ``target``, .csv, .xlsx or .json.

    It is named after the file, and has the prices, names and dates of another one.

    Args:
        target: the file.
        source: the card to start from: a shipped one, or a file.
        force: whether an existing file may be replaced.
    """
    writers = {".csv": card_files.card_csv, ".json": card_files.card_json}
    endings = (*writers, ".xlsx")
    read = [path for path in (Path(source),) if is_there(path)]
    problems = output.target_problems(target, read, force=force, endings=endings)
    if problems:
        return problems
    card, problems = load_single_card(source)
    if card is None:
        return problems
    own = replace(card, name=target.stem, title="", caution="", compare_with="")
    write = writers.get(target.suffix.lower())
    content = write(own).encode("utf-8") if write else card_files.card_workbook(own)
    return problems + output.replace_file(target, content, force=force)


def explain_topic(  # noqa: PLR0911 - a case a thing to explain
    word: str, source: Path | None, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    """A column or a problem in words, by name or title; a column also with a row's arithmetic."""
    if kind := explain.find_problem(word):
        return list(explain.describe_problem(kind)), []
    model, problems = _load_converted_model(options)
    if model is None:
        return [], problems
    if not word:
        return list(explain.list_columns(model)), []
    if source is not None and row:
        return _explain_row(word, source, row, options)
    columns, name, problems = _find_topic(model, word, options.months)
    if name is None:
        return [], problems
    if source is None and not row:
        return list(explain.describe_column(model, columns, name)), []
    message = f"A row is explained with its file and its id: explain {name} INPUT --row ID."
    return [], [Problem("unknown-name", wording=message)]


def _find_topic(
    model: CostModel, word: str, months: int
) -> tuple[explain.Columns, str | None, list[Problem]]:
    """The columns of ``model`` that can be explained, and the name of the one called ``word``."""
    # What is there only where models end or prices differ by day can be explained without a card.
    whole = replace(model, after_retirement=REPLACE, dated=True)
    for one in (model, add_replacement_columns(whole)):
        columns = explain.explained_columns(one, min(max(months, YEAR), MOST_MONTHS))
        name = explain.find_column(columns, word)
        if name is not None:
            return columns, name, []
    suggestion = did_you_mean(word, [*columns, *problem_catalog()])
    message = f"There is no column or problem {quote_text(word)}.{suggestion}"
    return columns, None, [Problem("unknown-name", wording=message)]


def _load_converted_model(options: Options) -> tuple[CostModel | None, list[Problem]]:
    """The cost model, in the currency of the report."""
    problems = FindingList[Problem]()
    model = problems.collect(load_cost_model(options.cost_model))
    rate = problems.collect(exchange_rate_option(options))
    if model is None or only_errors(problems):
        return None, problems
    if rate:
        model = replace(model, assumptions=(*model.assumptions, rate))
    return problems.collect(convert_cost_model(model, Currency(rate_currency(rate)))), problems


def _explain_row(
    word: str, source: Path, row: str, options: Options
) -> tuple[list[str], list[Problem]]:
    outcome = estimate(source, options)
    if outcome.estimate is None:
        return [], [cause.merged() for cause in list_causes(outcome.errors)]
    # A workbook made by estimator has a cost model and a plan of its own.
    basis = outcome.estimate.basis
    _, name, problems = _find_topic(basis.model, word, basis.plan.length)
    if name is None:
        return [], problems
    lines = workings.explain_row(outcome.estimate, outcome.tables, name, row)
    if lines is None:
        ids = outcome.estimate.frame["workload_id"].to_list()
        wording = (
            f"{quote_text(source.name)} has no workload {quote_text(row)} that can be estimated."
        )
        wording += " `estimator check` says what is wrong with the rows that cannot."
        return [], [Problem("unknown-name", wording=wording + did_you_mean(row, ids))]
    return list(lines), []
