"""Terminal output for people: the summary, the problems, and where the output is."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from estimator.model.card_check import describe_ends
from estimator.model.estimate import HEADLINES, Estimate, Outcome
from estimator.model.money import USD, Currency, grouped_money, plain_number, whole_dollars
from estimator.model.output_columns import output_layout
from estimator.model.problem import Problem
from estimator.model.rate_card import PRICE_UNIT, Rate, RateCard
from estimator.model.schema import price_columns
from estimator.model.table import COMPUTED_BY_ESTIMATOR, Heading, Table
from estimator.model.text import count_phrase, printable
from estimator.report.budget_lines import describe_fiscal_year, describe_year_cost
from estimator.report.card_details import shared_details, varying_details
from estimator.report.files import LONGEST_PATH
from estimator.report.unit_titles import pair_unit_costs, unit_title

GROUPS_SHOWN = 10
# From this amount cents are left out, so that four amounts fit next to their label.
WITHOUT_CENTS = Decimal(100_000_000)


def open_console(*, stderr: bool = True) -> Console:
    """A console that prints the user's text literally, without interpreting markup."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def summary_table(estimate: Estimate, width: int) -> RenderableType:
    """The totals, by model and by cost center, in ``width`` characters; labels are shortened."""
    lines = list(_summary_lines(estimate))
    full = [line for line in lines if len(line) > 1]
    widest = [max(len(line[n]) for line in full) for n in range(1, len(HEADLINES) + 2)]
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    # Three characters between the columns, and one at either side.
    room = width - sum(widest) - 3 * len(widest) - 2
    grid.add_column(lines[0][0], overflow="ellipsis", no_wrap=True, max_width=max(8, min(24, room)))
    for title in lines[0][1:]:
        grid.add_column(title, justify="right", no_wrap=True)
    for line in lines[1:]:
        if len(line) == 1:
            grid.add_section()
        style = {"All workloads": "bold"}.get(line[0], "italic" if len(line) == 1 else None)
        grid.add_row(*line, style=style)
    return grid


def _summary_lines(estimate: Estimate) -> Iterable[list[str]]:
    """The cells of the summary, headers first; a line of one cell starts a section."""
    titles = {
        column.name: column.title.removesuffix(" cost")
        for column in output_layout(estimate.basis.model)
    }
    names = [estimate.basis.currency.name_shown(name) for name in HEADLINES]
    whole = max(estimate.totals.by_column.values()) >= WITHOUT_CENTS
    yield [
        _amounts_unit(estimate.basis.currency, whole=whole),
        "Rows",
        *(titles[name] for name in HEADLINES),
    ]
    line = partial(_summary_line, names=names, said=whole_dollars if whole else grouped_money)
    yield line("All workloads", {"rows": estimate.totals.rows, **estimate.totals.by_column})
    for dimension, title in (("model", "By model"), ("cost_center", "By cost center")):
        yield [title]
        groups = estimate.totals.groups[dimension]
        for group in groups.head(GROUPS_SHOWN).iter_rows(named=True):
            yield line(f"  {group['label']}", group)
        if len(groups) > GROUPS_SHOWN:
            rest = groups.slice(GROUPS_SHOWN)
            sums = {name: rest[name].sum() for name in ("rows", *names)}
            yield line(f"  {count_phrase(len(rest), 'other')}", sums)


def _amounts_unit(currency: Currency, *, whole: bool) -> str:
    return f"whole {currency.code}" if whole else currency.code if currency.converts else ""


def _summary_line(
    label: str, sums: Mapping[str, Any], names: Iterable[str], said: Callable[[Decimal], str]
) -> list[str]:
    return [printable(label), f"{sums['rows']:,}", *(said(sums[name]) for name in names)]


def assumed_line(estimate: Estimate) -> str:
    """The line on the defaults used for blank cells, and for how many rows."""
    taken = [
        (
            f"{one.assumption.option_name} {one.assumption.value.normalize():f} "
            f"({count_phrase(one.rows, 'row')})"
        )
        for one in estimate.totals.assumed
        if one.rows
    ]
    return f"Defaults used for blank cells: {', '.join(taken)}" if taken else ""


