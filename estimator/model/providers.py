"""Names of the companies that sell models, as people and rate cards write them."""

from collections.abc import Mapping
from functools import cache

from estimator.model.shipped import load_toml
from estimator.model.text import plain_words


def plain_provider(name: str) -> str:
    """``name`` reduced for comparison, whichever of its names the company is called by.

    >>> plain_provider("Microsoft Azure") == plain_provider(" azure ")
    True
    """
    plain = plain_words(name)
    return _known_companies().get(plain, plain)


def is_same_provider(name: str, other: str) -> bool:
    """Whether both are names of one company."""
    return name == other or plain_provider(name) == plain_provider(other)


@cache
def _known_companies() -> Mapping[str, str]:
    """The company of each known name, both in plain words."""
    return {
        plain_words(name): plain_words(company)
        for company, others in load_toml("providers.toml").items()
        for name in (company, *others)
    }
