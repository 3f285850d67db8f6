"""The words of ``--limit``: what a file may ask of the machine, in place of the defaults."""

from collections.abc import Iterable
from dataclasses import replace

from estimator.model.limits import LIMITS, NAMES, Limits
from estimator.model.problem import Problem
from estimator.model.words import did_you_mean, quote

# As people write large ones: 500M bytes, 2k seconds.
TIMES = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "bn": 1_000_000_000}


def limits(words: Iterable[str]) -> tuple[Limits, list[Problem]]:
    """The limits with those of ``words`` in force, ``name=value`` each: ``rows=50000``."""
    found, problems = LIMITS, list[Problem]()
    for word in words:
        name, _, text = (part.strip() for part in word.partition("="))
        name = name.replace("-", "_")
        value = _number(text)
        if name not in NAMES or not value:
            said = f"--limit {quote(word)} is not NAME=NUMBER with the name of a limit."
            problems.append(Problem("bad-limit", says=said + did_you_mean(name, NAMES)))
        else:
            found = replace(found, **{name: value})
    return found, problems


def _number(text: str) -> int:
    """The whole number above 0 that ``text`` writes; 0 where it writes none."""
    digits = text.lower().rstrip("kmgbn")
    times = TIMES.get(text.lower()[len(digits) :], 0) if digits != text.lower() else 1
    plain = digits.replace(",", "").replace("_", "").strip()
    return int(plain) * times if plain.isascii() and plain.isdigit() else 0
