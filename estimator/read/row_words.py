"""The words and forms by which the rows of a table are told apart."""

import polars as pl

from estimator.model.cells import BOOLEAN, NUMBER, SHOWN

# What a totals row is called: the word, perhaps with a number or what is summed, and nothing else.
# "Total Rewards assistant" may be a workload. What is not in the list is told by its sums.
TOTAL = (
    r"(?i)^\s*(?:(?:grand|overall|sub|sous)[ -]?)?"
    r"(?:totals?|totaux|totale[ns]?|totaal|totalt|suma|somme|sum|gesamt(?:summe)?|zwischensumme|"
    r"summe|insgesamt|average|avg|mean|durchschnitt|mittelwert|moyenne|promedio|media|razem|"
    r"итого|всего|合計|合计|小計|小计|總計|总计|総計|합계|소계)"
    r"(?:\s+(?:general|général|geral|of all|all|amount|costs?|tokens|budget|usd|fy\s?\d+|\d+))?"
    r"(?:\s*\([^()]*\))?\s*[:.]?\s*$"
)
# A subtotal says so whatever it is of: "Subtotal EMEA", "EMEA subtotal", "Zwischensumme Vertrieb".
SUBTOTAL = r"(?i)^\s*(?:sub-?\s?totals?|sous-?\s?totaux|sous-?\s?total|zwischensumme|subtotale)\b"
SUBTOTAL_BEHIND = r"(?i)\b(?:sub-?\s?totals?|sous-?\s?total|zwischensumme|subtotale)\s*[:.]?\s*$"
TOTAL_LABEL = f"{TOTAL}|{SUBTOTAL}|{SUBTOTAL_BEHIND}"
# Words that a total may have beside others, as in "EMEA total"; so may a workload.
TOTAL_AMONG = (
    r"(?i)^\s*(?:totals?|totaal|totale|summe|gesamt|somme|suma|sum|overall|all|alle|tous|toutes|"
    r"todos|todas)\b|\b(?:totals?|totaal|totale|summe|gesamt|sum|overall)\s*[:.]?\s*$"
    r"|\b(?:totals?|summe|gesamt|sum)\s*\(|\((?:all|alle|totals?|gesamt|sum|summe)\)"
)
MAYBE_TOTAL = f"{TOTAL_LABEL}|{TOTAL_AMONG}"
# How a note below a table begins, or else that it is a sentence of five words or more.
NOTE = (
    r"(?i)^\s*(?:[*\u2020\u2021\u00b9\u00b2\u00b3]|(?:note|notes|source|sources|disclaimer|prepared|updated|"
    r"hinweis|quelle|stand|remarque|nota|fuente|approved|as of|confidential|draft|page \d|end of|"
    r"seite \d|signed|signature)\b|\(?\d+[.)]\s)"
    r"|^\s*\S+(?:\s+\S+){4,}|^\s*\S+\s.*\.\s*$|^[^:]{1,30}:\s"
)
# A cell that is a number as people write one, whatever it is worth.
NUMERIC = (
    r"(?i)^\s*[(+\x{2212}-]?\s*[\p{Sc}]?\s*[(+\x{2212}-]?\d[\d\s.,'\u2019]*"
    r"(?:%|[a-z]{1,3}|mio\.?|\p{Sc})?\s*\p{Sc}?\)?\s*$"
)
CHECKBOX = r"(?i)^\s*(?:true|false|wahr|falsch|vrai|faux|verdadero|falso|[\u2610\u2611\u2612])\s*$"
# What formulas that were filled down beforehand show: 0, 0.00, 0%, $0, $ - or a dash.
ZERO = r"^\s*\p{Sc}?\s*(?:0+(?:[.,]0+)?|[-\x{2013}\x{2014}])\s*(?:%|\p{Sc})?\s*$"
LETTERS, NUMBERS = r"\p{L}+", r"\p{N}+"


def is_number_cell(name: str, kinds: pl.Series) -> pl.Expr:
    """Whether a cell of the column ``name`` is a number, or a text that is written like one."""
    stored = pl.lit(kinds.is_in([NUMBER, SHOWN]))
    return stored | pl.col(name).str.contains(NUMERIC).fill_null(value=False)


def is_prefilled_cell(name: str, kinds: pl.Series) -> pl.Expr:
    """Whether a cell holds what a row that nobody has filled in may hold: a checkbox or a zero."""
    text = pl.col(name)
    like_one = text.str.contains(CHECKBOX) | text.str.contains(ZERO)
    return (pl.lit(kinds) == BOOLEAN) | like_one.fill_null(value=False)


def word_shapes(texts: pl.Series) -> pl.Series:
    """The form of each of ``texts``: ``W-07`` and ``ab-3`` are both ``a-9``."""
    trimmed = pl.first().str.strip_chars()
    shapes = trimmed.str.replace_all(LETTERS, "a").str.replace_all(NUMBERS, "9")
    return texts.to_frame().select(shapes).to_series()


def is_like_note(text: pl.Expr) -> pl.Expr:
    """Whether a text reads like a note."""
    return text.str.contains(NOTE).fill_null(value=False)
