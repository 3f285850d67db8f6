"""The shipped cards know which of them has a model, by any of its names."""

from estimator.model.shipped_models import cards_with_model, shipped_names_of


def test_the_cards_with_a_model_are_found_by_every_name() -> None:
    # In Azure's tiers, the name is that of several models.
    assert cards_with_model("GPT 4.1 mini") == ["openai-2026-11", "azure-2026-08"]
    assert cards_with_model("gpt-4.1-mini-global") == ["azure-2026-08"]
    assert cards_with_model("4 turbo") == ["guide-2026"]
    assert cards_with_model("gpt-4o-2024-08-06") == [
        "guide-2026", "openai-2026-11", "azure-2026-08",
    ]  # fmt: skip
    assert cards_with_model("gpt-5") == cards_with_model("") == []


def test_the_names_of_a_model_are_listed_once() -> None:
    assert shipped_names_of("gpt-4o") == ("gpt-4o", "gpt-4o-2024-08-06", "4o")
    assert shipped_names_of("gpt-5") == ()
