"""Numbers of a workbook as their formats show them: 0.05 as 5%, 100 as 100 €, 815 as 0815.

What a person sees counts. A number is spelled with the words and the scale of its format, but with
all of its digits, so that the rules for texts decide what it means.
"""

from collections.abc import Sequence
from operator import eq, ge, gt, le, lt, ne

import polars as pl
from msgspec import Struct

COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}

NO_DIGITS = -1


class FormatSection(Struct, frozen=True):
    """One section of a number format.

    Attributes:
        sign, limit: the numbers it is for, as a comparison with a limit; all if the sign is empty.
        before, behind: the words around the digits.
        shift: how many places the point goes to the right: 2 for a percentage, -3 for thousands.
        digits: the fewest digits before the point; ``NO_DIGITS`` for words in place of a number.
        groups: the lengths of the groups that words cut the digits into, from the left, where
            they do; and the words ``between`` them.
        agrees: whether what it shows means the number that is stored.
    """

    sign: str = ""
    limit: float = 0
    before: str = ""
    behind: str = ""
    shift: int = 0
    digits: int = 1
    groups: tuple[int, ...] = ()
    between: tuple[str, ...] = ()
    agrees: bool = True

    @property
    def plain(self) -> bool:
        """Whether it shows the digits of the number and nothing else that means something."""
        return not (self.before or self.behind or self.shift or self.groups) and self.digits == 1


# The sections of a format, in their order: the first that a number belongs to applies.
NumberFormat = tuple[FormatSection, ...]


def show_numbers(
    texts: pl.Series, numbers: pl.Series, formats: Sequence[NumberFormat]
) -> tuple[pl.Series, pl.Series]:
    """The texts that numbers are shown as, and whether that means what is stored (Boolean).

    Args:
        texts: the numbers as they are stored, plain digits.
        numbers: of the formats among ``formats``, one for each text.
        formats: those of the workbook.
    """
    frame = pl.DataFrame({"text": texts, "format": numbers}).with_columns(
        value=pl.col("text").cast(pl.Float64), agrees=pl.lit(value=True)
    )
    shown, agrees = frame["text"], frame["agrees"]
    for number in frame["format"].unique().to_list():
        left = (frame["format"] == number).arg_true()
        for section in formats[number]:
            inside = _belongs(frame["value"].gather(left), section)
            at = left.filter(inside)
            left = left.filter(~inside)
            if len(at) and not section.plain:
                shown = shown.scatter(at, _spell_section(frame["text"].gather(at), section))
                agrees = agrees.scatter(at, section.agrees)
    return shown, agrees


def _belongs(values: pl.Series, section: FormatSection) -> pl.Series:
    """Boolean; which of ``values`` a section is for."""
    if not section.sign:
        return pl.repeat(value=True, n=len(values), eager=True)
    compared: pl.Series = COMPARISONS[section.sign](values, section.limit)
    return compared


def _spell_section(texts: pl.Series, section: FormatSection) -> pl.Series:
    """``texts`` (plain digits) with the words of ``section``."""
    if section.digits == NO_DIGITS:
        return pl.repeat(section.before, len(texts), eager=True)
    frame = texts.to_frame("text").with_columns(
        minus=pl.when(pl.col("text").str.starts_with("-")).then(pl.lit("-")).otherwise(pl.lit("")),
        digits=pl.col("text").str.strip_chars_start("-"),
    )
    digits = shift_point(frame["digits"], section.shift) if section.shift else frame["digits"]
    if section.groups or section.digits > 1:
        digits = _fill_digits(digits, section)
    before, behind = pl.lit(section.before), pl.lit(section.behind)
    return frame.select(pl.concat_str("minus", before, pl.lit(digits), behind)).to_series()


def shift_point(digits: pl.Series, places: int) -> pl.Series:
    """``digits`` (of numbers not below 0) with the point so many ``places`` to the right."""
    parts = digits.to_frame("d").select(
        whole=pl.col("d").str.extract(r"^([0-9]*)"),
        part=pl.col("d").str.extract(r"\.([0-9]*)").fill_null(""),
    )
    whole, part = pl.col("whole"), pl.col("part")
    if places > 0:
        part = part.str.pad_end(places, "0")
        moved = [whole, part.str.slice(0, places), pl.lit("."), part.str.slice(places)]
    else:
        whole = whole.str.zfill(1 - places)
        size = whole.str.len_bytes().cast(pl.Int64) + places
        moved = [whole.str.slice(0, size), pl.lit("."), whole.str.slice(size), part]
    text = pl.concat_str(moved).str.strip_chars_start("0")
    text = pl.when(text.str.starts_with(".")).then(pl.lit("0") + text).otherwise(text)
    return parts.select(text.str.strip_chars_end("0").str.strip_chars_end(".")).to_series()


def _fill_digits(digits: pl.Series, section: FormatSection) -> pl.Series:
    """``digits`` with zeros before them, and cut into groups where a whole number can be."""
    frame = digits.to_frame("d").select(
        whole=pl.col("d").str.extract(r"^([0-9]*)").str.zfill(section.digits),
        part=pl.col("d").str.extract(r"(\..*)$").fill_null(""),
    )
    whole = pl.col("whole")
    if section.groups:
        last = sum(section.groups[1:])
        start = whole.str.len_bytes().cast(pl.Int64) - last
        pieces = [whole.str.slice(0, start)]
        for words, size in zip(section.between, section.groups[1:], strict=True):
            pieces += [pl.lit(words), whole.str.slice(start, size)]
            start = start + size
        whole = pl.concat_str(pieces)
    return frame.select(pl.concat_str(whole, "part")).to_series()
