"""Names of models as people write them: what goes around the name, and what is mere spelling."""

import re
from collections.abc import Iterable

from estimator.model.text import nearest_names

FINE_TUNED = re.compile(r"ft:(?P<base>[^:]+)(:.*)?", re.IGNORECASE)
# Who offers the model, and that it is fine-tuned: the name is that of the model all the same.
OFFERED_BY = r"(?:(?:azure|openai|openrouter|azure[ _-]?openai|azure_ai)(?:\s*[/:|]\s*|[\s_-]+))+"
AROUND = (
    re.compile(rf"{OFFERED_BY}(?P<base>.+)", re.IGNORECASE),
    re.compile(r"(?P<base>.+?)\s*[(\[](?:azure|openai|azure openai)[)\]]", re.IGNORECASE),
    re.compile(r"(?P<base>.+?)[\s_-]*[(\[]?\s*\bfine[ -]?tuned?[)\]]?", re.IGNORECASE),
    re.compile(r"fine[ -]?tuned?[\s:_-]+(?P<base>.+)", re.IGNORECASE),
)
# A number with the letter that belongs to it, as in 4o and 3.5; or a word.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:o(?![a-z]))?|[a-z]+")
# Words that tell models apart: where they differ, another model is meant.
VARIANTS = frozenset({
    "mini", "nano", "micro", "turbo", "pro", "plus", "max", "lite", "flash", "ultra", "large",
    "medium", "small", "tiny", "base", "chat", "instruct", "preview", "latest", "audio", "realtime",
    "vision", "search", "codex", "code", "thinking", "reasoning", "deep", "research", "embedding",
    "gpt", "claude", "gemini", "llama", "mistral", "opus", "sonnet", "haiku", "davinci", "curie",
    "babbage", "ada",
})  # fmt: skip
# A day at the end, which tells one snapshot of a model from another.
SNAPSHOT = re.compile(r"(?P<base>.+?)[\s_-]+(?P<day>\d{4}-\d{2}-\d{2}|20\d{6}|\d{4})")


def strip_fine_tune(name: str) -> str:
    """The model in ``ft:model:org::id``; any other name as it is."""
    match = FINE_TUNED.fullmatch(name.strip())
    return match["base"] if match else name


def strip_surroundings(name: str) -> str:
    """``name`` without who offers the model, and without the words that it is fine-tuned.

    >>> strip_surroundings("azure/gpt-4o-mini (fine-tuned)")
    'gpt-4o-mini'
    """
    for form in AROUND:
        if match := form.fullmatch(name.strip()):
            return strip_surroundings(match["base"])
    return strip_fine_tune(name.strip())


def strip_snapshot(name: str) -> str:
    """``name`` without the day of a snapshot; empty where it has none."""
    match = SNAPSHOT.fullmatch(strip_surroundings(name))
    return match["base"] if match else ""


def same_but_for_spelling(name: str, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that ``name`` can be a misspelling of.

    Numbers and the words that tell models apart must be the same: GPT-4 Turbo is no misspelling of
    GPT-3.5 Turbo.
    """
    tokens = _name_tokens(name)
    return [other for other in names if _are_spellings(tokens, _name_tokens(other))]


def _name_tokens(name: str) -> list[str]:
    found = TOKEN.findall(strip_surroundings(name).casefold())
    # A zero is typed for the letter: 40 for 4o.
    return [re.sub(r"(?<=\d)0$", "o", re.sub(r"[.,]", "", token)) for token in found]


def _are_spellings(tokens: list[str], others: list[str]) -> bool:
    """Whether each of ``tokens`` is one of ``others``, or a word like it without a meaning."""
    left = list(others)
    odd = []
    for token in tokens:
        if token in left:
            left.remove(token)
        else:
            odd.append(token)
    if len(odd) != len(left) or len(odd) == len(tokens):
        return False
    return all(
        token.isalpha()
        and token not in VARIANTS
        and other.isalpha()
        and bool(nearest_names(token, [other]))
        for token, other in zip(sorted(odd), sorted(left), strict=True)
    )
