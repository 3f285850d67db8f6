"""The Rejected sheet: the rows left out, as the user wrote them, with the reasons."""

from collections import defaultdict

from estimator.model.estimate import Estimate
from estimator.model.problem import errors
from estimator.report.page import Page

SHEET = "Rejected"
HEADING_ROW = 5
REASONS_WIDTH = 90
# A cell holds 32,767 characters.
LONGEST = 32_000


def write(page: Page, estimate: Estimate) -> None:
    """Writes every rejected row of ``estimate``: its row in the input, why, and its cells."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in errors(estimate.problems):
        for number in problem.rows:
            reasons[number].append(problem.message)
    said = "These rows of the input are in no total. Mend them in the input and run again."
    page.title("Rejected", said)
    page.status()
    headings = [heading[:LONGEST] for heading in estimate.rejected_headings]
    page.headings(HEADING_ROW, ("Input row", "Reasons", *headings))
    for row, (number, *cells) in enumerate(estimate.rejected.iter_rows(), HEADING_ROW + 1):
        said = "\n".join(reasons[number])[:LONGEST]
        page.wrapped(row, ("", said), {2: REASONS_WIDTH})
        page.number(row, 1, number, "plain", "rows")
        for position, cell in enumerate(cells, 3):
            page.text(row, position, (cell or "")[:LONGEST])
    columns = len(estimate.rejected_headings)
    page.widths({1: 10, 2: REASONS_WIDTH, **dict.fromkeys(range(3, 3 + columns), 16)})
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.printed(HEADING_ROW)
