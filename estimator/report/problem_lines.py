"""Problems for people: a line for each cause, folded on a terminal and whole elsewhere."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from estimator.model.causes import Cause, list_causes
from estimator.model.estimate import Outcome
from estimator.model.problem import Problem
from estimator.model.text import count_phrase
from estimator.report.budget_lines import describe_over_budget

PROBLEMS_SHOWN = 20


def problem_texts(
    outcome: Outcome, *, quiet: bool = False, most: int = PROBLEMS_SHOWN
) -> RenderableType:
    """The notices unless ``quiet``, then the errors: the first ``most`` causes and their number.

    What is over budget follows, where options ask for it.

    On a terminal they are folded; elsewhere each is one line.
    """
    parts: list[RenderableType] = []
    notices = [] if quiet else list_causes(outcome.notices)
    errors = list_causes(outcome.errors)
    for kind, causes, style in (("notice", notices, "yellow"), ("error", errors, "red")):
        if causes:
            parts.append(Text(_count_causes(causes, kind), style=f"bold {style}"))
            parts += [_IndentedSentence(one.merged()) for one in causes[:most]]
            more = len(causes) - most
            if more > 0:
                listed = "--json lists all of them; check --annotate marks them"
                parts.append(Text(f"  … and {more:,} more. {listed}."))
    if not quiet and errors:
        parts.append(
            Text("Run `estimator explain CODE` to see what a [code] means and how to fix it.")
        )
    header, *lines = [*describe_over_budget(outcome)] or [""]
    parts += [Text(header, style="bold red")] if header else []
    parts += [Text(line) for line in lines]
    return Group(*parts)


def _count_causes(causes: Sequence[Cause], kind: str) -> str:
    """The number of ``causes``, and of the places that they are found at if there are more."""
    places = sum(len(one.problems) for one in causes)
    more = f" in {places:,} places" if places > len(causes) else ""
    return f"{count_phrase(len(causes), kind)}{more}"


class _IndentedSentence(Struct, frozen=True):
    """The sentence of a problem below a header: folded on a terminal, else on one line."""

    problem: Problem

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> Iterator[RenderableType]:
        said = f"{self.problem.message} [{self.problem.code}]"
        if not console.is_terminal:
            yield Text(f"  {said}", no_wrap=True, overflow="ignore")
            return
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(width=1)
        grid.add_column(overflow="fold")
        grid.add_row("", Text(said))
        yield grid