def closing_lines(outcome: Outcome, output: str) -> Iterable[str]:
    """The last lines of ``estimate``: files read, defaults used, rows skipped, the output."""
    estimate = outcome.estimate
    if estimate is None:
        yield _nothing_written(outcome)
        return
    for source in estimate.priced.sources:
        yield f"Read {printable(source.file)}, sheet {printable(source.sheet)}."
    if said := assumed_line(estimate):
        yield said
    if estimate.basis.scenario.has_effect:
        volume, price = map(plain_number, estimate.basis.scenario.factors.values())
        said = f"quantities multiplied by {volume}, prices by {price}"
        yield f"Scenario {estimate.basis.scenario.name}: {said}."
    yield from _currency_lines(outcome)
    if outcome.rows > estimate.totals.rows:
        skipped = f"{outcome.rows - estimate.totals.rows:,} of {count_phrase(outcome.rows, 'row')}"
        yield f"Skipped {skipped} because of errors."
    yield from describe_fiscal_year(outcome)
    yield from describe_year_cost(estimate, listed=outcome.over_budget is not None)
    yield from _unit_cost_lines(estimate)
    headlines = {estimate.basis.currency.name_shown(one) for one in HEADLINES}
    for column in estimate.basis.model.totals:
        if column.name not in headlines:
            yield f"{column.title}: {grouped_money(estimate.totals.by_column[column.name])}"
    yield written_line(output)


def _unit_cost_lines(estimate: Estimate) -> Iterable[str]:
    """A line on each unit cost of all workloads: of a month, and of the fiscal year."""
    sums, year = estimate.totals.calendar.portfolio_amounts, estimate.basis.plan.fiscal_year_name
    for units in pair_unit_costs(estimate):
        costs = zip(units, ("at the run rate", f"in {year}"), strict=False)
        known = ((one.of_sums(sums), when) for one, when in costs)
        said = [f"{plain_number(cost)} {when}" for cost, when in known if cost is not None]
        if said:
            yield f"{unit_title(units[0], estimate)}: {', '.join(said)}"


def _currency_lines(outcome: Outcome) -> Iterable[str]:
    basis = outcome.basis
    if basis and basis.exchange_rate:
        code, rate = basis.currency.code, basis.exchange_rate
        said = f"1 {USD} = {plain_number(rate.value)} {code}: {printable(rate.source)}"
        yield f"Amounts are in {code}, {said}. Budgets are in {basis.currency.budgets}."


def written_line(output: str) -> str:
    """The line on the output: its full path, made printable as it can contain the input's name."""
    return f"Wrote {printable(output, LONGEST_PATH)}"


def _nothing_written(outcome: Outcome) -> str:
    count = _error_count(outcome) if outcome.good < outcome.rows else ""
    return (
        f"Nothing was written: {count[0].lower()}{count[1:]}" if count else "Nothing was written."
    )


def _error_count(outcome: Outcome) -> str:
    """The number of rows with errors, and of those that can be priced."""
    good, rows = outcome.good, count_phrase(outcome.rows, "row")
    if good == outcome.rows:
        return f"{rows} can be priced."
    if not good and any(map(_concerns_every_row, outcome.errors)):
        return "A problem with a file or its headers affects every row."
    if not good:
        return f"All {rows} have errors." if outcome.rows > 1 else "The only row has errors."
    have = "has" if outcome.rows - good == 1 else "have"
    skip = " with --on-error skip" if outcome.stopped else ""
    wrong = f"{outcome.rows - good:,} of {rows} {have} errors."
    return f"{wrong} The other {good:,} can be priced{skip}."


def _concerns_every_row(problem: Problem) -> bool:
    """Whether ``problem`` concerns a file or its headers rather than a row."""
    return problem.source is None or problem.row in {None, problem.source.header_row}


def reading_lines(outcome: Outcome) -> Iterable[str]:
    """The lines on each table read: file, sheet, header row, and the column of each header."""
    for table in outcome.tables:
        source = table.source
        row = f"headers in row {source.header_row}"
        yield f"{printable(source.file)}, sheet {printable(source.sheet)}, {row}"
        for heading in table.headings:
            yield f"  {printable(heading.text, 40)} -> {_header_result(heading)}"


