"""Workloads as a user has them to priced ones: a pure function of a frame.

It is put to a whole frame, or to any slice of one, by this machine or by many: what a row comes to
depends on no other row, save that ids are used once, and how often each is used can be given.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from estimator.cost.calendar import months, planned
from estimator.cost.price import priced
from estimator.model.faults import Faults, Told
from estimator.model.fold import folded
from estimator.model.kept import kept
from estimator.model.problems import Problems
from estimator.model.schema import workloads
from estimator.model.table import Part
from estimator.model.words import quote
from estimator.read import asides
from estimator.read.columns import cells
from estimator.read.shape import misnamed
from estimator.report import data
from estimator.report.marks import in_row
from estimator.scale.prepare import CODES, PROBLEMS, Prepared, prepare
from estimator.validate import models, taken, texts
from estimator.validate.judge import judge, without_error

__all__ = ["Prepared", "keys", "prepare", "priced_rows"]

# A row of a frame stood on no sheet.
NO_SOURCE = (
    pl.lit(None, dtype=pl.String).alias("source_file"),
    pl.lit(None, dtype=pl.String).alias("source_sheet"),
    pl.lit(None, dtype=pl.Int64).alias("source_row"),
)


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
    rows = asides.unordered(asides.sort(part, workloads(), prepared.words))
    among = asides.workloads(rows)
    made, told = _judged(part.filtered(among), prepared, uses.filter(among))
    left_out = part.rows.filter(~among).to_frame("row")
    whole = pl.concat([made, left_out], how="diagonal").sort("row").with_columns(NO_SOURCE)
    carried = part.texts.select(pl.col(name).alias(text) for name, text in prepared.carry)
    said = _said([*told, *asides.left_out_singly(part.of, rows)], part)
    return data.rows(whole, carried, prepared.terms.model).with_columns(said)


def keys(ids: pl.Series) -> pl.Series:
    """The ids of a column as they are compared (String), trimmed and without case; null is none."""
    text, kind = cells(ids.to_frame())
    pair = pl.DataFrame({"text": text.to_series(), "kind": kind.to_series()})
    return folded(texts.read(workloads().columns["workload_id"], pair)["value"])


def _counted(ids: pl.Series) -> pl.Series:
    """How many of ``ids`` are equal to each; null where it is null."""
    count = pl.when(pl.col("id").is_not_null()).then(pl.len().over("id"))
    return ids.to_frame("id").select(count.cast(pl.Int64)).to_series()


def _part(frame: pl.DataFrame, prepared: Prepared) -> Part:
    """``frame`` as the rows below the headings."""
    read, kinds = cells(frame)
    first = prepared.part.source.header_row + 1
    numbers = pl.int_range(first, first + len(frame), eager=True)
    return replace(prepared.part, numbers=numbers, texts=read, kinds=kinds)


def _judged(part: Part, prepared: Prepared, uses: pl.Series) -> tuple[pl.DataFrame, list[Told]]:
    """The workloads of ``part``, priced where they have no error; and all problems of them."""
    terms = prepared.terms
    found = judge(part, terms, prepared.marks)
    rows = found.frame
    told = [*found.told, *(taken.singly(part.of, one) for one in found.taken)]
    told += [misnamed(part.of, *one) for one in asides.called_total(part, workloads())]
    told.append(_repeated(part, uses))
    right = without_error(rows, part, told)
    good = rows.filter(right)
    default = terms.values["default_cached_input_share"]
    told += models.cautioned(good, part.of, terms.card, terms.as_of, default)
    made = priced(good, terms.rates, terms.columns, terms.values, terms.scenario)
    currency = terms.model.currency
    made = planned(made, months(made, terms.plan, currency), currency)
    return pl.concat([made, rows.filter(~right)], how="diagonal"), told


def _repeated(part: Part, uses: pl.Series) -> Faults:
    """The rows whose id is used more than once."""
    heading = part.by_column["workload_id"]
    several = (uses > 1).fill_null(value=False)
    found = kept(part.texts[f"c{heading.position}"].filter(several).str.strip_chars())
    said = [
        f"found {quote(text)} in {count:,} rows; expected an id of its own for each."
        for text, count in zip(found, uses.filter(several), strict=True)
    ]
    says = pl.Series(said, dtype=pl.String)
    return Faults(
        "duplicate-id", part.of, part.rows.filter(several), heading, found=found, says=says
    )


def _said(told: Iterable[Told], part: Part) -> pl.DataFrame:
    """``PROBLEMS`` and ``CODES`` of each row of ``part``."""
    lines, codes = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for problem in Problems(told, [part.source]):
        for _, row in problem.rows:
            lines[row].append(in_row(problem, row))
            codes[row].append(problem.code)
    return pl.DataFrame(
        {
            name: pl.Series(["\n".join(said.get(row, [])) or None for row in part.rows])
            for name, said in ((PROBLEMS, lines), (CODES, codes))
        },
        schema=dict.fromkeys((PROBLEMS, CODES), pl.String),
    )
