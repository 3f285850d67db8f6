"""The Rejected sheet: the rows left out, as the user wrote them, with the reasons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from estimator.model.address import letters
from estimator.model.estimate import Estimate
from estimator.model.problem import Problem, errors
from estimator.model.source import Row
from estimator.model.words import counted
from estimator.report.grid import MOST_ROWS
from estimator.report.page import LONGEST, Page, fitting, height
from estimator.report.pour.poured import HEIGHT, Column, Poured
from estimator.report.pour.rows import SLICE

SHEET = "Rejected"
HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
WHERE = ("Source file", "Source sheet", "Source row")
WIDTHS = {1: 22, 2: 18, 3: 10, 4: 90}
CELL_WIDTH = 16
# The first columns, and how they are shown: where the row stood, and the reasons.
LOOKS = (("wrapped", ""), ("wrapped", ""), ("plain", "rows"), ("wrapped", ""))


def write(page: Page, estimate: Estimate) -> Poured:
    """Writes the sheet but for its rows, which are returned: where each stood, why, its cells."""
    rows = min(len(estimate.rejected), MOST_ROWS - HEADING_ROW)
    page.title("Rejected", _said(len(estimate.rejected) - rows))
    page.status()
    # Before them stand the position of the source and the row.
    headings = [fitting(heading) for heading in estimate.rejected.columns[2:]]
    page.headings(HEADING_ROW, (*WHERE, "Reasons", *headings))
    cells = range(len(LOOKS) + 1, len(LOOKS) + len(headings) + 1)
    for position, look in enumerate((*LOOKS, *[("plain", "")] * len(cells)), 1):
        page.blank(FIRST_ROW, position, *look)
    page.widths({**WIDTHS, **dict.fromkeys(cells, CELL_WIDTH)})
    page.sheet.freeze_panes(HEADING_ROW, len(LOOKS))
    page.printed(HEADING_ROW)
    columns = tuple(Column(letters(n)) for n in range(1, cells.stop))
    return Poured(FIRST_ROW, HEADING_ROW + rows, columns, _frames(estimate, rows))


def _said(left_out: int) -> str:
    said = "These rows of the input are in no total. Mend them in the input and run again."
    if left_out:
        said += f" The sheet holds no more: {counted(left_out, 'row')} more not shown."
    return said


def _frames(estimate: Estimate, rows: int) -> Iterator[pl.DataFrame]:
    """The first ``rows`` rejected rows with their reasons, some thousand at a time."""
    reasons = _reasons(estimate.problems)
    for frame in estimate.rejected.head(rows).iter_slices(SLICE):
        places = [(estimate.sources[table], row) for table, row in frame[:, :2].iter_rows()]
        yield _frame(places, [reasons.get(place, "") for place in places], frame[:, 2:])


def _reasons(problems: Iterable[Problem]) -> Mapping[Row, str]:
    """All that is wrong with each row, a line a problem."""
    found: dict[Row, list[str]] = defaultdict(list)
    for problem in errors(problems):
        for place in problem.rows:
            found[place].append(problem.message)
    return {place: fitting("\n".join(said)) for place, said in found.items()}


def _frame(places: Sequence[Row], reasons: Sequence[str], cells: pl.DataFrame) -> pl.DataFrame:
    """The sheet's columns, by their letters; each row as high as its reasons."""
    texts = [
        (source.file, source.sheet, "", said)
        for (source, _), said in zip(places, reasons, strict=True)
    ]
    files, sheets, _, said = zip(*texts, strict=True)
    columns = [
        pl.Series(files),
        pl.Series(sheets),
        pl.Series([row for _, row in places]),
        pl.Series(said),
        *(_fitting(one) for one in cells),
    ]
    named = {letters(n): one for n, one in enumerate(columns, 1)}
    return pl.DataFrame({**named, HEIGHT: [height(row, WIDTHS) for row in texts]})


def _fitting(texts: pl.Series) -> pl.Series:
    """``texts`` as cells can hold them."""
    longest = texts.str.len_chars().max()
    if not isinstance(longest, int) or longest <= LONGEST // 2:
        return texts
    return texts.map_elements(fitting, return_dtype=pl.String)
