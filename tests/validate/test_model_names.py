"""A name of a model is no misspelling of another model's name."""

from collections import Counter

import pytest

from estimator.model.shipped_models import shipped_models
from estimator.validate.model_names import (
    same_but_for_spelling,
    strip_snapshot,
    strip_surroundings,
)

TITLES = ["GPT-4o", "GPT-4o Mini", "GPT-4.1", "GPT-4.1 Mini", "GPT-4.1 Nano", "GPT-3.5 Turbo"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GTP-4o Mini", ["GPT-4o Mini"]),
        ("gpt 4o mimi", ["GPT-4o Mini"]),
        ("Turbo GPT 3.5", ["GPT-3.5 Turbo"]),
        ("gtp 3,5 trubo", ["GPT-3.5 Turbo"]),
        ("GPT-40 Mini", ["GPT-4o Mini"]),
        ("GPT-4 Turbo", []),
        ("GPT-4.1 micro", []),
        ("gpt-4.1-pro", []),
        ("GPT-4", []),
        ("GPT-5", []),
        ("GPT-3.5", []),
        ("Claude Sonnet", []),
        ("", []),
        ("???", []),
    ],
)
def test_only_what_differs_in_spelling_is_a_misspelling(name: str, expected: list[str]) -> None:
    assert same_but_for_spelling(name, TITLES) == expected


def test_no_model_of_the_shipped_cards_is_a_misspelling_of_another() -> None:
    models = {model: names for card in shipped_models().values() for model, names in card.items()}
    told = Counter(name for names in models.values() for name in {*names})
    for model, names in models.items():
        others = [name for other, each in models.items() if other != model for name in each]
        for name in names:
            # The name that tiers share is asked about before any spelling is looked for.
            found = [one for one in same_but_for_spelling(name, others) if told[one] == 1]
            assert found == [] or told[name] > 1, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openai/gpt-4o", "gpt-4o"),
        ("openrouter/openai/gpt-4o", "gpt-4o"),
        ("Azure OpenAI GPT-4o mini", "GPT-4o mini"),
        ("gpt-4o [Azure]", "gpt-4o"),
        ("Fine-tuned GPT-4o", "GPT-4o"),
        ("azure/ft:gpt-4o:acme::x1", "gpt-4o"),
        ("acme/gpt-4o", "acme/gpt-4o"),
        ("openai", "openai"),
    ],
)
def test_what_stands_around_a_name_is_stripped(name: str, expected: str) -> None:
    assert strip_surroundings(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gpt-4o-2024-11-20", "gpt-4o"), ("gpt-4-0613", "gpt-4"), ("gpt-4o", ""), ("gpt-2024", "gpt")],
)
def test_a_snapshot_ends_in_its_day(name: str, expected: str) -> None:
    assert strip_snapshot(name) == expected
