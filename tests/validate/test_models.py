"""Names of models become ids of the rate card, and what the card says of them is noticed."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model
from estimator.model.basis import Basis
from estimator.model.findings import expand_findings
from estimator.model.plan import Plan
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.validate.models import match_models, model_cautions_by_row
from tests.rates import rate_of
from tests.tables import part_of

DAY = date(2027, 1, 1)
ONE = Decimal(1)
BLANK = ("training_examples", "tokens_per_example", "training_hours", "cached_input_share")
PRICES = (Decimal(3), Decimal(2), Decimal(10))
FULL = rate_of("gpt-4o", *PRICES, ONE, display_name="GPT-4o", aliases=("four",))
OLD = rate_of("gpt-3", *PRICES, valid_to=DAY, display_name="GPT-3")


def match(*names: str | None) -> tuple[list[str | None], list[Problem]]:
    card = RateCard("ours", "USD", "x", DAY, (FULL, OLD))
    part = part_of(("ID", "Model"), *((f"W-{n}", name) for n, name in enumerate(names)))
    frame = pl.DataFrame({"row": part.rows, "model": names}, schema_overrides={"model": pl.String})
    matched, found = match_models(frame, part, card, DAY)
    assert matched["model_as_given"].to_list() == list(names)
    return matched["model"].to_list(), expand_findings(found)


@pytest.mark.parametrize("name", ["gpt-4o", " GPT 4o", "Four", "ft:gpt-4o:acme::x1"])
def test_every_name_of_a_model_is_its_id(name: str) -> None:
    assert match(name) == (["gpt-4o"], [])


def test_an_unknown_model_and_one_without_a_price_that_day_are_told_apart() -> None:
    found, problems = match("gpt-9", None, "GPT-3")
    assert found == [None, None, None]
    assert [(one.place, one.code) for one in problems] == [
        ("Plan!B2", "unknown-model"),
        ("Plan!B4", "no-price-on-date"),
    ]
    assert problems[0].expected == 'a model of the rate card ours: "GPT-4o" or "GPT-3"'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GTP-4o", ', such as "GPT-4o"'),
        ("GPT-4", ': "GPT-4o" or "GPT-3"'),
        # Exactly so on shipped cards, which are named.
        ("GPT-4 Turbo", "; guide-2026 has this model: use --rate-card guide-2026"),
        ("gpt-4.1-nano-2025-04-14", "; openai-2026-11 and azure-2026-08 have this model"),
        ("4o mini", "; guide-2026, openai-2026-11 and azure-2026-08 have this model"),
        ("openai/gpt-4.1", "; openai-2026-11 and azure-2026-08 have this model"),
        # Another snapshot may have other prices.
        ("gpt-4o-2024-05-13", "does not list this snapshot"),
    ],
)
def test_an_unknown_model_is_answered_by_what_it_can_be(name: str, said: str) -> None:
    _, (problem,) = match(name)
    assert problem.code == "unknown-model"
    assert said in problem.expected


@pytest.mark.parametrize("name", ["azure/gpt-4o", "OpenAI GPT-4o", "gpt-4o (fine-tuned)"])
def test_a_vendor_around_the_name_is_read_past_and_said(name: str) -> None:
    found, (notice,) = match(name)
    assert found == ["gpt-4o"]
    assert (notice.code, notice.severity) == ("model-read-as", "notice")
    assert f'"{name}" was read as "gpt-4o" of the rate card ours' in notice.message


@pytest.mark.parametrize(
    ("rate", "tokens", "expected"),
    [
        (FULL, 5, []),
        (rate_of("gpt-4o", *PRICES), 5, ["no-cached-price"]),
        (rate_of("gpt-4o", *PRICES, ONE, training_ends_on=DAY), 5, ["training-ends"]),
        (rate_of("gpt-4o", *PRICES, ONE, training_ends_on=DAY), 0, []),
        (rate_of("gpt-4o", *PRICES, ONE, training_ends_on=date(2027, 1, 2)), 5, []),
        (
            rate_of("gpt-4o", *PRICES, ONE, retires_on=date(2027, 12, 1)),
            5,
            ["model-retires"],
        ),
        (rate_of("gpt-4o", *PRICES, ONE, retires_on=date(2027, 12, 2)), 5, []),
    ],
)
def test_what_the_card_says_of_a_model_is_noticed_where_it_matters(
    rate: Rate, tokens: int, expected: list[str]
) -> None:
    assert noticed(rate, tokens=tokens) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, "2027-06", []),
        (None, "2027-07", ["model-retires"]),
        ("2027-06", "2027-06", []),
        ("2027-07", None, ["model-retires", "training-ends"]),
        # After the plan, on a model that has gone by then.
        ("2028-06", None, ["model-retires", "training-ends"]),
        # Over before the plan, while the model was offered.
        ("2026-01", "2026-12", []),
    ],
)
def test_the_end_of_a_model_is_noticed_by_the_months_of_each_row(
    start: str | None, end: str | None, expected: list[str]
) -> None:
    rate = rate_of("gpt-4o", *PRICES, ONE, retires_on=date(2027, 6, 14))
    assert noticed(rate, start=start, end=end) == expected


def noticed(
    rate: Rate, *, tokens: int = 5, start: str | None = None, end: str | None = None
) -> list[str]:
    """The codes of the notices about a row on the model of ``rate``, in a plan of 2027."""
    card = RateCard("ours", "USD", "x", DAY, (rate,))
    table = part_of(("ID", "Model"), ("W-1", "gpt-4o")).of
    frame = pl.DataFrame(
        {
            "row": [2],
            "model": ["gpt-4o"],
            "training_tokens": [tokens],
            "start_month": [start],
            "end_month": [end],
        },
        schema_overrides={"start_month": pl.String, "end_month": pl.String},
    ).select(
        "row",
        "model",
        "start_month",
        "end_month",
        pl.col("training_tokens").cast(pl.Decimal(38, 12)),
        *(pl.lit(None, dtype=pl.Decimal(38, 12)).alias(name) for name in BLANK),
    )
    model, _ = load_cost_model()
    assert model is not None
    chosen = tuple(
        replace(one, value=Decimal("0.5")) if one.fills == "cached_input_share" else one
        for one in model.assumptions
    )
    model = replace(model, assumptions=chosen)
    basis = Basis(model, card, DAY, Plan("2027-01"), model.scenarios[0])
    found = expand_findings(model_cautions_by_row(frame, table, basis))
    return [one.code for one in found]
