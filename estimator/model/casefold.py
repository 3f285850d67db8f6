"""Folding texts for comparison: what looks alike on paper is equal."""

import unicodedata

import polars as pl

# Printable ASCII with single spaces: only its case has to be folded.
PLAIN = r"^(?:[\x21-\x7E]+(?: [\x21-\x7E]+)*)?$"
# Signs that are told apart by their code only: hyphens and short dashes, straight and curly quotes.
ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
)
# The forms of a character that differ in width only.
WIDTHS = ("<wide>", "<narrow>")
# Characters that are not seen: zero-width ones, soft hyphens, marks of direction, controls.
INVISIBLE = ("Cf", "Cc")


def fold_case(texts: pl.Series) -> pl.Series:
    """``texts`` (String) with what nobody sees made equal.

    Case, kinds and numbers of spaces, invisible characters, composed and decomposed letters, and
    the forms of hyphens and quotes: ``Straße`` and ``STRASSE``, ``R&D`` with an invisible space and
    without. Only text that is not plain ASCII is folded one by one, each different text once.
    """
    trimmed = pl.lit(texts).str.strip_chars()
    plain = trimmed.str.contains(PLAIN).fill_null(value=True)
    lowered, odd = pl.select(trimmed.str.to_lowercase(), odd=~plain)
    if not odd.any():
        return lowered
    found = texts.str.strip_chars()
    folds = {text: fold_look(text) for text in found.filter(odd).unique()}
    return found.replace(folds).zip_with(odd, lowered)


def fold_look(text: str) -> str:
    """``text`` folded as ``fold_case`` folds it.

    >>> fold_look("R &  D") == fold_look("r\u00a0& d")
    True
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(map(_fold_character, composed)).translate(ALIKE)
    return unicodedata.normalize("NFC", " ".join(seen.casefold().split()))


def _fold_character(character: str) -> str:
    if character.isascii():
        return character
    if character.isspace():
        return " "
    if unicodedata.category(character) in INVISIBLE:
        return ""
    wide = unicodedata.decomposition(character).startswith(WIDTHS)
    return unicodedata.normalize("NFKC", character) if wide else character
