"""Model names to rates: canonical ids, and what the card says about each model in use."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.formula.price_rows import add_rate_rows
from estimator.model.basis import Basis
from estimator.model.column import Column
from estimator.model.findings import CellFindings, Finding, merge_notices
from estimator.model.output_columns import RATE_ROW
from estimator.model.parallel import parallel_map
from estimator.model.plan import REPLACE, Plan
from estimator.model.problem import TABLE
from estimator.model.rate_card import Rate, RateCard
from estimator.model.schema import price_columns, workloads_schema
from estimator.model.spool import TypedPart, detach
from estimator.model.table import Table, TablePart
from estimator.model.text import quote_text
from estimator.validate.model_lookup import ASKED, ModelLookup, explain_unpriced
from estimator.validate.price_dates import later_prices
from estimator.validate.trainable import trained_tokens


def match_models(
    frame: pl.DataFrame, part: TablePart, card: RateCard, as_of: date
) -> tuple[pl.DataFrame, list[CellFindings]]:
    """``frame`` with canonical ids in ``model`` and the user's words in ``model_as_given``.

    Where ``provider`` is filled in, as the card writes it, only the models that it sells count.

    Findings: names that the card does not know, models without a price on ``as_of`` or later, and
    names that are on the card but for what stands around them, such as a vendor.
    """
    lookup, valid = ModelLookup(card), {rate.model for rate in card.rates_from(as_of)}
    frame = frame.with_columns(lookup.asked_names(frame).alias(ASKED))
    asked = frame[ASKED].drop_nulls().unique(maintain_order=True).to_list()
    known = {name: one for name in asked if (one := lookup.find_model(name)) in valid}
    found = frame.with_columns(
        pl.col("model").alias("model_as_given"),
        pl.col(ASKED).replace_strict(known, default=None, return_dtype=pl.String).alias("model"),
    )
    wrong = found.filter(pl.col("model").is_null() & pl.col(ASKED).is_not_null())
    return found.drop(ASKED), [
        *_unpriced_names(wrong, part, lookup, as_of),
        *_rewritten_names(found, part, lookup, known),
    ]


def _unpriced_names(
    wrong: pl.DataFrame, part: TablePart, lookup: ModelLookup, as_of: date
) -> Iterator[CellFindings]:
    """The problems of the rows ``wrong``, whose names have no price, by what is wrong with them."""
    if wrong.is_empty():
        return
    answers = explain_unpriced(wrong[ASKED].unique(), lookup, as_of)
    codes = {name: code for name, (code, _) in answers.items()}
    wrong = wrong.select(
        "row",
        "model_as_given",
        ASKED,
        pl.col(ASKED).replace_strict(codes, return_dtype=pl.String).alias("code"),
    )
    for (code,), rows in wrong.group_by("code", maintain_order=True):
        yield _model_findings(part, str(code), rows, answers)


def _rewritten_names(
    found: pl.DataFrame, part: TablePart, lookup: ModelLookup, known: Mapping[str, str]
) -> Iterator[CellFindings]:
    """The notices of names that are on the card only without what stands around them."""
    around = [name for name in known if not lookup.is_plain_name(name)]
    if not around:
        return
    rewritten = found.filter(pl.col(ASKED).is_in(around))
    for (model,), rows in rewritten.group_by("model", maintain_order=True):
        given = detach(rows["model_as_given"])
        values = {"name": given, "model": model, "card": lookup.card.card_of(str(model)).name}
        yield CellFindings.of(
            "model-read-as", part.of, rows["row"], part.by_column["model"], **values
        )


def _model_findings(
    part: TablePart, code: str, wrong: pl.DataFrame, answers: Mapping[str, tuple[str, str]]
) -> CellFindings:
    names = detach(wrong["model_as_given"])
    expected = pl.Series([answers[name][1] for name in wrong[ASKED]], dtype=pl.String)
    heading = part.by_column["model"]
    return CellFindings.of(code, part.of, wrong["row"], heading, found=names, expected=expected)


# A code, the rows that it concerns, and the sentence.
Caution = tuple[str, pl.Expr, str]


def model_cautions(
    workloads: Iterable[TypedPart], tables: Sequence[Table], basis: Basis
) -> list[Finding]:
    """The notices about the models in use, one per model and table, at its first row.

    Args:
        workloads: those without errors.
        tables: that they stand in.
        basis: the prices, the plan, and what fills blank cells.
    """
    headed = {name for table in tables for name in table.by_column}
    rules = _card_cautions(basis, headed)

    def find_in(part: TypedPart) -> list[CellFindings]:
        table = tables[part.frame[TABLE][0]] if len(part) else tables[0]
        return [one.first_cells() for one in _apply_cautions(part.frame, table, basis, rules)]

    found = parallel_map(find_in, workloads) if rules else []
    return merge_notices(one for some in found for one in some)


def model_cautions_by_row(frame: pl.DataFrame, table: Table, basis: Basis) -> list[CellFindings]:
    """Notices about the models in use, one per row of ``frame`` (valid workloads of ``table``)."""
    return _apply_cautions(frame, table, basis, _card_cautions(basis, table.by_column))


def _apply_cautions(
    frame: pl.DataFrame, table: Table, basis: Basis, rules: Iterable[Caution]
) -> list[CellFindings]:
    frame = add_rate_rows(frame, basis)
    return [
        CellFindings.of(code, table, rows, table.by_column["model"], wording=f"{sentence}.")
        for code, concerned, sentence in rules
        if len(rows := frame.select(pl.col("row").filter(concerned))["row"])
    ]


def _card_cautions(basis: Basis, headed: Collection[str]) -> list[Caution]:
    """The cautions about the models of the rate card, and the rows of each that they concern.

    Args:
        basis: the prices, the plan, and what fills blank cells.
        headed: the inputs that have a header.
    """
    shares = _priced_shares(headed, basis.constants)
    rates = basis.list_prices
    return [
        (code, concerned & (pl.col(RATE_ROW) == place), sentence)
        for place, rate in enumerate(rates, 1)
        for code, concerned, sentence in (
            *_change_cautions(rates, place, basis.plan),
            *_end_cautions(rate, basis),
            *_price_cautions(rate, shares, headed),
        )
    ]


def _change_cautions(rates: Sequence[Rate], place: int, plan: Plan) -> Iterator[Caution]:
    """The cautions about prices of a model that change while workloads run in the plan."""
    start, end = _planned_months(plan)
    last = pl.min_horizontal(end, pl.lit(min(plan.months[-1], rates[place - 1].last_month)))
    for day, sentence in later_prices(rates, place):
        yield "price-changes", (last >= start) & (last >= f"{day:%Y-%m}"), sentence


def _end_cautions(rate: Rate, basis: Basis) -> Iterator[Caution]:
    """The cautions about the day on which a model, or training on it, ends."""
    if rate.retires_on:
        yield "model-retires", _outlives(rate, basis.plan), _word_retirement(rate, basis)
    if sentence := _word_training_end(rate):
        trained = trained_tokens() | (pl.col("training_hours") > 0).fill_null(value=False)
        start, _ = _planned_months(basis.plan)
        yield "training-ends", trained & (start > rate.last_training_month), sentence


def _price_cautions(
    rate: Rate, shares: Mapping[str, pl.Expr], headed: Collection[str]
) -> Iterator[Caution]:
    """The cautions about prices that a model lacks."""
    for price in price_columns().values():
        # What is free is free for a part of it too.
        if (
            price.name in shares
            and price.name not in rate.given_prices
            and rate.prices[price.follows]
        ):
            said = _word_absent_price(rate, price)
            yield f"no-{_kind_of_price(price)}-price", shares[price.name], said
    for one in workloads_schema().columns.values():
        if one.charged_at and one.name in headed and not rate.prices[one.charged_at]:
            filled = (pl.col(one.name) > 0).fill_null(value=False)
            yield "input-not-used", filled, _word_unused(rate, one)


def _planned_months(plan: Plan) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last month of a workload (YYYY-MM), whenever its model ends."""
    end = pl.col("end_month").fill_null(plan.months[-1])
    start = pl.col("start_month").fill_null(pl.min_horizontal(pl.lit(plan.start), end))
    return start, end


