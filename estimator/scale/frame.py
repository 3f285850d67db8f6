"""Workloads as a user has them to priced ones: a pure function of a frame.

It is put to a whole frame, or to any slice of one, by this machine or by many: what a row comes to
depends on no other row, save that ids are used once, and how often each is used can be given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.basis.arguments import parse_mappings, unmatched_mappings
from estimator.basis.basis import build_basis
from estimator.cost.calendar import months, planned
from estimator.cost.pricing import price_workloads
from estimator.model.basis import Basis
from estimator.model.casefold import folded
from estimator.model.cells import TEXT, Block, Book, Sheet
from estimator.model.findings import CellFindings, Finding, Findings, expand_findings
from estimator.model.options import Options
from estimator.model.output_columns import own_titles
from estimator.model.problem import FindingList, Problem, errors
from estimator.model.schema import workloads_schema
from estimator.model.spool import kept
from estimator.model.table import Part, Table
from estimator.model.text import plain, quote
from estimator.read import row_kinds
from estimator.read.parquet import columns_as_cells, readable
from estimator.read.shape import misnamed
from estimator.read.table import Look, tables
from estimator.report import data
from estimator.report.annotate.marks import in_row
from estimator.validate import alternatives, models, other_columns, text_values
from estimator.validate.decimal_separators import decimal_marks
from estimator.validate.other_columns import Carry, carries, missing_columns
from estimator.validate.workloads import judge, without_error

__all__ = ["Prepared", "keys", "prepare", "priced_rows"]

# A row of a frame stood on no sheet.
NO_SOURCE = (
    pl.lit(None, dtype=pl.String).alias("source_file"),
    pl.lit(None, dtype=pl.String).alias("source_sheet"),
    pl.lit(None, dtype=pl.Int64).alias("source_row"),
)


@dataclass(frozen=True)
class Prepared:
    """What the rows of a frame are read, judged and priced by; it can be pickled.

    Attributes:
        part: the table with its headings and no rows.
        carry: the columns that are carried through, and their headings in the output.
        marks: the decimal mark of each numeric column.
        words: the headings as they are, by the table's columns.
    """

    basis: Basis
    part: Part
    carry: Carry
    marks: Mapping[str, str]
    words: dict[str, str | None]

    @property
    def id_column(self) -> int:
        """The position of the ids among the columns of the frame, from 0."""
        return self.part.by_column["workload_id"].position - 1


def priced_rows(
    frame: pl.DataFrame, prepared: Prepared, uses: pl.Series | None = None
) -> pl.DataFrame:
    """Every row of ``frame``, in its order, priced or with what is wrong with it.

    Args:
        frame: the columns that were prepared, in their order; what they are called is of no
            matter. Texts as users write them, or numbers.
        prepared: what the rows are priced by.
        uses: how many rows of all have each row's id, as ``keys`` tells ids apart; null counts as
            once. Without it, ``frame`` is all there is.

    Returns:
        The columns that the outcome has as Parquet: the inputs as typed, the prices, the computed
        and the carried columns; ``source_file`` and the like are null. Then ``problems`` (String),
        a line for each error and notice of the row, null without any; and ``problem_codes``, their
        codes, line by line. A row with an error has its inputs as far as they could be read, and
        no prices and costs; one that is no workload (blank, a total, the headings once more) has
        none of our columns.
    """
    if uses is None:
        uses = _counted(keys(frame.to_series(prepared.id_column)))
    part = _part(frame, prepared)
    rows = row_kinds.unordered(row_kinds.sort(part, workloads_schema(), prepared.words))
    among = row_kinds.workloads(rows)
    made, findings = _judged(part.filtered(among), prepared, uses.filter(among))
    left_out = part.rows.filter(~among).to_frame("row")
    whole = pl.concat([made, left_out], how="diagonal").sort("row").with_columns(NO_SOURCE)
    carried = part.texts.select(pl.col(name).alias(text) for name, text in prepared.carry)
    findings += row_kinds.left_out_by_row(part.of, rows)
    return data.rows(whole, carried, prepared.basis.model).with_columns(
        _problems_by_row(findings, part)
    )


def keys(ids: pl.Series) -> pl.Series:
    """The ids of a column as they are compared (String), trimmed and without case; null is none."""
    text, kind = columns_as_cells(ids.to_frame())
    pair = pl.DataFrame({"text": text.to_series(), "kind": kind.to_series()})
    return folded(text_values.read(workloads_schema().columns["workload_id"], pair)["value"])


def _counted(ids: pl.Series) -> pl.Series:
    """How many of ``ids`` are equal to each; null where it is null."""
    count = pl.when(pl.col("id").is_not_null()).then(pl.len().over("id"))
    return ids.to_frame("id").select(count.cast(pl.Int64)).to_series()


def _part(frame: pl.DataFrame, prepared: Prepared) -> Part:
    """``frame`` as the rows below the headings."""
    read, kinds = columns_as_cells(frame)
    first = prepared.part.source.header_row + 1
    numbers = pl.int_range(first, first + len(frame), eager=True)
    return replace(prepared.part, numbers=numbers, texts=read, kinds=kinds)


def _judged(part: Part, prepared: Prepared, uses: pl.Series) -> tuple[pl.DataFrame, list[Finding]]:
    """The workloads of ``part``, priced where they have no error; and all problems of them."""
    basis = prepared.basis
    found = judge(part, basis, prepared.marks)
    rows = found.frame
    findings: list[Finding] = [*found.findings]
    findings += [
        misnamed(part.of, *one) for one in row_kinds.called_total(part, workloads_schema())
    ]
    findings.append(_repeated(part, uses))
    right = without_error(rows, part, findings)
    good = rows.filter(right)
    default = basis.constants["default_cached_input_share"]
    findings += models.cautions_by_row(good, part.of, basis.card, basis.as_of, default)
    made = price_workloads(good, basis)
    currency = basis.currency
    made = planned(made, months(made, basis.plan, currency), currency)
    return pl.concat([made, rows.filter(~right)], how="diagonal"), findings


def _repeated(part: Part, uses: pl.Series) -> CellFindings:
    """The rows whose id is used more than once."""
    heading = part.by_column["workload_id"]
    several = (uses > 1).fill_null(value=False)
    found = kept(part.texts[f"c{heading.position}"].filter(several).str.strip_chars())
    wording = [
        f"found {quote(text)} in {count:,} rows; expected an id of its own for each."
        for text, count in zip(found, uses.filter(several), strict=True)
    ]
    return CellFindings.of(
        "duplicate-id",
        part.of,
        part.rows.filter(several),
        heading,
        found=found,
        wording=pl.Series(wording, dtype=pl.String),
    )


def _problems_by_row(findings: Iterable[Finding], part: Part) -> pl.DataFrame:
    """``PROBLEMS`` and ``CODES`` of each row of ``part``."""
    lines, codes = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for problem in Findings(findings, [part.source]):
        for _, row in problem.rows:
            lines[row].append(in_row(problem, row))
            codes[row].append(problem.code)
    return pl.DataFrame(
        {
            name: pl.Series(["\n".join(by_row.get(row, [])) or None for row in part.rows])
            for name, by_row in ((PROBLEMS, lines), (CODES, codes))
        },
        schema=dict.fromkeys((PROBLEMS, CODES), pl.String),
    )


# What the frame is called where a problem speaks of its file and sheet.
NAME = "DataFrame"
# The columns behind the others: what is wrong in each row, a sentence a line, and the codes of it.
PROBLEMS, CODES = "problems", "problem_codes"
POINT_LOCALE = "en"

# The headings of a frame and what is under them.
Columns = Sequence[tuple[str, pl.DataType]]


def prepare(
    columns: Columns, options: Options | None = None
) -> tuple[Prepared | None, list[Problem]]:
    """What the rows under ``columns`` are priced by; None with an error.

    Args:
        columns: the headings, matched as those of a sheet, with the types of what is under them.
        options: the rate card, the assumptions and so on; what they say of files and sheets is of
            no matter here. Without a locale, numbers in texts have a decimal point.

    Returns:
        With it the problems of the terms and the headings, errors and notices.

    Raises:
        ValueError: columns without a name, or of lists, records or bytes; a line for each.
    """
    if wrong := _unreadable(columns):
        raise ValueError("\n".join(wrong))
    options = options or Options()
    problems = FindingList[Problem]()
    table = problems.collect(_table(columns, options))
    # There is no Summary on which budgets by cost center could be held against anything.
    tables = [table] if table else []
    basis = problems.collect(build_basis([], tables, replace(options, budgets="")))
    if basis is None or table is None:
        return None, problems
    taken = own_titles(basis.model) | {plain(name): name for name in (PROBLEMS, CODES)}
    (carry,), notices = carries([table], taken)
    problems += expand_findings(notices)
    if errors(problems):
        return None, problems
    marks = decimal_marks(table.parts(), workloads_schema(), options.locale or POINT_LOCALE)
    words: dict[str, str | None] = {f"c{n}": name for n, (name, _) in enumerate(columns, 1)}
    return Prepared(basis, next(table.parts()), carry, marks, words), problems


def _table(columns: Columns, options: Options) -> tuple[Table | None, list[Problem]]:
    """The table of no rows under the headings, and what is wrong with them."""
    mapped, problems = parse_mappings(options)
    look = Look(header_row=1, mapped=mapped)
    found, wrong = tables(_book([name for name, _ in columns]), workloads_schema(), look)
    problems += [
        *expand_findings(wrong),
        *(unmatched_mappings(options.map, found) if found else []),
    ]
    for table in found:
        # Rows of a frame have no numbers by which they could be called instead of by ids.
        problems += missing_columns(table, workloads_schema())
        problems += other_columns.overlong_headings(table)
        problems += alternatives.missing_ways(table, workloads_schema())
    return (found[0] if found else None), problems


def _unreadable(columns: Columns) -> list[str]:
    """What is wrong with the columns without a name, and those that hold what no cell holds."""
    return [
        f"column {position} has no name; give it one, or leave it out."
        if not name.strip()
        else f"{quote(name)} holds {quote(str(dtype))}; write it as text, or leave it out."
        for position, (name, dtype) in enumerate(columns, 1)
        if not (name.strip() and readable(dtype))
    ]


def _book(headings: Sequence[str]) -> Book:
    """The headings as the one row of a sheet."""
    names = [f"c{n}" for n in range(1, len(headings) + 1)]
    texts = pl.DataFrame([headings], dict.fromkeys(names, pl.String), orient="row")
    kinds = texts.select(pl.lit(TEXT, dtype=pl.UInt8).alias(name) for name in names)
    return Book(NAME, (Sheet(NAME, (Block(1, texts, kinds),), 1, len(names)),))