def _header_result(heading: Heading) -> str:
    """The column of ``heading`` and how it was matched, or what happens to it."""
    if heading.matched == COMPUTED_BY_ESTIMATOR:
        return "recomputed"
    by = f" (by {heading.matched})" if heading.matched else ""
    return f"{heading.column or 'copied unchanged'}{by}"


def verdict_lines(outcome: Outcome) -> Iterable[str]:
    """The last line of ``check``."""
    yield from _currency_lines(outcome)
    yield from describe_fiscal_year(outcome)
    if outcome.tables:
        yield _error_count(outcome)


def rate_card_list(all_cards: Iterable[RateCard]) -> Grid:
    """One line per rate card."""
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("Card", "Checked", "Models", "Title"):
        grid.add_column(title, justify="right" if title == "Models" else "left")
    for card in all_cards:
        models = {rate.model for rate in card.rates}
        grid.add_row(card.name, str(card.date_checked), str(len(models)), card.title)
    return grid


def rate_card_table(one: RateCard, as_of: date | None = None) -> RenderableType:
    """One line per rate, USD per 1M tokens; only those valid on ``as_of`` if given."""
    named = f"{one.name}: {one.title}" if one.title else one.name
    shown = [rate for rate in one.rates if as_of is None or rate.holds_on(as_of)]
    prices = "list prices, " if any(rate.discount for rate in shown) else ""
    facts = f"{prices}{one.currency} per 1M tokens, checked {one.date_checked}"
    title = "\n".join([named, facts[0].upper() + facts[1:], *shared_details(shown)])
    # Outside the table, whose width would break the lines.
    source = "\n".join(filter(None, [f"Source: {one.source}", one.caution]))
    below = "\n".join([*varying_details(shown), *describe_ends(shown)])
    return Group(
        Text(title, style="italic"),
        _rate_table(one, shown, dated=as_of is None and any(rate.valid_to for rate in shown)),
        *([Text(below)] if below else []),
        Text(source, style="dim"),
    )


def _rate_table(one: RateCard, shown: Sequence[Rate], *, dated: bool) -> Grid:
    """One line per rate ``shown``, with the prices of the card; ``dated`` with its days."""
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    grid.add_column("Model", no_wrap=True)
    prices = [
        price
        for price in price_columns().values()
        if not price.optional or any(price.name in rate.given_prices for rate in one.rates)
    ]
    for price in prices:
        title = price.name.removesuffix("_price").replace("_", " ").capitalize()
        unit = "" if price.unit == PRICE_UNIT else price.unit.removeprefix(USD)
        grid.add_column(title + unit, justify="right", overflow="fold")
    if dated:
        for title in ("Valid from", "Valid to"):
            grid.add_column(title, min_width=len("2027-01-14"))
    for rate in shown:
        given = rate.given_prices
        grid.add_row(
            rate.model,
            *(plain_number(given[p.name]) if p.name in given else "-" for p in prices),
            *([str(day or "") for day in (rate.valid_from, rate.valid_to)] if dated else []),
        )
    return grid


HEAD = """\
# Header mapping, for --mapping. "" copies a column to the result unchanged.
# Headers that are not listed, or only behind a #, are matched as without this file.

[columns]
"""


def mapping_toml(tables: Sequence[Table]) -> str:
    """The column of every header of ``tables`` as TOML.

    What is asked about, and what nobody has decided on, is no more than a comment: it would be
    answered by the file.
    """
    columns = {heading.text: heading for table in tables for heading in table.headings}
    lines = [
        f"{'' if _is_settled(one) else '# '}{_toml_string(text)} = {_toml_string(one.column)}"
        for text, one in columns.items()
    ]
    return HEAD + "\n".join(lines) + "\n"


def _is_settled(heading: Heading) -> bool:
    if heading.matched.startswith("map"):
        return not heading.unsettled
    return bool(heading.column) and not (heading.unsettled or heading.matched.endswith(", unit"))


def _toml_string(text: str) -> str:
    # A TOML string is a JSON string, except for the one character that JSON does not escape.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
