"""What a person reads on the terminal: the summary, the problems, where the output lies."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from estimator.model.calendar import PLANNED_COST
from estimator.model.currency import USD, Currency
from estimator.model.estimate import HEADLINES, NO_BUDGET, Estimate, Outcome
from estimator.model.money import dollars, plain, whole_dollars
from estimator.model.output_columns import layout
from estimator.model.problem import Problem
from estimator.model.table import OURS, Heading
from estimator.model.text import counted, shown

PROBLEMS_SHOWN = 20
# In characters; no system has longer ones.
LONGEST_PATH = 32_767
GROUPS_SHOWN = 10
# From here on the cents are left off, so that four amounts fit beside their label.
WITHOUT_CENTS = Decimal(100_000_000)


def console(*, stderr: bool = True) -> Console:
    """A console that prints the user's text as it is, without reading markup into it."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def summary(estimate: Estimate, width: int) -> RenderableType:
    """The totals, by model and by cost center, in ``width`` characters: the labels give way."""
    lines = list(_lines(estimate))
    full = [line for line in lines if len(line) > 1]
    widest = [max(len(line[n]) for line in full) for n in range(1, len(HEADLINES) + 2)]
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    # Two blanks and a line between the columns, and an edge on either side.
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


def _lines(estimate: Estimate) -> Iterable[list[str]]:
    """The cells of the summary, its headings first; a line of one cell starts a section."""
    titles = {
        column.name: column.title.removesuffix(" cost") for column in layout(estimate.basis.model)
    }
    names = [estimate.basis.currency.shown(name) for name in HEADLINES]
    whole = max(estimate.totals.by_column.values()) >= WITHOUT_CENTS
    yield [
        _unit(estimate.basis.currency, whole=whole),
        "Rows",
        *(titles[name] for name in HEADLINES),
    ]
    line = partial(_line, names=names, said=whole_dollars if whole else dollars)
    yield line("All workloads", {"rows": estimate.totals.rows, **estimate.totals.by_column})
    for dimension, title in (("model", "By model"), ("cost_center", "By cost center")):
        yield [title]
        groups = estimate.totals.groups[dimension]
        for group in groups.head(GROUPS_SHOWN).iter_rows(named=True):
            yield line(f"  {group['label']}", group)
        if len(groups) > GROUPS_SHOWN:
            rest = groups.slice(GROUPS_SHOWN)
            sums = {name: rest[name].sum() for name in ("rows", *names)}
            yield line(f"  {counted(len(rest), 'other')}", sums)


def _unit(currency: Currency, *, whole: bool) -> str:
    """What the amounts are in, which goes without saying of dollars and cents."""
    return f"whole {currency.code}" if whole else currency.code if currency.converts else ""


def _line(
    label: str, sums: Mapping[str, Any], names: Iterable[str], said: Callable[[Decimal], str]
) -> list[str]:
    return [shown(label), f"{sums['rows']:,}", *(said(sums[name]) for name in names)]


def problems(
    outcome: Outcome, *, quiet: bool = False, most: int = PROBLEMS_SHOWN
) -> RenderableType:
    """The notices unless ``quiet``, then the errors: the first ``most`` and the true number."""
    parts: list[RenderableType] = []
    notices = [] if quiet else outcome.notices
    for kind, found, style in (("notice", notices, "yellow"), ("error", outcome.errors, "red")):
        if found:
            parts.append(Text(counted(len(found), kind), style=f"bold {style}"))
            parts += [_sentence(problem) for problem in found[:most]]
            more = len(found) - most
            if more > 0:
                listed = "--json lists them all, check --annotate marks them"
                parts.append(Text(f"  … and {more:,} more; {listed}."))
    if not quiet and outcome.errors:
        parts.append(Text("`estimator explain CODE` says what a [code] means and how to mend it."))
    return Group(*parts)


