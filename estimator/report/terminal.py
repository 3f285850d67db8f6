"""What a person reads on the terminal: the summary, the problems, where the output lies."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from estimator.model.estimate import HEADLINES, Estimate
from estimator.model.layout import layout
from estimator.model.money import dollars
from estimator.model.outcome import Outcome
from estimator.model.problem import Problem
from estimator.model.words import counted, shown

PROBLEMS_SHOWN = 20
GROUPS_SHOWN = 10


def console(*, stderr: bool = True) -> Console:
    """A console that prints the user's text as it is, without reading markup into it."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def summary(estimate: Estimate) -> RenderableType:
    """The totals, by model and by cost center."""
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    grid.add_column("", overflow="ellipsis", no_wrap=True, max_width=22)
    titles = {column.name: column.title.removesuffix(" cost") for column in layout(estimate.model)}
    for title in ("Rows", *(titles[name] for name in HEADLINES)):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_row(*_line("All workloads", {"rows": estimate.rows, **estimate.totals}), style="bold")
    for dimension, title in (("model", "By model"), ("cost_center", "By cost center")):
        grid.add_section()
        grid.add_row(title, style="italic")
        groups = estimate.groups[dimension]
        for group in groups.head(GROUPS_SHOWN).iter_rows(named=True):
            grid.add_row(*_line(f"  {group['label']}", group))
        if len(groups) > GROUPS_SHOWN:
            rest = groups.slice(GROUPS_SHOWN)
            sums = {name: rest[name].sum() for name in ("rows", *HEADLINES)}
            grid.add_row(*_line(f"  {counted(len(rest), 'other')}", sums))
    return grid


def _line(label: str, sums: Mapping[str, Any]) -> list[str]:
    amounts: list[Decimal] = [sums[name] for name in HEADLINES]
    return [shown(label), f"{sums['rows']:,}", *(dollars(amount) for amount in amounts)]


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
                parts.append(Text(f"  … and {more:,} more; --json lists them all."))
    return Group(*parts)


def _sentence(problem: Problem) -> RenderableType:
    """A problem's sentence under a hanging indent."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("", Text(problem.message))
    return grid


def assumed(estimate: Estimate) -> str:
    """One line: what was assumed for how many rows."""
    taken = [
        f"{one.assumption.word} {one.assumption.value.normalize():f} ({counted(one.rows, 'row')})"
        for one in estimate.assumed
        if one.rows
    ]
    return f"Assumed for blanks: {', '.join(taken)}" if taken else ""


def closing(outcome: Outcome, estimate: Estimate, output: str) -> Iterable[str]:
    """The last lines of ``estimate``: what was assumed, what was left out, where the output is."""
    if said := assumed(estimate):
        yield said
    if outcome.rows > estimate.rows:
        yield f"Left out {outcome.rows - estimate.rows:,} of {counted(outcome.rows, 'row')}."
    yield f"Wrote {output}"


def reading(outcome: Outcome) -> Iterable[str]:
    """What was read: file, sheet, heading row, and how each heading was understood."""
    table = outcome.table
    if table is None:
        return
    yield f"{shown(table.file)}, sheet {shown(table.sheet)}, headings in row {table.header_row}"
    for heading in table.headings:
        became = f"{heading.column} (by {heading.matched})" if heading.column else "carried through"
        yield f"  {shown(heading.text, 40)} -> {became}"


def verdict(outcome: Outcome) -> str:
    """The last line of ``check``."""
    return f"Would estimate {outcome.good:,} of {counted(outcome.rows, 'row')}."
