"""Model names to rates: canonical ids, and what the card says about each model in use."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from estimator.model.findings import Faults
from estimator.model.parallel import together
from estimator.model.problem import TABLE, Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.model.spool import Typed, kept
from estimator.model.table import Part, Table
from estimator.model.text import SOME, listed, nearest, plain, quote
from estimator.validate.rows import others

FINE_TUNED = re.compile(r"ft:(?P<base>[^:]+)(:.*)?", re.IGNORECASE)
FIRST_YEAR = timedelta(days=365)


def priced(
    frame: pl.DataFrame, part: Part, card: RateCard, as_of: date
) -> tuple[pl.DataFrame, list[Faults]]:
    """``frame`` with canonical ids in ``model`` and the user's words in ``model_as_given``.

    Problems: names that the card does not know, and models without a price on ``as_of``.
    """
    names = card.names()
    valid = card.on(as_of)
    asked = frame["model"].drop_nulls().unique(maintain_order=True).to_list()
    known = {name: model for name in asked if (model := names.get(plain(_base(name)))) in valid}
    found = frame.with_columns(
        pl.col("model").alias("model_as_given"),
        pl.col("model").replace_strict(known, default=None, return_dtype=pl.String),
    )
    wrong = found.filter(pl.col("model").is_null() & pl.col("model_as_given").is_not_null())
    said = _unpriced(wrong["model_as_given"].unique(), card, as_of)
    codes = {name: code for name, (code, _) in said.items()}
    wrong = wrong.select(
        "row",
        "model_as_given",
        pl.col("model_as_given").replace_strict(codes, return_dtype=pl.String).alias("code"),
    )
    return found, [
        _faults(part, str(code), rows, said)
        for (code,), rows in wrong.group_by("code", maintain_order=True)
    ]


def _faults(
    part: Part, code: str, wrong: pl.DataFrame, said: Mapping[str, tuple[str, str]]
) -> Faults:
    names = kept(wrong["model_as_given"])
    expected = pl.Series([said[name][1] for name in names], dtype=pl.String)
    heading = part.by_column["model"]
    return Faults(code, part.of, wrong["row"], heading, found=names, expected=expected)


def _base(name: str) -> str:
    match = FINE_TUNED.fullmatch(name.strip())
    return match["base"] if match else name


def _unpriced(asked: Iterable[str], card: RateCard, as_of: date) -> Mapping[str, tuple[str, str]]:
    """For each name without a price, the problem's code and what could stand there."""
    names = card.names()
    titles = {name: rate.display_name or rate.model for rate in card.rates for name in rate.names}
    lapsed = f"a model that {card.name} has a price for on {as_of}"
    return {
        name: ("no-price-on-date", lapsed)
        if plain(_base(name)) in names
        else ("unknown-model", _offered(name, titles, card))
        for name in asked
    }


def _offered(name: str, titles: Mapping[str, str], card: RateCard) -> str:
    """The models of ``card`` that ``name`` may mean, by their ``titles``."""
    likely = dict.fromkeys(titles[one] for one in nearest(_base(name), titles))
    # Nearest names first; where nothing is near, the whole list is the answer.
    offered = listed([quote(title) for title in likely or dict.fromkeys(titles.values())], "or")
    return f"a model of the rate card {card.name}{', such as' if likely else ':'} {offered}"


Rule = tuple[str, pl.Expr, Callable[[Rate], str]]
# A code, the rows that it concerns, and what is said of them.
Saying = tuple[str, pl.Expr, str]
CONCERNED = pl.Schema(
    [
        (TABLE, pl.UInt32()),
        ("rule", pl.UInt32()),
        ("rows", pl.List(pl.Int64)),
        ("count", pl.UInt32()),
    ]
)


def cautions(
    workloads: Iterable[Typed],
    tables: Sequence[Table],
    card: RateCard,
    as_of: date,
    cached_default: Decimal,
) -> list[Problem]:
    """What is worth knowing about the models in use: a notice a model and table, at its first row.

    Args:
        workloads: those without errors.
        tables: that they stand in.
        card, as_of: the prices, and the day on which they hold.
        cached_default: the share that blanks take.
    """
    said = _sayings(card, as_of, cached_default)
    if not said:
        return []
    rules = [concerned for _, concerned, _ in said]
    found = together(lambda part: _concerned(part.frame, rules), workloads)
    rows = (
        pl.concat(found)
        .group_by(TABLE, "rule", maintain_order=True)
        .agg(pl.col("rows").explode().head(SOME + 1), pl.col("count").sum())
    )
    return [
        _caution(tables[table], said[rule], numbers, count)
        for table, rule, numbers, count in rows.sort(TABLE, "rule").iter_rows()
    ]


def cautioned(
    frame: pl.DataFrame, table: Table, card: RateCard, as_of: date, cached_default: Decimal
) -> list[Faults]:
    """The same of each row of ``frame`` (workloads of ``table`` without errors) by itself."""
    return [
        Faults(code, table, rows, table.by_column["model"], says=f"{said}.")
        for code, concerned, said in _sayings(card, as_of, cached_default)
        if len(rows := frame.filter(concerned)["row"])
    ]


def _sayings(card: RateCard, as_of: date, cached_default: Decimal) -> list[Saying]:
    """What there is to say of the models of ``card``."""
    trained = pl.sum_horizontal(pl.col("training_tokens", "training_examples").fill_null(0)) > 0
    cached = pl.col("cached_input_share").fill_null(pl.lit(cached_default)) > 0
    rules: list[Rule] = [
        ("model-retires", pl.lit(value=True), lambda rate: _retires(rate, as_of)),
        ("training-ends", trained, lambda rate: _training_ends(rate, as_of)),
        ("no-cached-price", cached, _no_cached_price),
    ]
    return [
        (code, concerned & (pl.col("model") == model), sentence(rate))
        for model, rate in card.on(as_of).items()
        for code, concerned, sentence in rules
        if sentence(rate)
    ]


def _concerned(frame: pl.DataFrame, rules: Sequence[pl.Expr]) -> pl.DataFrame:
    """By table and rule: the first rows that it concerns, and how many they are."""
    found = [
        frame.lazy()
        .filter(concerned)
        .group_by(TABLE)
        .agg(pl.col("row").head(SOME + 1).alias("rows"), pl.len().alias("count"))
        .select(TABLE, pl.lit(number, dtype=pl.UInt32).alias("rule"), "rows", "count")
        for number, concerned in enumerate(rules)
    ]
    return pl.concat([pl.DataFrame(schema=CONCERNED), *pl.collect_all(found)])


def _caution(table: Table, saying: Saying, rows: Sequence[int], count: int) -> Problem:
    code, _, said = saying
    tail = others(table, "model", rows, count)
    return table.problem(code, rows[0], "model", says=f"{said}{tail}.")


def _retires(rate: Rate, as_of: date) -> str:
    day = rate.retires_on
    if day is None or day > as_of + FIRST_YEAR:
        return ""
    if day <= as_of:
        return f"{rate.model} was retired on {day}; its cost is shown as if it still answered"
    return f"{rate.model} retires on {day}, within the year from {as_of}; the full year is shown"


def _training_ends(rate: Rate, as_of: date) -> str:
    day = rate.training_ends_on
    if day is None or day > as_of:
        return ""
    return f"no new fine-tuning job on {rate.model} is accepted since {day}"


def _no_cached_price(rate: Rate) -> str:
    if rate.cached_input_price is not None:
        return ""
    return f"{rate.model} has no cached input price; its cached tokens cost the full input price"
