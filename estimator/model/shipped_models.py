"""The models of the shipped rate cards and their names: for hints, and for other cards."""

import json
from collections.abc import Mapping
from functools import cache

from estimator.model import shipped
from estimator.model.text import plain_words

# The names of each model: its id, its display name and its aliases.
ModelNames = Mapping[str, tuple[str, ...]]


@cache
def shipped_models() -> Mapping[str, ModelNames]:
    """The names of each model of each shipped rate card, by the names of card and model."""
    folder = shipped.shipped_path("data", "rate_cards")
    return {
        path.stem: {
            rate["model"]: (rate["model"], rate["display_name"], *rate.get("aliases", ()))
            for rate in json.loads(path.read_text(encoding="utf-8"))["rates"]
        }
        for path in sorted(folder.glob("*.json"))
    }


def cards_with_model(name: str) -> list[str]:
    """The shipped rate cards with a model that is called ``name``; where several are, last."""
    wanted = plain_words(name)
    counts = {
        card: sum(any(plain_words(each) == wanted for each in names) for names in models.values())
        for card, models in shipped_models().items()
    }
    return sorted(
        (card for card, count in counts.items() if count), key=lambda card: counts[card] > 1
    )


def shipped_names_of(model: str) -> tuple[str, ...]:
    """Every name that a shipped rate card has for ``model``, by its id."""
    every = [name for models in shipped_models().values() for name in models.get(model, ())]
    return tuple({plain_words(name): name for name in reversed(every)}.values())[::-1]
