"""The top of the Summary: title, facts about the run, cautions, and the headline figures."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from textwrap import wrap

from estimator.model.address import column_letters
from estimator.model.calendar import ORIGIN, PLANNED_COST
from estimator.model.estimate import NO_BUDGET, CardComparison, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE, whole_dollars
from estimator.model.output_columns import AS_OF
from estimator.model.own_workbook import ABOUT, RATES, RUN_TIME, own_sheets
from estimator.model.plan import first_day
from estimator.model.rate_card import RateCard
from estimator.model.text import count_phrase, name_some, printable
from estimator.report.page import HEADER_ROWS, MASTER_CHECK
from estimator.report.sheets import assumptions, check
from estimator.report.sheets.blocks import workload_count
from estimator.report.sheets.budget_block import variance_formula
from estimator.report.sheets.budgets import total_cell
from estimator.report.sheets.front import (
    AMOUNTS,
    GAP,
    LAST,
    NAME,
    NOT_COVERED,
    RIGHT,
    RIGHT_AMOUNTS,
    Front,
)

ELSEWHERE = (
    "There are more workloads than a worksheet can hold: their rows are in {}, beside this "
    "workbook. Counts and sums over them are stored values."
)
PASS, FAIL = "✓ All checks pass", "CHECK: see the sheet Checks"
ORDER_NOTE = (
    f"Lists keep the order that they had when this workbook was made. Sources and legend: {ABOUT}"
)
NONE_GIVEN, ALL_AGAINST_ALL = "none given", "all against all"
IN_PERIODS = "in their periods"
OF_FIRST_YEAR, TENTH = "% of first year", Decimal("0.1")
# The characters of a line of bold text across the page.
CAUTION_WIDTH = 190
# More rate cards are not named at the top of the page.
CARDS_NAMED = 2
# The size of amounts in words, and the suffix of each.
SHORT_FORMS = ((10**12, "tn"), (10**9, "bn"), (10**6, "M"), (10**3, "k"))


def write_facts(front: Front) -> int:
    """Writes title, status, facts and cautions; returns the next free row."""
    page, estimate = front.page, front.estimate
    year = estimate.basis.plan.fiscal_year_name
    subject = f"{own_sheets()[page.name].title}, {year}"
    entity = printable(estimate.basis.title)
    page.sheet.set_row(0, 25)
    page.write_text(1, NAME, f"{entity}: {subject}" if entity else subject, "title")
    words = f'=IF({MASTER_CHECK}="OK","{PASS}","{FAIL}")'
    page.write_formula(1, LAST, words, PASS, "check_right")
    page.flag_text(1, LAST, FAIL.partition(":")[0])
    page.write_text(2, NAME, _describe_sources(estimate), "subtitle")
    live = _live_prices(front) if estimate.basis.model.dated else ""
    page.write_formula(2, LAST, live, _describe_prices(front), "subtitle_right")
    _write_amounts_note(front, HEADER_ROWS)
    said = f"Fiscal year: {estimate.basis.plan.fiscal_year_sentence}"
    page.write_text(HEADER_ROWS, LAST, said, "subtitle_right")
    assumptions.write_scenario_switch(page, estimate, live=not front.grid.elsewhere)
    page.write_link(assumptions.ROW, LAST, f"'{ABOUT}'!A1", ORDER_NOTE, "linked_right")
    return _write_cautions(front, assumptions.ROW + 1)


def _describe_sources(estimate: Estimate) -> str:
    sources = estimate.priced.sources
    files = list(dict.fromkeys(source.file for source in sources))
    if len(sources) == 1 and sources[0].sheet:
        return f"{files[0]}, sheet {sources[0].sheet}"
    return name_some(files)


def _describe_prices(front: Front) -> str:
    made = front.made_at.strftime(RUN_TIME)
    dated = [*front.estimate.basis.card.cards_on(front.estimate.basis.as_of)]
    cards = [_describe_card(card, day) for card, day in dated]
    said = "; ".join(cards) if len(cards) <= CARDS_NAMED else f"{len(cards)} cards (see {RATES})"
    return f"Prices: {said} · prepared on {made}"


def _describe_card(card: RateCard, as_of: date) -> str:
    day = f" (as of {as_of})" if as_of != card.date_checked else ""
    return f"{card.name}, checked on {card.date_checked}{day}"


def _live_prices(front: Front) -> str:
    """The formula of ``_describe_prices``, which follows the day from which on prices are taken."""
    cards, made = front.estimate.basis.card.cards, front.made_at.strftime(RUN_TIME)
    if len(cards) > CARDS_NAMED:
        return ""
    two = (f'"-"&RIGHT("0"&{part}({AS_OF}),2)' for part in ("MONTH", "DAY"))
    day = f'" (as of "&YEAR({AS_OF})&{"&".join(two)}&")"'
    said = []
    for card in cards:
        checked, name = (card.date_checked - ORIGIN).days, card.name.replace('"', '""')
        said.append(f'"{name}, checked on {card.date_checked}"&IF({AS_OF}={checked},"",{day})')
    named = '&"; "&'.join(said)
    return f'="Prices: "&{named}&" · prepared on {made}"'


def _write_amounts_note(front: Front, row: int) -> None:
    """Writes the number of workloads and the currency; both follow the sheets."""
    estimate, rows = front.estimate, front.estimate.totals.rows
    words = "whole units shown, cents kept"
    currency = f"{check.describe_currency(estimate)}; {words}"
    live = check.currency_formula(estimate).removeprefix("=")
    live = f'{live}&"; {words}"' if live else f'"{currency}"'
    text = front.grid.if_on_sheet(f'={_count_words(workload_count(front.grid))}&" · "&{live}')
    said = f"{count_phrase(rows, 'workload')} · {currency}"
    front.page.write_formula(row, NAME, text, said, "subtitle")


def _count_words(count: str, noun: str = "workload") -> str:
    """A formula for a ``count``, itself a formula, with its noun."""
    return f'FIXED({count},0)&IF({count}=1," {noun}"," {noun}s")'


def _write_cautions(front: Front, row: int) -> int:
    said = list_cautions(front)
    for at, (text, look) in enumerate(said, row):
        front.page.write_text(at, NAME, text, look)
    front.page.sheet.set_row(row + len(said) - 1, 6)
    return row + len(said) + 1


def list_cautions(front: Front) -> list[tuple[str, str]]:
    """The lines above the headline figures, each with its look; none is wider than the page."""
    return [
        (line, look) for text, look in _every_caution(front) for line in wrap(text, CAUTION_WIDTH)
    ]


def _every_caution(front: Front) -> list[tuple[str, str]]:
    estimate, said = front.estimate, []
    if front.rows_read > estimate.totals.rows:
        skipped = f"{front.rows_read - estimate.totals.rows:,} of {front.rows_read:,} rows"
        text = f"Skipped because of errors, and in no total: {skipped}. See Rejected."
        said.append((text, "bad"))
    if front.grid.elsewhere:
        said.append((ELSEWHERE.format(printable(front.grid.elsewhere)), "label"))
    said += [(caution, "caution_line") for caution in estimate.basis.card.cautions]
    if estimate.totals.on_other_card:
        said.append((describe_other_card(estimate, estimate.totals.on_other_card), "caution_line"))
    return said


def describe_other_card(estimate: Estimate, other: CardComparison) -> str:
    """The cost on the other rate card beside that on the estimate's, and what it has no price for.

    Whole currency units, as they were when the workbook was made.
    """
    missing = [f"{one} ({count_phrase(n, 'workload')})" for one, n in other.missing.items()]
    lacking = f"no price for {name_some(missing)}" if missing else ""
    if not other.rows:
        return f"Rate card {other.card} has {lacking}, so the cost on it is not known."
    year, code = estimate.basis.plan.fiscal_year_name, estimate.basis.currency.code
    rows = f"{count_phrase(other.rows, 'workload')} that it has prices for"
    whose = "the same workloads cost"
    if missing:
        whose = f"the {rows} {'costs' if other.rows == 1 else 'cost'}"
    there, here = map(whole_dollars, (other.cost_there, other.cost_here))
    said = f"On rate card {other.card} {whose} {there} {code} in {year} in place of {here}"
    said += " (when made)" + (f"; it has {lacking}." if lacking else ".")
    if not other.uncovered_there:
        return said
    missed = whole_dollars(other.uncovered_there)
    return f"{said} {missed} {code} of that year is not covered there, as its models end."


def write_tiles(front: Front, row: int) -> int:
    """Writes the headline figures in three rows from ``row``; returns the next free row."""
    page = front.page
    for column in (one for one in range(NAME, LAST + 1) if one != GAP):
        page.write_blank(row, column, "tile_label")
        page.write_blank(row + 1, column, "tile_note")
        page.write_blank(row + 2, column, "tile_note")
    page.sheet.set_row(row, 25)
    _write_year_tiles(front, row)
    _write_cost_tiles(front, row)
    page.flag_negatives(row + 1, NAME, row + 1, LAST)
    page.sheet.set_row(row + 2, 8)
    return row + 4


def _write_year_tiles(front: Front, row: int) -> None:
    """Writes all cost of the fiscal year, all budget, what is left, and what is not covered."""
    estimate, held = front.estimate, front.held.grid
    plan, totals = estimate.basis.plan, estimate.totals
    budget, cost, variance = map(
        estimate.basis.currency.name_shown, (BUDGET, PLANNED_COST, VARIANCE)
    )
    against, noun = totals.against_budget, front.held.singular_noun
    _write_tile(front, row, NAME, f"Cost in {plan.fiscal_year_name}", _describe_period(estimate))
    text = front.grid.if_on_sheet(f"=SUM({front.grid.column_range(cost)})")
    _write_figure(front, row, NAME, text, totals.calendar.portfolio_amounts[cost])
    given = held.column_range(budget)
    count = f"COUNT({given})"
    words = held.if_on_sheet(f'=IF({count}=0,"{NONE_GIVEN}",{_count_words(count, noun)})')
    given_by = totals.with_budget.rows
    said = count_phrase(given_by, noun) if given_by else NONE_GIVEN
    _write_tile(front, row, AMOUNTS[0], "Budget", said, words)
    text = held.if_on_sheet(f"=SUM({given})")
    _write_figure(front, row, AMOUNTS[0], text, against.annual_budget)
    note = IN_PERIODS if front.held.by_period else ALL_AGAINST_ALL
    words = held.if_on_sheet(f'=IF({count}=0,"","{note}")')
    _write_tile(front, row, AMOUNTS[1], "Left", note if given_by else "", words)
    cells = [f"{column_letters(column)}{row + 1}" for column in (AMOUNTS[0], NAME)]
    left = variance_formula(estimate, *cells).removeprefix("=")
    value = against.fiscal_year_variance if given_by else ""
    if front.held.by_period:
        left = f"SUM({held.column_range(variance)})"
        value = totals.with_budget.fiscal_year_variance
    text = held.if_on_sheet(f'=IF({count}=0,"",{left})')
    _write_figure(front, row, AMOUNTS[1], text, value)
    for name in front.uncovered:
        _write_tile(front, row, AMOUNTS[2], NOT_COVERED, "in no total")
        text = front.grid.if_on_sheet(f"=SUM({front.grid.column_range(name)})")
        value = totals.calendar.portfolio_amounts[name]
        _write_figure(front, row, AMOUNTS[2], text, value)


def _describe_period(estimate: Estimate) -> str:
    """The months of the fiscal year and the currency."""
    year = estimate.basis.plan.fiscal_year
    first, last = (first_day(one) for one in (year[0], year[-1]))
    begin = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
    return f"{begin} to {last:%b %Y}, {estimate.basis.currency.code}"


def _write_cost_tiles(front: Front, row: int) -> None:
    """Writes training, the run rate, the range over the scenarios, and what has no budget."""
    estimate, grid, held = front.estimate, front.grid, front.held.grid
    shown, totals = estimate.basis.currency.name_shown, estimate.totals
    training, monthly, first, cost = map(
        shown, ("training_cost", "monthly_cost", "first_year_cost", PLANNED_COST)
    )
    sums = {name: f"SUM({grid.column_range(name)})" for name in (training, monthly, first)}
    text = grid.if_on_sheet(f"={sums[training]}")
    _write_figure(front, row, RIGHT, text, totals.by_column[training])
    whole = totals.by_column[first]
    part = 100 * totals.by_column[training] / whole if whole else Decimal(0)
    percent = f"IF({sums[first]}=0,0,100*{sums[training]}/{sums[first]})"
    text = grid.if_on_sheet(f'=FIXED({percent},1)&"{OF_FIRST_YEAR}"')
    said = f"{part.quantize(TENTH, ROUND_HALF_UP)}{OF_FIRST_YEAR}"
    _write_tile(front, row, RIGHT, "Training, once", said, text)
    # The name gives way to the tile of replacements.
    name = "Monthly" if estimate.basis.model.replacement_costs else "Monthly run rate"
    _write_tile(front, row, RIGHT_AMOUNTS[0], name, "all running")
    text = grid.if_on_sheet(f"={sums[monthly]}")
    _write_figure(front, row, RIGHT_AMOUNTS[0], text, totals.by_column[monthly])
    _write_replacement(front, row)
    _write_range(front, row)
    status, bare = held.column_range(STATUS), totals.without_budget
    count, noun = f'COUNTIFS({status},"{NO_BUDGET}")', front.held.bare_noun
    words = held.if_on_sheet(f"={_count_words(count, noun)}")
    column = RIGHT_AMOUNTS[2]
    _write_tile(front, row, column, "Without a budget", count_phrase(bare.rows, noun), words)
    text = held.if_on_sheet(f'=SUMIFS({held.column_range(cost)},{status},"{NO_BUDGET}")')
    _write_figure(front, row, column, text, bare.fiscal_year_cost)


def _write_replacement(front: Front, row: int) -> None:
    """Writes the part of the cost of the fiscal year that is on replacements of retired models."""
    column = RIGHT_AMOUNTS[1]
    for name in front.estimate.basis.model.replacement_costs:
        _write_tile(front, row, column, "Replacement", "in the cost")
        text = front.grid.if_on_sheet(f"=SUM({front.grid.column_range(name)})")
        value = front.estimate.totals.calendar.portfolio_amounts[name]
        _write_figure(front, row, column, text, value)


def tile_differences(front: Front, row: int) -> str:
    """The formula of how far the headline figures from ``row`` are from the totals of Breakdown."""
    shown, block = front.estimate.basis.currency.name_shown, front.breakdown.groups["cost_center"]
    cost, budget = block.names
    cells = {
        NAME: cost,
        AMOUNTS[0]: budget,
        RIGHT: shown("training_cost"),
        RIGHT_AMOUNTS[0]: shown("monthly_cost"),
    }
    replaced = front.estimate.basis.model.replacement_costs
    beside = ((AMOUNTS[2], front.uncovered), (RIGHT_AMOUNTS[1], replaced))
    cells |= {column: name for column, names in beside for name in names}
    wholes = {
        column: block.cell(name, block.total)
        if name in block.columns
        # Budgets of periods are on their own sheet only.
        else total_cell(front.held.grid, name)
        for column, name in cells.items()
    }
    terms = (
        f"ABS({front.page.cell_reference(row + 1, column)}-{whole})"
        for column, whole in wholes.items()
    )
    return f"={'+'.join(terms)}"


def _write_range(front: Front, row: int) -> None:
    """Writes the lowest and the highest cost of the fiscal year in the scenarios, as stored."""
    column = AMOUNTS[3]
    cost = front.estimate.basis.currency.name_shown(PLANNED_COST)
    costs = {name: one[cost] for name, one in front.estimate.totals.by_scenario.items()}
    low, high = (choose(costs, key=costs.__getitem__) for choose in (min, max))
    said = f"{short_amount(costs[low])} to {short_amount(costs[high])}"
    label, note = f"{low} to {high}", "scenarios, when made"
    if costs[low] == costs[high]:
        said, label, note = short_amount(costs[low]), "Scenarios", "all alike, when made"
    _write_tile(front, row, column, label, note)
    front.page.write_text(row + 1, column, said, front.tile_look(column))


def short_amount(value: Decimal) -> str:
    """``value`` with three digits or more: 1.70M, 958k, 12."""
    for size, suffix in SHORT_FORMS:
        if value >= size:
            scaled = value / size
            return f"{scaled:,.{2 if scaled < 10 else 1 if scaled < 100 else 0}f}{suffix}"
    return f"{value:,.0f}"


def _write_tile(
    front: Front, row: int, column: int, label: str, note: str, formula: str = ""
) -> None:
    """Writes the label of a tile, and its ``note``, which may follow a ``formula``."""
    front.page.write_text(row, column, label, "tile_label")
    front.page.write_formula(row + 2, column, formula, note, "tile_note")


def _write_figure(front: Front, row: int, column: int, text: str, value: Decimal | str) -> None:
    front.page.write_formula(row + 1, column, text, value, front.tile_look(column), "money")
