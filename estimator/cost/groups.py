"""Grouping workloads by model, cost center and so on: the text and the key of each group."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from estimator.model.basis import Basis
from estimator.model.calendar import PLANNED_COST, YEAR_COSTS
from estimator.model.casefold import fold_case
from estimator.model.estimate import BUDGETED_ROWS, DIMENSIONS, LARGEST
from estimator.model.money import BUDGET, VARIANCE, Currency
from estimator.model.providers import is_same_provider
from estimator.model.rate_card import FROM_PROVIDER
from estimator.model.spool import detach_frame
from estimator.model.text import plain_words

NO_VALUE = "(none)"


def group_texts(frame: pl.DataFrame, dimension: str) -> pl.Series:
    """The texts that identify the groups of ``dimension``: model ids, others trimmed and folded."""
    texts = frame[dimension].fill_null("")
    return texts if dimension == "model" else fold_case(texts)


def sum_groups(
    frame: pl.DataFrame, dimension: str, columns: Sequence[str], currency: Currency
) -> pl.DataFrame:
    """The sums of the workloads of ``frame`` by ``dimension``.

    Args:
        frame: priced, with the fiscal-year cost and those of ``YEAR_COSTS`` beside it.
        dimension: the column to group by.
        columns: the totals to sum.
        currency: of the fiscal-year cost and the budgets.

    Returns:
        A row for each group, in order of appearance: ``text``, which identifies it, ``label``,
        ``rows``, the ``columns``, those of the fiscal year, the budgets and their number.
    """
    budget = currency.name_shown(BUDGET)
    of_year = map(currency.name_shown, YEAR_COSTS)
    amounts = [*columns, *(name for name in of_year if name in frame.columns), budget]
    counts = [pl.len().alias("rows"), pl.col(budget).count().alias(BUDGETED_ROWS)]
    groups = frame.group_by(dimension, maintain_order=True).agg(
        *(count.cast(pl.Int64) for count in counts), pl.col(amounts).sum()
    )
    # Folded after summing, when few texts are left.
    label = pl.col(dimension).fill_null(NO_VALUE).alias("label")
    texts = group_texts(groups, dimension).alias("text")
    sums = groups.select(texts, label, "rows", *amounts, BUDGETED_ROWS)
    return detach_frame(merge_groups([sums]))


def merge_groups(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The groups of all rows from those of their slices, under their first labels; at least one."""
    sums = pl.all().exclude("text", "label").sum()
    return pl.concat(parts).group_by("text", maintain_order=True).agg(pl.col("label").first(), sums)


def number_groups(sums: Mapping[str, pl.DataFrame], basis: Basis) -> Mapping[str, pl.DataFrame]:
    """The groups of ``sums`` by dimension, each with a whole-number ``key``, costliest year first.

    Keys are needed because spreadsheets merge or split texts by rules of their own. The key of a
    model is its position on the Rates sheet, the first of several. Other groups are numbered from 1
    by first-year cost, equal ones in order of appearance.
    """
    cost = basis.currency.name_shown("first_year_cost")
    schema = {"text": pl.String, "key": pl.Int64}
    positions = pl.DataFrame([*basis.model_places.items()], schema=schema, orient="row")
    by_model = sums["model"].join(positions, on="text", maintain_order="left")
    found = {"model": by_model}
    for dimension in DIMENSIONS[1:]:
        order = sums[dimension].sort(cost, descending=True, maintain_order=True)
        found[dimension] = order.with_row_index("key", offset=1)
    return {
        dimension: groups.with_columns(pl.col("key").cast(pl.Int64)).sort(
            cost, "key", descending=[True, False]
        )
        for dimension, groups in found.items()
    }


