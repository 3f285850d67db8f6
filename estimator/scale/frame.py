"""Pricing a data frame: a pure function of its rows.

It prices a whole frame or any slice of one, on one machine or on many. The result for a row depends
on no other row, except that ids must be unique: the number of uses of each can be passed in.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.basis.basis import build_basis
from estimator.basis.cost_model import load_cost_model
from estimator.cost.costless import costless_by_row
from estimator.cost.job_limits import over_limit_by_row
from estimator.cost.pricing import price_with_plan
from estimator.formula.unused import basis_in_use
from estimator.model.basis import Basis
from estimator.model.cells import Book, Sheet
from estimator.model.estimates_columns import own_titles
from estimator.model.findings import Finding, Findings
from estimator.model.options import Options
from estimator.model.problem import FindingList, Problem, only_errors
from estimator.model.schema import workloads_schema
from estimator.model.table import TablePart
from estimator.model.text import plain_words, quote_text
from estimator.pipeline import find_tables
from estimator.read import shape
from estimator.read.parquet import convert_columns, header_block, is_readable_dtype
from estimator.report import data
from estimator.report.annotate.marks import sentence_in_row
from estimator.validate import ids, models
from estimator.validate.decimal_separators import detect_decimal_separators
from estimator.validate.other_columns import PassThrough, plan_pass_through_columns
from estimator.validate.workloads import has_no_error, header_problems, judge_rows

# The file and the sheet of a frame in messages.
NAME = "DataFrame"
# The last columns of the result: the problems of each row, one sentence per line, and their codes.
PROBLEMS, CODES = "problems", "problem_codes"
POINT_LOCALE = "en"
# The rows of a frame are on no sheet.
NO_SOURCE = (
    pl.lit(None, dtype=pl.String).alias("source_file"),
    pl.lit(None, dtype=pl.String).alias("source_sheet"),
    pl.lit(None, dtype=pl.Int64).alias("source_row"),
)

# The headers of a frame with the types of its columns.
Columns = Sequence[tuple[str, pl.DataType]]


class PreparedFrame(Struct, frozen=True):
    """The basis and the matched headers with which rows are priced; it can be pickled.

    Attributes:
        part: the table with its headers and no rows.
        carry: the pass-through columns, and their headers in the output.
        marks: the decimal separator of each numeric column.
        words: the headers as given, by the columns of the table.
    """

    basis: Basis
    part: TablePart
    carry: PassThrough
    marks: Mapping[str, str]
    words: dict[str, str | None]

    @property
    def id_column(self) -> int:
        """The position of the ids among the columns of the frame, from 0."""
        return self.part.by_column["workload_id"].position - 1


def prepare_frame(
    columns: Columns, options: Options | None = None
) -> tuple[PreparedFrame | None, list[Problem]]:
    """The basis and the matched headers for rows under ``columns``; None with an error.

    Args:
        columns: the headers, matched like those of a sheet, with the types of their columns.
        options: the rate card, the assumptions and so on; those about files and sheets have no
            effect. Without a locale, numbers in texts have a decimal point.

    Returns:
        With it the errors and notices about the options and the headers, in reading order.

    Raises:
        ValueError: columns without a name, or of lists, records or bytes; one line for each.
    """
    if unreadable := _unreadable_columns(columns):
        raise ValueError("\n".join(unreadable))
    # Budgets by cost center need a Summary to be compared on.
    options = replace(options or Options(), sheet="", header_row=1, all_sheets=False, budgets="")
    names = [name for name, _ in columns]
    sheet = Sheet(NAME, (header_block(names),), height=1, width=len(names))
    problems = FindingList[Finding]()
    model, wrong = load_cost_model(options.cost_model)
    schema = model.schema if model else workloads_schema()
    tables = problems.collect(find_tables([Book(NAME, (sheet,))], options, schema))
    sources = [table.source for table in tables]
    problems += wrong
    problems += [problem for table in tables for problem in header_problems(table)]
    basis = problems.collect(build_basis([], tables, options, model))
    if basis is None or not tables:
        return None, [*Findings(problems, sources)]
    taken = own_titles(basis.model, basis.plan) | {
        plain_words(name): name for name in (PROBLEMS, CODES)
    }
    (carry,) = problems.collect(plan_pass_through_columns(tables, taken))
    (part,) = tables[0].parts()
    # Rows come in parts, so that every column under a header may have values.
    basis = problems.collect(basis_in_use(basis, set(part.by_column)))
    ordered = [*Findings(problems, sources)]
    if only_errors(problems):
        return None, ordered
    marks = detect_decimal_separators([part], basis.model.schema, options.locale or POINT_LOCALE)
    words: dict[str, str | None] = dict(zip(sheet.columns, names, strict=True))
    return PreparedFrame(basis, part, carry, marks, words), ordered


def _unreadable_columns(columns: Columns) -> list[str]:
    """A sentence for each column without a name, or of a type that no cell could hold."""
    return [
        f"column {position} has no name; give it one, or leave it out."
        if not name.strip()
        else (
            f"{quote_text(name)} holds {quote_text(str(dtype))}; write it as text, or leave it out."
        )
        for position, (name, dtype) in enumerate(columns, 1)
        if not (name.strip() and is_readable_dtype(dtype))
    ]


def price_rows(
    frame: pl.DataFrame, prepared: PreparedFrame, uses: pl.Series | None = None
) -> pl.DataFrame:
    """Price every row of ``frame``, in its order; a row with errors has its problems instead.

    Args:
        frame: the columns that were prepared, in their order, whatever their names: text as users
            write it, or numbers.
        prepared: by ``prepare_frame``.
        uses: the number of rows with the id of each row, compared by ``frame_keys``; null counts
            as one. Without it, ``frame`` has all the rows there are.

    Returns:
        The columns of the Parquet output: the inputs as typed, the prices, the computed and the
        pass-through columns; ``source_file`` and the like are null. Then ``problems`` (String),
        one line for each error and notice of the row, null without any; and ``problem_codes``,
        their codes, line by line. A row with an error has its inputs as far as they could be read,
        without prices and costs. A row that is not a workload (blank, totals, repeated headers)
        has only its pass-through columns.
    """
    if uses is None:
        keys = frame_keys(frame.to_series(prepared.id_column)).to_frame("key")
        uses = keys.select(pl.col("key").count().over("key")).to_series()
    basis, part = prepared.basis, _part_of(frame, prepared)
    among, findings = shape.separate_workloads(part, basis.model.schema, prepared.words)
    workloads = part.filter_rows(among)
    found = judge_rows(workloads, basis, prepared.marks)
    findings += [*found.findings, ids.repeated_ids(workloads, uses.filter(among))]
    right = has_no_error(found.frame, workloads, findings)
    good = found.frame.filter(right)
    findings += models.model_cautions_by_row(good, part.of, basis)
    priced, _ = price_with_plan(good, basis)
    findings += costless_by_row(priced, part.of, basis.model)
    findings += over_limit_by_row(priced, part.of, basis)
    others = [found.frame.filter(~right), part.rows.filter(~among).to_frame("row")]
    whole = pl.concat([priced, *others], how="diagonal").sort("row").with_columns(NO_SOURCE)
    carried = part.texts.select(pl.col(name).alias(text) for name, text in prepared.carry)
    problems = _problems_by_row(findings, part)
    return data.output_frame(whole, carried, basis.model).with_columns(problems)


def frame_keys(column: pl.Series) -> pl.Series:
    """The ids of ``column`` as they are compared (String): trimmed, without case, null if blank."""
    texts, kinds = convert_columns(column.to_frame())
    return ids.id_keys(texts.to_series(), kinds.to_series())


def _part_of(frame: pl.DataFrame, prepared: PreparedFrame) -> TablePart:
    """``frame`` as the rows below the headers."""
    texts, kinds = convert_columns(frame)
    first = prepared.part.source.header_row + 1
    numbers = pl.int_range(first, first + len(frame), eager=True)
    return replace(prepared.part, numbers=numbers, texts=texts, kinds=kinds)


def _problems_by_row(findings: Iterable[Finding], part: TablePart) -> pl.DataFrame:
    """``PROBLEMS`` and ``CODES`` of each row of ``part``."""
    lines = [
        (row, sentence_in_row(problem, row), problem.code)
        for problem in Findings(findings, [part.source])
        for _, row in problem.rows
    ]
    schema = {"row": pl.Int64, PROBLEMS: pl.String, CODES: pl.String}
    found = pl.DataFrame(lines, schema, orient="row").group_by("row", maintain_order=True)
    joined = found.agg(pl.col(PROBLEMS, CODES).str.join("\n"))
    rows = part.rows.to_frame("row")
    return rows.join(joined, on="row", how="left", maintain_order="left").drop("row")
