"""Messages as a sheet shows them: without advice on options, which no workbook takes."""

import re
from functools import cache

from estimator.model.options import list_options

SENTENCE_END = re.compile(r"(?<=[.]) (?=[A-Z])")
# What begins a clause that may be left out with the option that it names.
CLAUSE_START = re.compile(r"; |: (?=use )|,? or (?=use |say |copy |read |choose )")


def message_without_options(message: str) -> str:
    """``message`` without the sentences and clauses that name an option of the command line.

    The whole message if nothing else is in it.
    """
    kept = [_strip_clauses(sentence) for sentence in SENTENCE_END.split(message)]
    return " ".join(filter(None, kept)) or message


def _strip_clauses(sentence: str) -> str:
    """The clauses of ``sentence`` before the first one that names an option."""
    found = _option_pattern().search(sentence)
    if not found:
        return sentence
    starts = [one.start() for one in CLAUSE_START.finditer(sentence, 0, found.start())]
    rest = sentence[: starts[-1]] if starts else ""
    return f"{rest}." if rest and sentence.endswith(".") else rest


@cache
def _option_pattern() -> re.Pattern[str]:
    names = "|".join(option.name.replace("_", "-") for option, _ in list_options())
    return re.compile(rf"(?<![\w-])--(?:{names})(?![\w-])")
