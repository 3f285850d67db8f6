"""The whole judgement of an input table: what can be estimated, and everything wrong with it."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.formula.price_rows import add_rate_rows
from estimator.formula.program import compiled_columns
from estimator.model import parallel
from estimator.model.basis import Basis
from estimator.model.cells import BLANK
from estimator.model.cost_model import AS_TYPED
from estimator.model.findings import CellFindings, Finding, merge_notices, wrong_rows
from estimator.model.parallel import parallel_map
from estimator.model.problem import ERROR, TABLE, FindingList, Problem, only_errors
from estimator.model.rejected import RejectedRows
from estimator.model.schema import workloads_schema as schema_of_workloads
from estimator.model.spool import TypedPart, TypedWorkloads
from estimator.model.table import Table, TablePart
from estimator.validate import (
    alternatives,
    budgets,
    ids,
    models,
    months,
    other_columns,
    set_columns,
)
from estimator.validate.decimal_separators import detect_decimal_separators
from estimator.validate.group_names import GroupNames, NamesGivenOnce
from estimator.validate.misheaded import rows_under_headers, without_misheaded
from estimator.validate.other_columns import (
    PassThrough,
    check_required_columns,
    plan_pass_through_columns,
)
from estimator.validate.price_dates import check_price_dates
from estimator.validate.provider_names import match_providers
from estimator.validate.rows import type_cells
from estimator.validate.trainable import check_trainable
from estimator.validate.wrong_cells import WrongCells

BLANK_TEXT, BLANK_KIND = pl.lit(None, dtype=pl.String), pl.lit(BLANK, dtype=pl.UInt8)


class ValidatedWorkloads(Struct, frozen=True):
    """The rows of all tables, judged.

    Attributes:
        valid: those without errors, in the tables' order.
        rejected: those with errors, as the user wrote them.
        pass_through: the headers of the pass-through columns in the output.
    """

    valid: TypedWorkloads
    rejected: RejectedRows
    pass_through: tuple[str, ...]


def validate_workloads(
    tables: Sequence[Table], basis: Basis, taken: Mapping[str, str]
) -> tuple[ValidatedWorkloads, list[Finding]]:
    """The rows of ``tables`` that can be estimated, and all problems of all rows.

    Args:
        tables: as read, one at least.
        basis: the prices that models must have, and the cost model with its values.
        taken: titles of the output's own columns by every way to write them; a header like one
            of them is copied as "given", or not at all from a workbook made by estimator.
    """
    findings = FindingList[Finding]()
    carry = findings.collect(plan_pass_through_columns(tables, taken))
    findings += budgets.check_budget_years(tables, basis.plan)
    headings = tuple(dict.fromkeys(heading for one in carry for _, heading in one))
    good, keys, names = TypedWorkloads(), ids.IdKeys(), GroupNames()
    centers = list[pl.DataFrame]()
    # What only all rows show together.
    late = list[Finding]()
    for number, (table, columns) in enumerate(zip(tables, carry, strict=True)):
        about = _check_table(table)
        findings += [*about, *rows_under_headers(table)]
        locale = table.locale or basis.locale
        headed = map(without_misheaded, table.parts())
        marks = detect_decimal_separators(headed, basis.model.schema, locale)
        # What is wrong with the headings is wrong with every row.
        work = _PartJudge(number, basis, marks, columns, headings, broken=bool(only_errors(about)))
        of_rows = list[CellFindings]()
        parts = parallel.track_progress("Checking", table.parts(), len, table.height)
        once = NamesGivenOnce(table)
        for judgement, right in parallel_map(work.judge_part, parts):
            of_rows += judgement.findings
            keys.add(judgement.frame)
            names.add_names(judgement.frame)
            once.add_rows(judgement.frame.filter(pl.col("model_as_given").is_not_null()))
            good.add(right)
            centers += [budgets.list_cost_centers(judgement.frame)] if basis.budgets else []
        late += once.find_problems()
        findings += merge_notices(of_rows)
    late += keys.find_duplicates(tables)
    findings += [*late, *names.spelling_notices(tables)]
    good.leave_out(_rows_with_errors(late, tables))
    if basis.budgets:
        findings += budgets.unused_budgets(basis.budgets, pl.concat(centers).unique("text"))
    findings += models.model_cautions(good, tables, basis)
    return ValidatedWorkloads(good, RejectedRows(tables, wrong_rows(findings)), headings), findings


def _check_table(table: Table) -> list[Problem]:
    """Problems and notices of ``table`` as a whole."""
    problems = [one for one in header_problems(table) if one.column != "workload_id"]
    problems += ids.check_id_column(table)
    if not table.height:
        problems.append(table.problem_about("no-rows", header_row=table.source.header_row))
    return problems


def header_problems(table: Table) -> list[Problem]:
    """The errors in the headers of ``table``: columns that are missing, and headers too long."""
    schema = schema_of_workloads()
    problems = check_required_columns(table, schema) + alternatives.missing_ways(table, schema)
    return problems + other_columns.check_header_lengths(table)


class PartJudgement(Struct, frozen=True):
    """Rows of a part, judged.

    Attributes:
        frame: ``row``, the schema's columns as ``typed`` has them, ``model`` the canonical id (null
            where there is no price for it), and ``model_as_given``.
        is_valid: Boolean; which rows have no error.
        findings: in single rows.
    """

    frame: pl.DataFrame
    is_valid: pl.Series
    findings: list[CellFindings]


class _PartJudge(Struct, frozen=True):
    """Judges the parts of the table ``number``.

    Attributes:
        columns: what the table carries through; headings: what all tables do.
        broken: whether none of the rows is right.
    """

    number: int
    basis: Basis
    marks: Mapping[str, str]
    columns: PassThrough
    headings: Sequence[str]
    broken: bool

    def judge_part(self, part: TablePart) -> tuple[PartJudgement, TypedPart]:
        """All rows of ``part``, judged, with their ``TABLE``; and the valid ones."""
        part = without_misheaded(part)
        found = judge_rows(part, self.basis, self.marks)
        frame = found.frame.select(pl.lit(self.number, dtype=pl.UInt32).alias(TABLE), pl.all())
        # A notice names few cells: the part need not stay in memory for it.
        brief = [one if one.severity == ERROR else one.first_cells() for one in found.findings]
        found = replace(found, frame=frame, findings=brief)
        right = found.is_valid & (not self.broken)
        texts, kinds = (
            self._pass_through_columns(BLANK_TEXT),
            self._pass_through_columns(BLANK_KIND),
        )
        return found, TypedPart(
            frame.filter(right),
            _select_pass_through(part.texts.filter(right), texts, self.headings),
            _select_pass_through(part.kinds.filter(right), kinds, self.headings),
        )

    def _pass_through_columns(self, blank: pl.Expr) -> list[pl.Expr]:
        """The carried columns of all tables; those that this one lacks are ``blank``."""
        cells = {heading: name for name, heading in self.columns}
        return [pl.col(cells[one]) if one in cells else blank for one in self.headings]


def _select_pass_through(
    cells: pl.DataFrame, columns: Sequence[pl.Expr], headings: Sequence[str]
) -> pl.DataFrame:
    """The ``columns`` of ``cells`` under ``headings``, as many rows, blank columns too."""
    named = [column.alias(name) for column, name in zip(columns, headings, strict=True)]
    return cells.with_columns(named).select(headings)


def _rows_with_errors(findings: Sequence[Finding], tables: Sequence[Table]) -> pl.DataFrame:
    """The rows that have errors: ``TABLE`` and ``row``."""
    numbers = {table.source: number for number, table in enumerate(tables)}
    found = [
        pl.DataFrame({"row": rows}).select(
            pl.lit(numbers[source], dtype=pl.UInt32).alias(TABLE), pl.col("row").cast(pl.Int64)
        )
        for source, rows in wrong_rows(findings).items()
    ]
    return pl.concat([pl.DataFrame(schema={TABLE: pl.UInt32, "row": pl.Int64}), *found])


def judge_rows(part: TablePart, basis: Basis, marks: Mapping[str, str]) -> PartJudgement:
    """Every row of ``part``, typed; with the problems that a row has by itself.

    Args:
        part: of a table whose headings are not wrong.
        basis: of the estimate.
        marks: the decimal mark of each numeric column of the table.
    """
    schema = basis.model.schema
    amounts = basis.amounts_in(part.source)
    frame, findings = type_cells(part, schema, marks, part.locale or basis.locale, amounts)
    frame, found = set_columns.fill_set_columns(frame, part)
    findings += found
    findings += other_columns.check_cell_lengths(part)
    frame = ids.fill_row_ids(frame, part)
    frame, found = match_providers(frame, part, basis.card)
    findings += found
    frame, found = models.match_models(frame, part, basis.card, basis.as_of)
    findings += found
    # A row with a wrong cell is held to every other rule: mending it shall bring nothing new.
    wrong = WrongCells.of_findings(findings)
    dated = wrong.rows_without(frame, ("start_month", "end_month"))
    # Where prices have periods, a month has to be known.
    placed = add_rate_rows(dated if basis.model.dated else frame, basis)
    findings += check_trainable(placed, part, basis.list_prices)
    findings += check_price_dates(placed, part, basis) if basis.model.dated else []
    # What is typed is judged as it stands, whatever a scenario makes of it.
    values = {**basis.constants, **AS_TYPED}
    findings += alternatives.check_alternatives(
        frame, part, schema, compiled_columns(basis.model), values, wrong
    )
    findings += months.check_months(dated, part, basis.plan, wrong)
    findings += months.outside_plan(dated, part, basis.plan)
    return PartJudgement(frame, has_no_error(frame, part, findings), findings)


def has_no_error(frame: pl.DataFrame, part: TablePart, findings: Iterable[Finding]) -> pl.Series:
    """Boolean; which rows of ``frame``, those of ``part``, have no error among ``findings``."""
    wrong = wrong_rows(findings).get(part.source)
    if wrong is None:
        return pl.repeat(value=True, n=len(frame), eager=True)
    return ~frame["row"].is_in(wrong.implode())