def _outlives(rate: Rate, plan: Plan) -> pl.Expr:
    """Whether a workload starts after its model has ended, or has months of the plan after that."""
    start, end = _planned_months(plan)
    last = pl.min_horizontal(end, pl.lit(plan.months[-1]))
    runs_in_plan = (last >= plan.start) & (last >= start)
    return (start > rate.last_month) | (runs_in_plan & (last > rate.last_month))


def _word_retirement(rate: Rate, basis: Basis) -> str:
    day = rate.retires_on
    retires = "was retired" if day and day <= basis.as_of else "retires"
    after = "the months after it are not covered"
    if basis.model.after_retirement == REPLACE:
        after = _word_replacement(rate, basis.replacements.get(rate), basis.plan)
    return f"{rate.model} {retires} on {day}: its cost stops with {rate.last_month}, and {after}"


def _word_replacement(rate: Rate, replacement: Rate | None, plan: Plan) -> str:
    """What follows the last month of a model whose replacement is priced; it is followed once."""
    if replacement is None:
        return "the months after it are not covered: no replacement with a price is named"
    name, last = replacement.model, replacement.last_month
    if last <= rate.last_month:
        return f"the months after it are not covered: its replacement {name} has ended by then"
    ends = f" until {last}; later months are not covered" if last < plan.months[-1] else ""
    return f"the months after it cost what they do on {name}{ends}"


def _word_training_end(rate: Rate) -> str:
    """The sentence about the end of training; empty where nothing ends it."""
    days = [day for day in (rate.training_ends_on, rate.retires_on) if day]
    if not days:
        return ""
    return (
        f"{rate.model} takes no fine-tuning jobs from {min(days)} on: training that starts after "
        f"{rate.last_training_month} is not bought, and not covered"
    )


def _priced_shares(headed: Collection[str], assumed: Mapping[str, Decimal]) -> dict[str, pl.Expr]:
    """For each price of a part of the tokens, the rows that have such a part, if there can be any.

    Args:
        headed: the inputs that have a header.
        assumed: what fills blank cells.
    """
    found = {}
    for price in price_columns().values():
        share = workloads_schema().columns.get(price.charged_for)
        default = assumed.get(share.default, Decimal(0)) if share else Decimal(0)
        if share and (share.name in headed or default):
            found[price.name] = pl.col(share.name).fill_null(pl.lit(default)) > 0
    return found


def _kind_of_price(price: Column) -> str:
    """The first word of a ``price``, of the part that it is for: cached."""
    return price.title.split()[0].lower()


def _word_absent_price(rate: Rate, price: Column) -> str:
    """The sentence for a ``rate`` without ``price``, which follows another."""
    full = price_columns()[price.follows].title.lower()
    charged = f"{_kind_of_price(price)} tokens cost the full {full}"
    return f"{rate.model} has no {price.title.lower()}; {charged}"


def _word_unused(rate: Rate, column: Column) -> str:
    """The sentence for a ``rate`` that lacks what the input ``column`` is charged at."""
    price = price_columns()[column.charged_at].title.lower()
    return f"{rate.model} has no {price}; {quote_text(column.title)} changes no cost"
