"""Choosing what the plan holds after a model has retired: nothing, or its replacement."""

from datetime import date

from estimator.model.cells import Book
from estimator.model.own_workbook import ASSUMPTIONS, RETIREMENT_LABEL, RETIREMENT_TITLE
from estimator.model.plan import REPLACE, STOP
from estimator.model.problem import Problem
from estimator.model.rate_card import RateCard
from estimator.model.text import quote_text
from estimator.read.exported import read_rows_below


def choose_after_retirement(
    read: Book | None, word: str, card: RateCard, as_of: date
) -> tuple[str, list[Problem]]:
    """The ``word``, else what a workbook made by estimator says, else "stop".

    It is empty where the rates on ``as_of`` or later say of no model when its use or its training
    ends. Without a replacement on the card, nothing is replaced: a notice.
    """
    if not card.names_ends_from(as_of):
        return "", []
    chosen, problems = (word, []) if word else _read_choice(read)
    if chosen == REPLACE and not card.replacements_from(as_of):
        return STOP, [*problems, Problem.of("no-replacement", card=card.name, day=as_of)]
    return chosen, problems


def _read_choice(read: Book | None) -> tuple[str, list[Problem]]:
    """What the sheet Assumptions of a workbook made by estimator says; "stop" without it."""
    rows = read_rows_below(read, ASSUMPTIONS, RETIREMENT_TITLE, 2)
    text = next((value for label, value in rows if label == RETIREMENT_LABEL), STOP)
    found = text.strip().casefold()
    if found not in {STOP, REPLACE}:
        wording = (
            f"{RETIREMENT_LABEL} on the sheet {ASSUMPTIONS}: found {quote_text(text)}; expected "
            f"{STOP} or {REPLACE}."
        )
        return STOP, [Problem("bad-assumption", wording=wording)]
    wording = f"{RETIREMENT_LABEL} on the workbook's sheet {ASSUMPTIONS} is used ({found})."
    notice = [Problem("workbook-values", wording=wording)] if found == REPLACE else []
    return found, notice
