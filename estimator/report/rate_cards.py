"""Rate cards as terminal tables, and header mappings as TOML."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from estimator.model.money import plain
from estimator.model.rate_card import PRICES, RateCard
from estimator.model.table import Table


def cards(all_cards: Iterable[RateCard]) -> Grid:
    """One line per rate card."""
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("Card", "Checked", "Models", "Title"):
        grid.add_column(title, justify="right" if title == "Models" else "left")
    for card in all_cards:
        grid.add_row(card.name, str(card.date_checked), str(len(card.rates)), card.title)
    return grid


def card(one: RateCard, as_of: date | None = None) -> RenderableType:
    """One line per rate, USD per 1M tokens; only those valid on ``as_of`` if given."""
    title = f"{one.name}: {one.title}\n{one.currency} per 1M tokens, checked {one.date_checked}"
    # Outside the table, whose width would break the lines.
    source = f"Source: {one.source}" + (f"\n{one.caution}" if one.caution else "")
    return Group(Text(title, style="italic"), _rates(one, as_of), Text(source, style="dim"))


def _rates(one: RateCard, as_of: date | None) -> Grid:
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False)
    grid.add_column("Model", no_wrap=True)
    for name in PRICES:
        title = name.removesuffix("_price").replace("_", " ").capitalize()
        grid.add_column(title, justify="right")
    for title in ("Training ends", "Retires"):
        grid.add_column(title, min_width=len("2027-01-14"))
    dated = as_of is None and any(rate.valid_to for rate in one.rates)
    if dated:
        grid.add_column("Valid to", min_width=len("2027-01-14"))
    for rate in one.rates:
        if as_of is not None and not rate.holds_on(as_of):
            continue
        prices = {**rate.prices, "cached_input_price": rate.cached_input_price}
        grid.add_row(
            rate.model,
            *("-" if (price := prices[name]) is None else plain(price) for name in PRICES),
            str(rate.training_ends_on or ""),
            str(rate.retires_on or ""),
            *([str(rate.valid_to or "")] if dated else []),
        )
    return grid


HEAD = """\
# Header mapping, for --mapping. "" copies a column to the result unchanged.
# Headers that are not listed are matched as without this file.

[columns]
"""


def text(tables: Sequence[Table]) -> str:
    """The column of every header of ``tables`` as TOML."""
    columns = {heading.text: heading.column for table in tables for heading in table.headings}
    lines = [f"{_quoted(heading)} = {_quoted(column)}" for heading, column in columns.items()]
    return HEAD + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A TOML string is a JSON string, except for the one character that JSON does not escape.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
