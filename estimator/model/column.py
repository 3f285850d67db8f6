"""Columns: the inputs that users fill in, and those that the cost model computes."""

import re
from decimal import Decimal

from msgspec import Struct

from estimator.model.money import currency_codes, grouped_number

WHOLE = "whole"
NUMBER = "number"
SHARE = "share"
TEXT = "text"
DATE = "date"
MONTH = "month"
PERIOD = "period"
WORDS = "words"
NUMERIC = frozenset({WHOLE, NUMBER, SHARE})
# Between the currency of an amount and what it is for one of.
PER = " per "
# What applies in place of a price without which a thing cannot be bought at all.
NOT_SOLD = "-"
# The values allowed in a cell of these kinds, as phrases.
DATED = {
    DATE: "a date as YYYY-MM-DD",
    MONTH: "a month as YYYY-MM",
    PERIOD: "a fiscal year, a quarter or a month, such as 2027, 2027-Q1 or 2027-01",
}


class Column(Struct, frozen=True):
    """An input column, as described by the JSON Schema.

    Attributes:
        kind: "text", "date", "month", "period", "words" (a list of texts), "whole", "number" or
            "share".
        unit: "tokens", "share", "USD", "month", ...; empty for text.
        decimals: digits kept after the point; further digits are rounded with a notice.
        dash_is_blank: whether a lone dash means blank rather than zero.
        default: the name of the assumption that fills blank cells; empty without one.
        aliases: headers of the column, besides its name and title.
        forms: the words of its other headers, as in ``x-header`` of the schema.
        asked: the same of headers that may mean it, and are asked about: ``x-asked``.
        absent: of a price, what applies where it is missing: another price by its name, a number,
            or ``NOT_SOLD``. None for a price that is required.
        optional: whether it is left out of an estimate that has no use for it.
        charged_for: of a price that applies to a part, the input with the share of that part.
        charged_at: of an input, the price without which it has no effect.
    """

    name: str
    title: str
    kind: str
    description: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 0
    required: bool = False
    default: str = ""
    aliases: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    longest: int | None = None
    dash_is_blank: bool = False
    absent: str | Decimal | None = None
    charged_for: str = ""
    charged_at: str = ""
    optional: bool = False

    @property
    def header_words(self) -> tuple[str, ...]:
        """The words of its headers, for people: ``[training] epochs``, ``input tokens per month``.

        Words in brackets may be missing; a bar stands between words of which one is enough.
        """
        per = "" if self.kind == MONTH else "per "
        return tuple(form.replace("/", per).replace("_", " ") for form in self.forms)

    @property
    def other_headers(self) -> tuple[str, ...]:
        """Plain headers of the column, apart from its title: ``input tokens per month``."""
        plain = [
            " ".join(word.split("|")[0] for word in re.sub(r"\[.*?\]", "", words).split())
            for words in self.header_words
        ]
        known = self.title.lower()
        return tuple(one for one in dict.fromkeys((*plain, *self.aliases)) if one != known)

    @property
    def follows(self) -> str:
        """Of a price, the other one that applies where it is missing; empty if there is none."""
        return self.absent if isinstance(self.absent, str) and self.absent != NOT_SOLD else ""

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.kind in NUMERIC

    @property
    def expected(self) -> str:
        """The values allowed in a cell, as a phrase: ``a whole number from 1 to 50``."""
        if self.kind in DATED:
            return DATED[self.kind]
        if not self.numeric:
            return f"text of at most {self.longest} characters" if self.longest else "text"
        if self.kind == SHARE:
            low, high = (self.minimum or Decimal(0)) * 100, (self.maximum or Decimal(1)) * 100
            return (
                f"a share from {grouped_number(low)}% to {grouped_number(high)}%, such as "
                "10% or 0.1"
            )
        noun = "a whole number" if self.kind == WHOLE else "a number"
        if self.minimum is None or self.maximum is None:
            return noun
        return f"{noun} from {grouped_number(self.minimum)} to {grouped_number(self.maximum)}"


class ComputedColumn(Struct, frozen=True):
    """A column of the cost model: its meaning, and the formula that finance reads in the cell.

    Attributes:
        frequency: "one-time", "monthly", "annual", "first year" or empty.
        total: whether the Summary and the JSON show its total.
        optional: whether it is left out where it comes to nothing, or nothing else needs it.
        counts: of a column of the user's own, whether it is a term of the costs of its frequency.
    """

    name: str
    title: str
    unit: str
    formula: str
    description: str
    frequency: str = ""
    total: bool = False
    optional: bool = False
    counts: bool = False

    @property
    def money(self) -> bool:
        """Whether the column holds amounts of money."""
        return self.unit in currency_codes()

    @property
    def per_unit(self) -> bool:
        """Whether the column holds amounts of money per unit of something, which are not added."""
        code, per, _ = self.unit.partition(PER)
        return bool(per) and code in currency_codes()
