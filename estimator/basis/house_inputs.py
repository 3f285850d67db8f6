"""Inputs of the user's own: numbers that a cost-model file reads from the sheet.

One with a default has what a shipped input has: an assumption that fills its blank cells, and a
column with what applies in each row.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from estimator.basis.assumptions import parse_assumption
from estimator.model import shipped
from estimator.model.column import SHARE, Column, ComputedColumn
from estimator.model.cost_model import threshold_column
from estimator.model.money import USD, currency_codes, grouped_number
from estimator.model.schema import parse_column
from estimator.model.text import quote_text

DEFAULT, APPLIED = "default_{}", "{}_applied"
# A spreadsheet keeps so many digits of a number.
MOST_DIGITS = 15
SHARE_DECIMALS, USUAL_DECIMALS = 6, 2
# The fields that the assumption has too.
SHARED = ("title", "unit", "source", "neutral")

# Other words for US dollars.
DOLLARS = frozenset({"usd", "$", "us$", "dollar", "dollars"})

Entry = Mapping[str, Any]


def parse_input(entry: Entry) -> Column:
    """The input that ``entry`` of a cost-model file describes."""
    share = entry["unit"] == SHARE
    decimals = entry.get("decimals", SHARE_DECIMALS if share else USUAL_DECIMALS)
    low, high = (exact_bound(entry.get(name)) for name in ("minimum", "maximum"))
    usual = threshold_column(entry["unit"], low, high, entry["name"])
    spec = {
        "type": "number" if decimals or share else "integer",
        "title": entry["title"],
        "description": entry["description"],
        "minimum": usual.minimum,
        "maximum": usual.maximum,
        "x-unit": entry["unit"],
        "x-decimals": decimals,
        "x-default": DEFAULT.format(entry["name"]) if "default" in entry else "",
        "x-aliases": entry.get("aliases", ()),
    }
    return parse_column(entry["name"], spec)


def exact_bound(value: float | str | None) -> Decimal | None:
    """A number of a cost-model file, exact; None where there is none."""
    return None if value is None else Decimal(str(value))


def default_entry(entry: Entry) -> Entry | None:
    """The assumption that fills the blank cells of an input; None where it has no default."""
    if "default" not in entry:
        return None
    name = entry["name"]
    own = {"name": DEFAULT.format(name), "input": name, "value": entry["default"]}
    return own | {field: entry[field] for field in SHARED if field in entry}


def applied_column(entry: Entry) -> ComputedColumn | None:
    """What applies of an input in each row; None where it has no default."""
    if "default" not in entry:
        return None
    return ComputedColumn(
        name=APPLIED.format(entry["name"]),
        title=f"{entry['title']}, applied",
        unit=entry["unit"],
        formula=str(shipped.load_toml("formulas.toml")["applied"]).format(name=entry["name"]),
        description=f"{entry['title']} from the sheet, or the default if blank.",
    )


def refuse_bounds(column: Column) -> str:
    """Why no number could be between the bounds of ``column``, or not exactly; empty if it can."""
    low, high = column.minimum or Decimal(0), column.maximum or Decimal(0)
    if low > high:
        return f"its minimum, {grouped_number(low)}, is above its maximum, {grouped_number(high)}"
    digits = max(len(f"{abs(one):.0f}") for one in (low, high)) + column.decimals
    if digits > MOST_DIGITS:
        return (
            f"numbers up to {grouped_number(max(abs(low), high))} with {column.decimals} decimals "
            f"have {digits} digits, and a spreadsheet keeps {MOST_DIGITS}; give it a smaller "
            "maximum, or fewer decimals"
        )
    return ""


def refuse_value(column: Column, text: str, field: str) -> Iterator[str]:
    """What is wrong with the number ``text`` in a ``field``, as a value of ``column``."""
    _, problem = parse_assumption(column, text, field)
    if problem:
        yield problem.wording.removesuffix(".")


def refuse_unit(unit: str) -> str:
    """Why ``unit`` cannot be one of a cost model; empty if it can."""
    first = unit.split(maxsplit=1)[0] if unit.split() else ""
    foreign = first in currency_codes() - {USD}
    if not foreign and (first == USD or first.casefold() not in DOLLARS):
        return ""
    return (
        f"its unit is {quote_text(unit)}; amounts of a cost model are in US dollars, written "
        f"{quote_text(unit.replace(first, USD, 1))}, and --currency converts them for the report"
    )