def _sentence(problem: Problem) -> RenderableType:
    """A problem's sentence under a hanging indent."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("", Text(f"{problem.message} [{problem.code}]"))
    return grid


def assumed(estimate: Estimate) -> str:
    """One line: what was assumed for how many rows."""
    taken = [
        f"{one.assumption.word} {one.assumption.value.normalize():f} ({counted(one.rows, 'row')})"
        for one in estimate.totals.assumed
        if one.rows
    ]
    return f"Assumed for blanks: {', '.join(taken)}" if taken else ""


def closing(outcome: Outcome, output: str) -> Iterable[str]:
    """The last lines of ``estimate``: what was read, assumed and left out, where the output is."""
    estimate = outcome.estimate
    if estimate is None:
        yield from _nothing(outcome)
        return
    for source in estimate.priced.sources:
        yield f"Read {shown(source.file)}, sheet {shown(source.sheet)}."
    if said := assumed(estimate):
        yield said
    if estimate.basis.scenario.changes:
        volume, price = map(plain, estimate.basis.scenario.factors.values())
        said = f"quantities times {volume}, prices times {price}"
        yield f"Scenario {estimate.basis.scenario.name}: {said}."
    yield from _currency(outcome)
    if outcome.rows > estimate.totals.rows:
        yield f"Left out {outcome.rows - estimate.totals.rows:,} of {counted(outcome.rows, 'row')}."
    calendar, name = estimate.totals.calendar, estimate.basis.currency.shown
    year = dollars(calendar.all[name(PLANNED_COST)])
    yield f"Fiscal-year cost, twelve months from {calendar.plan.start}: {year}"
    headlines = {name(one) for one in HEADLINES}
    for column in estimate.basis.model.totals:
        if column.name not in headlines:
            yield f"{column.title}: {dollars(estimate.totals.by_column[column.name])}"
    if estimate.totals.has_budgets:
        yield _budgets(estimate)
    yield wrote(output)


def _currency(outcome: Outcome) -> Iterable[str]:
    """One line: what amounts are shown in, and budgets given in, where that is not the dollar."""
    basis = outcome.basis
    if basis and basis.exchange_rate:
        code, rate = basis.currency.code, basis.exchange_rate
        said = f"1 {USD} = {plain(rate.value)} {code}: {shown(rate.source)}"
        yield f"Amounts are in {code}, {said}. Budgets are in {basis.currency.budgets}."


def _budgets(estimate: Estimate) -> str:
    """One line: how many are over, near and within their budgets, and what is left in all."""
    noun = "workload" if estimate.totals.budgets is None else "cost center"
    with_one = [one for one in estimate.totals.budgeted if one.status != NO_BUDGET]
    by_status = ", ".join(f"{one.rows:,} {one.status}" for one in reversed(with_one))
    left = sum((one.budget_variance for one in with_one), Decimal(0))
    rows = counted(sum(one.rows for one in with_one), noun)
    return f"Budgets of {rows}: {by_status}; variance {dollars(left)}"


def wrote(output: str) -> str:
    """Where the output lies: the whole name, safe to print, for it may be made from the input's."""
    return f"Wrote {shown(output, LONGEST_PATH)}"


def _nothing(outcome: Outcome) -> Iterable[str]:
    if outcome.good:
        good = f"{outcome.good:,} of {counted(outcome.rows, 'row')} have no error"
        yield f"Nothing was written: {good}; --on-error skip estimates those."
    elif outcome.rows and any(_of_no_row(problem) for problem in outcome.errors):
        yield "Nothing was written: what is wrong with a file or its headings concerns every row."
    else:
        good = f": 0 of {counted(outcome.rows, 'row')} have no error" if outcome.rows else ""
        yield f"Nothing was written{good}."


def _of_no_row(problem: Problem) -> bool:
    """Whether ``problem`` is one of a file or of headings, and so of no single row."""
    return problem.source is None or problem.row in {None, problem.source.header_row}


def reading(outcome: Outcome) -> Iterable[str]:
    """What was read: file, sheet, heading row, and how each heading was understood."""
    for table in outcome.tables:
        source = table.source
        row = f"headings in row {source.header_row}"
        yield f"{shown(source.file)}, sheet {shown(source.sheet)}, {row}"
        for heading in table.headings:
            yield f"  {shown(heading.text, 40)} -> {_became(heading)}"


def _became(heading: Heading) -> str:
    """The column that ``heading`` was taken for and why, or what becomes of it."""
    if heading.matched == OURS:
        return "computed again"
    by = f" (by {heading.matched})" if heading.matched else ""
    return f"{heading.column or 'carried through'}{by}"


def verdict(outcome: Outcome) -> Iterable[str]:
    """The last line of ``check``."""
    yield from _currency(outcome)
    if outcome.tables:
        skip = ", with --on-error skip" if outcome.good and outcome.stopped else ""
        yield f"Would estimate {outcome.good:,} of {counted(outcome.rows, 'row')}{skip}."