def add_group_keys(frame: pl.DataFrame, groups: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``frame`` with the key of its group for every dimension, as ``<dimension>_key`` (Int64)."""
    keys = [
        _look_up_keys(frame.select(dimension), numbers) for dimension, numbers in groups.items()
    ]
    return frame.with_columns(keys)


def _look_up_keys(texts: pl.DataFrame, numbers: pl.DataFrame) -> pl.Series:
    """The key in ``numbers`` of each of ``texts``, a single column."""
    (dimension,) = texts.columns
    # Each different text is folded once.
    different = texts.unique()
    known = different.with_columns(text=group_texts(different, dimension)).join(numbers, on="text")
    found = texts.join(known, on=dimension, how="left", maintain_order="left", nulls_equal=True)
    return found["key"].alias(f"{dimension}_key")


# A spreadsheet looks every text up in the list of spellings of its dimension, which takes it about
# 0.1 s for a million comparisons. Above so many, each row says on which line its spelling is.
MOST_COMPARISONS = 100_000_000
# The most spellings of a dimension that a workbook lists.
MOST_SPELLINGS = 20_000
SPELLING = {"spelling": pl.String, "key": pl.Int64, "label": pl.String}


def list_spellings(
    typed: Mapping[str, pl.Series], groups: Mapping[str, pl.DataFrame], basis: Basis
) -> Mapping[str, pl.DataFrame]:
    """The spellings of each dimension, each with the ``key`` and ``label`` of its group.

    Blank cells come first, with key 0 if there were none. Dimensions with more than
    ``MOST_SPELLINGS`` are left out.

    Args:
        typed: the different texts of each dimension, as typed (String, null for blank).
        groups: the numbered groups of each dimension.
        basis: its models are spelled as on the rate card.
    """
    found = {"model": _model_spellings(basis)}
    for dimension in DIMENSIONS[1:]:
        found[dimension] = _text_spellings(typed[dimension], dimension, groups[dimension])
    return {name: one for name, one in found.items() if len(one) <= MOST_SPELLINGS}


def numbered_spellings(
    spellings: Mapping[str, pl.DataFrame], rows: int
) -> Mapping[str, pl.DataFrame]:
    """Those ``spellings`` that are too many to look up for each of so many ``rows``."""
    return {
        dimension: listed
        for dimension, listed in spellings.items()
        if dimension != "model" and len(listed) * rows > MOST_COMPARISONS
    }


def add_spelling_numbers(frame: pl.DataFrame, numbered: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``frame`` with the line of its spelling, from 1, for each dimension in ``numbered``.

    The columns are named ``<dimension>_spelling`` (Int64).
    """
    return frame.with_columns(
        _spell_typed(frame[dimension])
        .str.to_lowercase()
        .replace_strict(
            listed["spelling"].str.to_lowercase(),
            pl.int_range(1, len(listed) + 1, dtype=pl.Int64, eager=True),
        )
        .alias(f"{dimension}_spelling")
        for dimension, listed in numbered.items()
    )


def _spell_typed(typed: pl.Series) -> pl.Series:
    return pl.select(trimmed_as_found(pl.lit(typed).fill_null(""))).to_series()


def _model_spellings(basis: Basis) -> pl.DataFrame:
    """The ID, the display name and the aliases of each model; a spreadsheet ignores case.

    A name of several models is of none of them, but an ID is always of its own. Where providers
    are asked for, each name is there with its provider too.
    """
    names = sorted(_name_models(basis), key=lambda one: one[1:3])
    listed = [("", 0, ""), *((spelling, key, model) for spelling, key, _, model in names)]
    return _unique_spellings(pl.DataFrame(listed, schema=SPELLING, orient="row"))


def _name_models(basis: Basis) -> Iterator[tuple[str, int, bool, str]]:
    """Each name of one model: as it is looked up, the key, whether it is no ID, and the model."""
    places = basis.model_places
    for provider in ("", *(basis.card.providers if basis.asks_provider else ())):
        shared = basis.card.shared_names(provider)
        tail = FROM_PROVIDER + provider if provider else ""
        for rate in basis.list_prices:
            if provider and not is_same_provider(rate.provider, provider):
                continue
            for name in rate.names:
                if name == rate.model or plain_words(name) not in shared:
                    yield name + tail, places[rate.model], name != rate.model, rate.model


def trimmed_as_found(text: pl.Expr) -> pl.Expr:
    """``text`` without what TRIM takes out: spaces, but a single one between words."""
    return text.str.strip_chars(" ").str.replace_all("  +", " ")


def _text_spellings(typed: pl.Series, dimension: str, groups: pl.DataFrame) -> pl.DataFrame:
    frame = pl.DataFrame({dimension: pl.concat([pl.Series([""]), _spell_typed(typed)])})
    named = frame.with_columns(text=group_texts(frame, dimension)).join(
        groups.select("text", "key", "label"), on="text", how="left", maintain_order="left"
    )
    listed = named.select(
        spelling=dimension, key=pl.col("key").fill_null(0), label=pl.col("label").fill_null("")
    )
    blank = pl.col("spelling") != ""
    # Some texts that are one to the engine, such as STRASSE and Straße, are two to a spreadsheet.
    folded = groups.select("key", "label", spelling="text").drop_nulls().select(listed.columns)
    return add_spellings(listed.sort(blank, "key", maintain_order=True), folded.sort("key"))


def add_spellings(listed: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """``listed``, spellings of a dimension, with ``more`` of them: frames of the same columns."""
    spelled = trimmed_as_found(pl.col("spelling"))
    return _unique_spellings(pl.concat([listed, more.with_columns(spelled)]))


def _unique_spellings(frame: pl.DataFrame) -> pl.DataFrame:
    folded = pl.col("spelling").str.to_lowercase().alias("folded")
    return (
        frame.with_columns(folded)
        .unique("folded", keep="first", maintain_order=True)
        .drop("folded")
    )


class SummaryOrder(NamedTuple):
    """The sort order of the lists on the Summary: a column, and whether the largest come first."""

    by: str
    descending: bool


def by_fiscal_year_cost(currency: Currency) -> SummaryOrder:
    """The order by fiscal-year cost, the most expensive first."""
    return SummaryOrder(currency.name_shown(PLANNED_COST), descending=True)


def by_variance(currency: Currency) -> SummaryOrder:
    """The order by fiscal-year variance, the furthest over budget first."""
    return SummaryOrder(currency.name_shown(VARIANCE), descending=False)


def concat_positioned(chosen: Sequence[pl.DataFrame], counts: Sequence[int]) -> pl.DataFrame:
    """The rows ``chosen`` from each slice, with their positions among all rows.

    Args:
        chosen: the rows of each slice.
        counts: the number of rows of each slice.
    """
    before = accumulate([0, *counts])
    return pl.concat(
        [rows.with_columns(pl.col("position") + n) for rows, n in zip(chosen, before, strict=False)]
    )


def choose_rows(frame: pl.DataFrame, among: pl.Expr, order: SummaryOrder) -> pl.DataFrame:
    """The first rows in ``order`` where ``among`` is true, with their ``position`` from 1."""
    chosen = frame.select(order.by, among.alias("among")).with_row_index("position", offset=1)
    chosen = chosen.filter("among")
    if len(chosen) > LARGEST:
        # Sorting all rows takes ten times as long.
        by = chosen[order.by]
        last = by.top_k(LARGEST).min() if order.descending else by.bottom_k(LARGEST).max()
        chosen = chosen.filter(by >= last if order.descending else by <= last)
    positions = first_in_order(chosen, order)["position"]
    rows = detach_frame(frame[(positions - 1).to_list()])
    return rows.select(positions, pl.all())


def first_in_order(numbered: pl.DataFrame, order: SummaryOrder) -> pl.DataFrame:
    """The first rows in ``order``, equal ones by ``position``."""
    return numbered.sort(order.by, "position", descending=[order.descending, False]).head(LARGEST)
