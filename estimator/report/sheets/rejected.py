"""The Rejected sheet: the rows left out, as the user wrote them, with the reasons."""

from collections import defaultdict

from estimator.model.estimate import Estimate
from estimator.model.problem import ERROR
from estimator.model.source import Row
from estimator.report.page import Page, fitting

SHEET = "Rejected"
HEADING_ROW = 5
WHERE = ("Source file", "Source sheet", "Source row")
WIDTHS = {1: 22, 2: 18, 3: 10, 4: 90}


def write(page: Page, estimate: Estimate) -> None:
    """Writes every rejected row of ``estimate``: its row in the input, why, and its cells."""
    reasons: dict[Row, list[str]] = defaultdict(list)
    for problem in estimate.problems.of(ERROR):
        for place in problem.rows:
            reasons[place].append(problem.message)
    said = "These rows of the input are in no total. Mend them in the input and run again."
    page.title("Rejected", said)
    page.status()
    headings = [fitting(heading) for heading in estimate.rejected.headings]
    page.headings(HEADING_ROW, (*WHERE, "Reasons", *headings))
    first = len(WHERE) + 2
    rows = (row for frame in estimate.rejected for row in frame.iter_rows())
    for row, (table, number, *cells) in enumerate(rows, HEADING_ROW + 1):
        source = estimate.sources[table]
        said = fitting("\n".join(reasons[source, number]))
        page.wrapped(row, (source.file, source.sheet, "", said), WIDTHS)
        page.number(row, len(WHERE), number, "plain", "rows")
        for position, cell in enumerate(cells, first):
            page.text(row, position, fitting(cell or ""))
    page.widths({**WIDTHS, **dict.fromkeys(range(first, first + len(headings)), 16)})
    page.sheet.freeze_panes(HEADING_ROW, first - 1)
    page.printed(HEADING_ROW)
