"""Digits and signs of all scripts, as everyone types them: in ASCII.

Only what is a decimal digit of its script is one here. A superscript, a fraction, a circled digit
or a footnote mark stays what it is: the rules for numbers, which know ASCII alone, refuse it.
"""

import unicodedata
from functools import cache

import polars as pl

# The signs of numbers by what they stand for. Arabic separates thousands by a sign of its own, and
# is given the apostrophe for it, which separates nothing else.
SIGNS = {
    "-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d",
    "+": "\ufe62\uff0b",
    "%": "\u066a\ufe6a\uff05",
    ".": "\u066b\uff0e",
    ",": "\uff0c",
    "'": "\u066c\u2019\uff07",
    "(": "\uff08",
    ")": "\uff09",
    "$": "\ufe69\uff04",
    "\u00a3": "\uffe1",
    "\u00a5": "\uffe5",
    "\u20a9": "\uffe6",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000",
    # What nobody sees: the marks of the direction of writing, and spaces without a width.
    "": "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufeff",
}
# All decimal digits of Unicode are below this.
LAST_DIGIT = 0x1FFFF
FULL_WIDTH_LETTERS = {"\uff21": "A", "\uff41": "a"}


@cache
def ascii_signs() -> dict[str, str]:
    """The ASCII text that each sign of another script stands for."""
    found = {odd: usual for usual, odds in SIGNS.items() for odd in odds}
    for first, usual in FULL_WIDTH_LETTERS.items():
        found |= {chr(ord(first) + n): chr(ord(usual) + n) for n in range(26)}
    for code in range(128, LAST_DIGIT + 1):
        if unicodedata.category(chr(code)) == "Nd":
            found[chr(code)] = str(unicodedata.decimal(chr(code)))
    return found


def spell_in_ascii(texts: pl.Series) -> pl.Series:
    """``texts`` (String) with the digits and signs of all scripts in ASCII."""
    odd = texts.str.contains(r"[^\x00-\x7f]").fill_null(value=False)
    if not odd.any():
        return texts
    signs = ascii_signs()
    changed = texts.filter(odd).str.replace_many(list(signs), list(signs.values()))
    return texts.clone().scatter(odd.arg_true(), changed)
