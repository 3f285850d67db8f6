"""Names of models become ids of the rate card, and what the card says of them is noticed."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from estimator.model.findings import expand_findings
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.validate.models import match_models, model_cautions_by_row
from tests.rates import rate_of
from tests.tables import part_of

DAY = date(2027, 1, 1)
PRICES = (Decimal(3), Decimal(2), Decimal(10))
FULL = rate_of("gpt-4o", *PRICES, Decimal(1), display_name="GPT-4o", aliases=("four",))
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
        ("gpt-4.1-nano-2025-04-14", "; openai-2026-11 has this model"),
        ("4o mini", "; guide-2026 and openai-2026-11 have this model"),
        ("openai/gpt-4.1", "; openai-2026-11 has this model"),
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
        (rate_of("gpt-4o", *PRICES, Decimal(1), training_ends_on=DAY), 5, ["training-ends"]),
        (rate_of("gpt-4o", *PRICES, Decimal(1), training_ends_on=DAY), 0, []),
        (rate_of("gpt-4o", *PRICES, Decimal(1), retires_on=date(2028, 1, 1)), 5, ["model-retires"]),
        (rate_of("gpt-4o", *PRICES, Decimal(1), retires_on=date(2028, 1, 2)), 5, []),
    ],
)
def test_what_the_card_says_of_a_model_is_noticed_where_it_matters(
    rate: Rate, tokens: int, expected: list[str]
) -> None:
    card = RateCard("ours", "USD", "x", DAY, (rate,))
    table = part_of(("ID", "Model"), ("W-1", "gpt-4o")).of
    frame = pl.DataFrame({"row": [2], "model": ["gpt-4o"], "training_tokens": [tokens]}).select(
        "row",
        "model",
        pl.col("training_tokens").cast(pl.Decimal(38, 12)),
        training_examples=pl.lit(None, dtype=pl.Decimal(38, 12)),
        tokens_per_example=pl.lit(None, dtype=pl.Decimal(38, 12)),
        training_hours=pl.lit(None, dtype=pl.Decimal(38, 12)),
        cached_input_share=pl.lit(None, dtype=pl.Decimal(38, 12)),
    )
    assumed = {"default_cached_input_share": Decimal("0.5")}
    found = expand_findings(model_cautions_by_row(frame, table, card, DAY, assumed))
    assert [one.code for one in found] == expected
